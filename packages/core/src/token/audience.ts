import type { Api, ApiName, Cloud } from "../cloud.ts";

function withoutFinalSlash(uri: string): string {
  return uri.endsWith("/") ? uri.slice(0, -1) : uri;
}

/** Further names of an API, such as the local origin of an emulated service. */
export type AudienceAliases = Readonly<Partial<Record<ApiName, readonly string[]>>>;

function isBelow(uri: string, suffix: string): boolean {
  return new RegExp(`^https://[a-z0-9-]+\\.${suffix.replaceAll(".", "\\.")}$`, "i").test(uri);
}

/** Whether the text names the API: its application id, a URI of it with or without a final slash, or an alias. */
export function isAudienceOf(api: Api, text: string, aliases: AudienceAliases = {}): boolean {
  const name = withoutFinalSlash(text).toLowerCase();
  const names = [api.appId, ...api.uris, ...(aliases[api.name] ?? [])];
  return (
    names.some((known) => withoutFinalSlash(known).toLowerCase() === name) ||
    (api.hostSuffix !== undefined && isBelow(name, api.hostSuffix))
  );
}

/**
 * The API that an audience means. Names are matched without regard to case: Microsoft's own clients spell
 * `api://AzureADTokenExchange` in two ways.
 */
export function apiOfAudience(cloud: Cloud, audience: string, aliases: AudienceAliases = {}): Api | undefined {
  return Object.values(cloud.apis).find((api) => isAudienceOf(api, audience, aliases));
}
