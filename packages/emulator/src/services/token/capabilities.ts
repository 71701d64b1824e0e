import type { Directory } from "../../directory/directory.ts";
import type { TokenResource } from "../../tokens/resource-api.ts";
import type { Client } from "./client.ts";

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The capabilities that a `claims` parameter announces. Clients send it whatever they ask for; nonsense announces none. */
export function capabilitiesIn(claims: string | undefined): string[] {
  if (!claims) return [];
  try {
    const values = member(member(member(JSON.parse(claims) as unknown, "access_token"), "xms_cc"), "values");
    return Array.isArray(values) ? values.filter((value) => typeof value === "string").slice(0, 20) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/**
 * The capabilities that a token repeats. Continuous access evaluation for workloads is for Microsoft Graph and for
 * applications of the organisation's own: not for those that other directories may use, not for managed identities.
 *
 * @see https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation-workload
 */
export function grantedCapabilities(
  claims: string | undefined,
  about: { readonly api: TokenResource; readonly client: Client; readonly directory: Directory },
): string[] {
  const { application, owner } = about.client;
  const isOwn = owner.tenantId === about.directory.tenantId && application?.signInAudience === "AzureADMyOrg";
  if (about.api.wellKnown !== "graph" || !isOwn) return [];
  return capabilitiesIn(claims).filter((capability) => capability.toLowerCase() === "cp1");
}
