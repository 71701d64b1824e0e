// Addresses as people read them. In data they stay whole: they are names to adopt by, and unique.
import { shortScope } from "../verify/scopes.ts";

const roleAt = /^(role .+ at )(\/\S+)$/;

/** `role Storage Blob Data Contributor at fabrikamdata`: an address without the path to where a role is held. */
export function shortAddress(address: string): string {
  const [, role, scope] = roleAt.exec(address) ?? [];
  return role === undefined || scope === undefined ? address : `${role}${shortScope(scope)}`;
}

/** Short addresses, but for those that would read alike. */
export function shortAddresses(addresses: readonly string[]): (address: string) => string {
  const all = [...new Set(addresses)];
  const count = (short: string): number => all.filter((one) => shortAddress(one) === short).length;
  return (address) => (count(shortAddress(address)) > 1 ? address : shortAddress(address));
}
