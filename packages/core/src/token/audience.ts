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
function comparable(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.map((name) => withoutFinalSlash(name).toLowerCase()));
}

const noAliases: AudienceAliases = {};
const own = new WeakMap<Api, ReadonlySet<string>>();
const further = new WeakMap<AudienceAliases, Map<ApiName, ReadonlySet<string>>>();

/** Both an API and the aliases of an emulator stay what they are: their names are prepared once. */
function ownNames(api: Api): ReadonlySet<string> {
  let names = own.get(api);
  if (!names) own.set(api, (names = comparable([api.appId, ...api.uris])));
  return names;
}

function furtherNames(aliases: AudienceAliases, api: ApiName): ReadonlySet<string> {
  let byApi = further.get(aliases);
  if (!byApi) further.set(aliases, (byApi = new Map()));
  let names = byApi.get(api);
  if (!names) byApi.set(api, (names = comparable(aliases[api] ?? [])));
  return names;
}

/** Whether the text names the API: its application id, a URI of it with or without a final slash, or an alias. */
export function isAudienceOf(api: Api, text: string, aliases: AudienceAliases = noAliases): boolean {
  const name = withoutFinalSlash(text).toLowerCase();
  return (
    ownNames(api).has(name) ||
    furtherNames(aliases, api.name).has(name) ||
    (api.hostSuffix !== undefined && isBelow(name, api.hostSuffix.toLowerCase()))
  );
}

/**
 * The API that an audience means. Names are matched without regard to case: Microsoft's own clients spell
 * `api://AzureADTokenExchange` in two ways.
 */
export function apiOfAudience(cloud: Cloud, audience: string, aliases: AudienceAliases = noAliases): Api | undefined {
  return Object.values(cloud.apis).find((api) => isAudienceOf(api, audience, aliases));
}
