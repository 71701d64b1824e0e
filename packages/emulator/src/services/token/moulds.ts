import type { Context } from "../../context.ts";
import { directoryRolesOf } from "../../directory/roles.ts";
import { appOnlyClaims } from "../../tokens/app-only-claims.ts";
import { managedIdentityClaims } from "../../tokens/managed-identity-claims.ts";
import { TokenMould } from "../../tokens/mould.ts";
import type { Grant } from "./deliberation.ts";

/** Among the other names of an identity's service principal there are notes such as `isExplicit=True`. */
function resourceIdOf({ alternativeNames }: Grant["servicePrincipal"]): string {
  return alternativeNames.find((name) => name.startsWith("/")) ?? "";
}

type Authentication = "1" | "2";

/** What a token says that may change between two tokens, besides its times. */
interface Particulars {
  readonly authentication: Authentication;
  readonly directoryRoles: readonly string[];
  readonly identityResourceId: string;
}

function particularsOf({ directory, servicePrincipal, credential }: Grant): Particulars {
  const isManagedIdentity = servicePrincipal.servicePrincipalType === "ManagedIdentity";
  return {
    authentication: credential === "client secret" ? "1" : "2",
    directoryRoles: directoryRolesOf(directory, servicePrincipal.id),
    identityResourceId: isManagedIdentity ? resourceIdOf(servicePrincipal) : "",
  };
}

/** The claims of the token that was granted: a managed identity's, or an application's. */
function claimsOf(context: Context, grant: Grant, particulars: Particulars): Record<string, unknown> {
  const { directory, servicePrincipal, api, resource, roles, capabilities } = grant;
  const { authentication, directoryRoles, identityResourceId } = particulars;
  const mint = { cloud: context.cloud, world: context.world, api, resource };
  const { tenantId } = directory;
  const principal = { tenantId, principalId: servicePrincipal.id, clientId: servicePrincipal.appId, roles };
  if (servicePrincipal.servicePrincipalType === "ManagedIdentity")
    return managedIdentityClaims({ ...principal, identityResourceId }, mint);
  const tenantCreatedMs = Date.parse(directory.createdDateTime);
  return appOnlyClaims({ ...principal, tenantCreatedMs, authentication, directoryRoles, capabilities }, mint);
}

/** Lists are mostly empty. */
function listed(list: readonly string[]): string {
  return list.length === 0 ? "" : JSON.stringify(list);
}

/** Everything that claims are made of. The resource, which a client may call anything, comes last. */
function originsOf(grant: Grant, { authentication, directoryRoles, identityResourceId }: Particulars): string[] {
  const { directory, servicePrincipal, api, resource, roles, capabilities } = grant;
  const { id, appId } = servicePrincipal;
  const about = [directory.tenantId, directory.createdDateTime, id, appId, authentication, api.appId, api.tokenVersion];
  about.push(listed(roles), listed(capabilities), listed(directoryRoles), identityResourceId, resource);
  return about;
}

function areSame(ones: readonly string[], others: readonly string[]): boolean {
  for (let at = 0; at < ones.length; at++) if (ones[at] !== others[at]) return false;
  return true;
}

interface Made {
  /** Every mould by its origins in one line. */
  readonly all: Map<string, TokenMould>;
  /** The mould of a principal's last token: it mostly asks for the same again. */
  readonly last: Map<string, { readonly origins: readonly string[]; readonly mould: TokenMould }>;
}

const made = new WeakMap<Context, Made>();
const mostMoulds = 1000;

function madeFor(context: Context): Made {
  let moulds = made.get(context);
  if (!moulds || moulds.all.size >= mostMoulds) made.set(context, (moulds = { all: new Map(), last: new Map() }));
  return moulds;
}

/**
 * The mould of the token that was granted. It is found by all that the claims are made of, so that a change of any of it
 * has a mould of its own.
 */
export function mouldOf(context: Context, grant: Grant): TokenMould {
  const { all, last } = madeFor(context);
  const particulars = particularsOf(grant);
  const origins = originsOf(grant, particulars);
  const before = last.get(grant.servicePrincipal.id);
  if (before && areSame(origins, before.origins)) return before.mould;
  const key = origins.join(" ");
  let mould = all.get(key);
  if (!mould) all.set(key, (mould = new TokenMould(claimsOf(context, grant, particulars), context.world)));
  last.set(grant.servicePrincipal.id, { origins, mould });
  return mould;
}
