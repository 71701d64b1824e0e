import { clouds, type DecodedToken, type ExchangeFacts, type FederatedCredential } from "@tegata/core";

export const home = "aaaaaaaa-0000-4000-8000-000000000001";
export const resource = "bbbbbbbb-0000-4000-8000-000000000002";
export const identity = "11111111-0000-4000-8000-000000000011";
export const clientId = "22222222-0000-4000-8000-000000000022";

/** 2026-01-02T03:04:05Z */
export const nowMs = 1_767_323_045_000;
const now = nowMs / 1000;

/** The claims of a user-assigned identity's exchange token, as far as rules read them (entra-contract, section 2.1). */
export const claims: Readonly<Record<string, unknown>> = {
  aud: "fb60f99c-7a34-4190-8149-302f77469936",
  iss: `https://login.microsoftonline.com/${home}/v2.0`,
  iat: now - 300,
  nbf: now - 300,
  exp: now + 86_400,
  sub: identity,
  oid: identity,
  azp: clientId,
  azpacr: "2",
  idtyp: "app",
  tid: home,
  ver: "2.0",
  xms_mirid: `/subscriptions/s/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders`,
};

export const credential: FederatedCredential = {
  name: "managed-identity",
  issuer: `https://login.microsoftonline.com/${home}/v2.0`,
  subject: identity,
  audiences: ["api://AzureADTokenExchange"],
};

export interface ExchangeChange {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly credentials?: readonly FederatedCredential[];
  readonly facts?: Partial<ExchangeFacts>;
}

/** Facts of an exchange that every check passes, with the given things changed. A claim of `undefined` is taken away. */
export function exchange(change: ExchangeChange = {}): ExchangeFacts {
  const assertion: DecodedToken = {
    header: { typ: "JWT", alg: "RS256", kid: "key-1", ...change.header },
    claims: Object.fromEntries(
      Object.entries({ ...claims, ...change.claims }).filter(([, value]) => value !== undefined),
    ),
  };
  return {
    cloud: clouds.public,
    nowMs,
    application: {
      appId: "33333333-0000-4000-8000-000000000033",
      displayName: "orders-cross-tenant",
      homeTenantId: home,
      signInAudience: "AzureADMultipleOrgs",
      federatedCredentials: change.credentials ?? [credential],
    },
    assertion,
    issuerTenantId: home,
    signature: "valid",
    obtainedThroughFederation: false,
    ...change.facts,
  };
}
