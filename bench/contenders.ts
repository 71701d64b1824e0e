// What is compared: ours, what users glue together today, and the least that any cache can do.
import { ClientAssertionCredential, ManagedIdentityCredential, type TokenCredentialOptions } from "@azure/identity";
import { CrossTenantCredential, managedIdentity, type FetchRequest } from "@tegata/credential";
import type { ScratchCloud } from "./scratch-cloud.ts";

export interface Contender {
  readonly name: string;
  readonly getToken: (scope: string) => Promise<{ readonly token: string } | null>;
  /** How often the assertion was asked for, by whatever means the contender has for that. */
  readonly assertionsAsked: () => number;
}

const ids = {
  tenant: "22222222-2222-2222-2222-222222222222",
  application: "44444444-4444-4444-4444-444444444444",
  identity: "33333333-3333-3333-3333-333333333333",
};
const publicAuthority = "https://login.microsoftonline.com";

/** Ours. Its injected fetch leads the public authority to the scratch cloud. */
export function tegata(cloud: ScratchCloud): Contender {
  const credential = new CrossTenantCredential({
    tenantId: ids.tenant,
    clientId: ids.application,
    assertion: managedIdentity({ clientId: ids.identity }),
    environment: cloud.environment,
    fetch: (url: string, request: FetchRequest) => fetch(url.replace(publicAuthority, cloud.origin), request),
  });
  return {
    name: "@tegata/credential",
    getToken: (scope) => credential.getToken(scope),
    assertionsAsked: () => cloud.requests.identity,
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
  const credential = new ClientAssertionCredential(ids.tenant, ids.application, assertion, options);
  return {
    name: "@azure/identity, composed",
    getToken: (scope) => credential.getToken(scope),
    assertionsAsked: () => asked,
  };
}

/** The floor: an async function over one Map entry with an expiry check. */
export function bareMap(): Contender {
  const tokens = new Map<string, { readonly token: string; readonly expiresOnMs: number }>();
  return {
    name: "a bare Map",
    getToken: async (scope) => {
      const held = tokens.get(scope);
      if (held && held.expiresOnMs > Date.now()) return held;
      const fresh = { token: "token", expiresOnMs: Date.now() + 3_600_000 };
      tokens.set(scope, fresh);
      return fresh;
    },
    assertionsAsked: () => 0,
  };
}
