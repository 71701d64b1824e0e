// What is compared: ours, what users glue together today, msal-node alone, and the least that any cache can do.
import { ClientAssertionCredential, ManagedIdentityCredential, type TokenCredentialOptions } from "@azure/identity";
import { CrossTenantCredential, managedIdentity, type FetchRequest } from "@tegata/credential";
import type { ScratchCloud } from "./scratch-cloud.ts";

export interface Contender {
  readonly getToken: (scope: string, tenantId: string) => Promise<{ readonly token: string } | null>;
  /** How often the assertion was asked for, by whatever means the contender has for that. */
  readonly assertionsAsked: () => number;
}

export const ids = {
  application: "44444444-4444-4444-4444-444444444444",
  identity: "33333333-3333-3333-3333-333333333333",
};
export const scope = "https://storage.azure.com/.default";
export const publicAuthority = "https://login.microsoftonline.com";

export function tenantOf(number: number): string {
  return `22222222-2222-2222-2222-${number.toString(16).padStart(12, "0")}`;
}

/** Ours. Its injected fetch leads the authority to the scratch cloud; the identity endpoint is asked as in production. */
export function tegata(cloud: ScratchCloud, authority: string = publicAuthority): Contender {
  let asked = 0;
  const credential = new CrossTenantCredential({
    tenantId: tenantOf(0),
    clientId: ids.application,
    allowedTenants: "any",
    assertion: managedIdentity({ clientId: ids.identity }),
    environment: cloud.environment,
    authority,
    onEvent: ({ type }) => {
      if (type === "assertion.acquired") asked += 1;
    },
    fetch: (url: string, request: FetchRequest) => fetch(url.replace(authority, cloud.origin), request),
  });
  return {
    getToken: (wanted, tenantId) => credential.getToken(wanted, { tenantId }),
    assertionsAsked: () => asked,
  };
}

type Policy = NonNullable<TokenCredentialOptions["additionalPolicies"]>[number];

/** Leads the public authority to the scratch cloud: `@azure/identity` itself refuses an authority without TLS. */
function leadTo(cloud: ScratchCloud): Policy {
  return {
    position: "perCall",
    policy: {
      name: "scratchCloud",
      sendRequest: (request, next) => {
        request.url = request.url.replace(publicAuthority, cloud.origin);
        request.allowInsecureConnection = true;
        return next(request);
      },
    },
  };
}

/** The composition of Microsoft's guide: an assertion credential whose callback asks the managed identity credential. */
export function composition(cloud: ScratchCloud): Contender {
  // Its managed identity half reads the process's environment, once, at the first request.
  Object.assign(process.env, cloud.environment);
  const options: TokenCredentialOptions = { additionalPolicies: [leadTo(cloud)] };
  const identity = new ManagedIdentityCredential({ clientId: ids.identity, ...options });
  let asked = 0;
  const assertion = async (): Promise<string> => {
    asked += 1;
    return (await identity.getToken("api://AzureADTokenExchange/.default")).token;
  };
  const more = { ...options, additionallyAllowedTenants: ["*"] };
  const credential = new ClientAssertionCredential(tenantOf(0), ids.application, assertion, more);
  return {
    getToken: (wanted, tenantId) => credential.getToken(wanted, { tenantId }),
    assertionsAsked: () => asked,
  };
}

/** The floor: an async function over a Map with an expiry check. */
export function bareMap(): Contender {
  const tokens = new Map<string, { readonly token: string; readonly expiresOnMs: number }>();
  return {
    getToken: async (_scope, tenantId) => {
      const held = tokens.get(tenantId);
      if (held && held.expiresOnMs > Date.now()) return held;
      const fresh = { token: `token of ${tenantId}`, expiresOnMs: Date.now() + 3_600_000 };
      tokens.set(tenantId, fresh);
      return fresh;
    },
    assertionsAsked: () => 0,
  };
}
