import type * as AzureIdentity from "@azure/identity";
import type { Cloud } from "@tegata/core";
import { clouds } from "@tegata/core";
import type { Fetch, Operator, Side } from "@tegata/setup";
import { lostRequest } from "@tegata/setup";

type Variables = Readonly<Record<string, string | undefined>>;

/** The ways to sign in that are taken from `@azure/identity`. */
export type Credentials = Pick<
  typeof AzureIdentity,
  "ClientSecretCredential" | "WorkloadIdentityCredential" | "AzureCliCredential"
>;

/** Where and as whom an operator signs in. */
export interface SignIn {
  readonly side: Side;
  readonly tenantId: string;
  readonly authority: string;
  readonly environment: Variables;
  /** Gives up when it aborts. */
  readonly signal: AbortSignal;
  /** What can be done without this sign-in, in a sentence; told to who has none. */
  readonly otherwise?: string;
  /** For what is asked without signing in. */
  readonly fetch?: Fetch;
}

function isMicrosoft(authority: string): boolean {
  return Object.values(clouds).some((cloud: Cloud) => cloud.authority === authority);
}

/** A way to sign in, with what it is called. */
interface Method {
  readonly name: string;
  /** What to do when it gives no token. */
  readonly fix: string;
  readonly credential: Pick<AzureIdentity.ClientSecretCredential, "getToken">;
}

/** What an operator has to sign in with, in this order: a client secret, a federated token file, an Azure CLI session. */
function methodOf(identity: Credentials, { side, tenantId, authority, environment, otherwise }: SignIn): Method {
  const prefix = `TEGATA_${side.toUpperCase()}_`;
  const variable = (name: string): string | undefined => environment[`${prefix}${name}`];
  const options = { authorityHost: authority, disableInstanceDiscovery: !isMicrosoft(authority) };
  const [clientId, clientSecret, tokenFilePath] = ["CLIENT_ID", "CLIENT_SECRET", "FEDERATED_TOKEN_FILE"].map(variable);
  const check = `Check ${prefix}CLIENT_ID and what proves it: an application of directory ${tenantId}.`;
  if (clientId && clientSecret) {
    const credential = new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options);
    return { name: `signing in as ${prefix}CLIENT_ID with its client secret`, fix: check, credential };
  }
  if (clientId && tokenFilePath) {
    const credential = new identity.WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath, ...options });
    return { name: `signing in as ${prefix}CLIENT_ID with its federated token file`, fix: check, credential };
  }
  const missing = `${prefix}CLIENT_ID with ${prefix}CLIENT_SECRET or ${prefix}FEDERATED_TOKEN_FILE is not set`;
  return {
    name: `${missing}, so the Azure CLI was asked`,
    fix: `Run: az login --tenant ${tenantId} (or set what is named above).${otherwise === undefined ? "" : ` ${otherwise}`}`,
    credential: new identity.AzureCliCredential({ tenantId }),
  };
}

/** Loaded at the first token: no other command needs it. */
const loadCredentials = (): Promise<Credentials> => import("@azure/identity");

/**
 * The administrator of one directory, with what they have: `TEGATA_HOME_CLIENT_ID` and `TEGATA_HOME_CLIENT_SECRET` (or
 * `…_FEDERATED_TOKEN_FILE`), `TEGATA_RESOURCE_…` for the other side, else the Azure CLI's session for that directory.
 */
export function operatorOf(signIn: SignIn, load: () => Promise<Credentials> = loadCredentials): Operator {
  let method: Method | undefined;
  return {
    get howToSignIn() {
      return method?.fix ?? `Sign in to directory ${signIn.tenantId}.`;
    },
    tokenSource: async (scope) => {
      method ??= methodOf(await load(), signIn);
      try {
        const answer = await method.credential.getToken(scope, { abortSignal: signIn.signal });
        if (answer) return answer.token;
      } catch (cause) {
        if (signIn.signal.aborted) throw cause;
        if (looksLost(cause)) await checkReachable(signIn);
        throw new Error(method.name, { cause });
      }
      throw new Error(`${method.name}: no token came back`);
    },
  };
}

/** MSAL says `network_error` and nothing else, whatever it was. */
function looksLost(cause: unknown): boolean {
  return cause instanceof Error && /network_error|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|certificate/i.test(cause.message);
}

/** Asks for a public document of the token service, to learn why it was not reached. @throws SetupError `network.failed` */
async function checkReachable({ authority, tenantId, signal, fetch: send = fetch }: SignIn): Promise<void> {
  const url = `${authority}/${tenantId}/v2.0/.well-known/openid-configuration`;
  try {
    await send(url, { signal });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw lostRequest(`GET ${url}`, cause);
  }
}
