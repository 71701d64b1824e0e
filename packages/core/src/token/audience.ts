import type { Api, ApiName, Cloud } from "../cloud.ts";

function withoutFinalSlash(uri: string): string {
  return uri.endsWith("/") ? uri.slice(0, -1) : uri;
}

/** Further names of an API, such as the local origin of an emulated service. */
export type AudienceAliases = Readonly<Partial<Record<ApiName, readonly string[]>>>;

function isBelow(uri: string, suffix: string): boolean {
  if (!uri.endsWith(`.${suffix}`)) return false;
  return /^https:\/\/[a-z0-9-]+$/.test(uri.slice(0, -suffix.length - 1));
}

/** Names as they are compared: without a final slash, in lower case. */
function comparable(name: string): string {
  return withoutFinalSlash(name).toLowerCase();
}

const noAliases: AudienceAliases = {};

function namesOf(api: Api, aliases: AudienceAliases): string[] {
  return [api.appId, ...api.uris, ...(aliases[api.name] ?? [])].map(comparable);
}

const prepared = new WeakMap<AudienceAliases, WeakMap<Cloud["apis"], ReadonlyMap<string, Api>>>();

/** APIs by name. Both clouds and the aliases of an emulator stay what they are: this is worked out once for each. */
function apisByName({ apis }: Cloud, aliases: AudienceAliases): ReadonlyMap<string, Api> {
  let byCloud = prepared.get(aliases);
  if (!byCloud) prepared.set(aliases, (byCloud = new WeakMap()));
  let byName = byCloud.get(apis);
  if (!byName) {
    // The first API that claims a name has it.
    const pairs = Object.values(apis).flatMap((api) => namesOf(api, aliases).map((name) => [name, api] as const));
    byCloud.set(apis, (byName = new Map(pairs.toReversed())));
  }
  return byName;
}

/** Whether the text names the API: its application id, a URI of it with or without a final slash, or an alias. */
export function isAudienceOf(api: Api, text: string, aliases: AudienceAliases = noAliases): boolean {
  // Mostly the text is the name itself.
  if (text === api.appId || api.uris.includes(text)) return true;
  const name = comparable(text);
  const isName = (known: string): boolean => comparable(known) === name;
  return (
    isName(api.appId) ||
    api.uris.some(isName) ||
    aliases[api.name]?.some(isName) === true ||
    (api.hostSuffix !== undefined && isBelow(name, api.hostSuffix.toLowerCase()))
  );
}

/**
 * The API that an audience means. Names are matched without regard to case: Microsoft's own clients spell
 * `api://AzureADTokenExchange` in two ways.
 */
export function apiOfAudience(cloud: Cloud, audience: string, aliases: AudienceAliases = noAliases): Api | undefined {
  const name = comparable(audience);
  return (
    apisByName(cloud, aliases).get(name) ??
    Object.values(cloud.apis).find(
      ({ hostSuffix }) => hostSuffix !== undefined && isBelow(name, hostSuffix.toLowerCase()),
    )
  );
}
