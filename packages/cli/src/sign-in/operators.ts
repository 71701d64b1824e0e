import type * as AzureIdentity from "@azure/identity";
import type { Cloud } from "@tegata/core";
import { clouds } from "@tegata/core";
import type { Operator, Side } from "@tegata/setup";

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
}

function isMicrosoft(authority: string): boolean {
  return Object.values(clouds).some((cloud: Cloud) => cloud.authority === authority);
}

/** What an operator has to sign in with, in this order: a client secret, a federated token file, an Azure CLI session. */
function credentialOf(identity: Credentials, { side, tenantId, authority, environment }: SignIn) {
  const variable = (name: string): string | undefined => environment[`TEGATA_${side.toUpperCase()}_${name}`];
  const options = { authorityHost: authority, disableInstanceDiscovery: !isMicrosoft(authority) };
  const [clientId, clientSecret, tokenFilePath] = ["CLIENT_ID", "CLIENT_SECRET", "FEDERATED_TOKEN_FILE"].map(variable);
  if (clientId && clientSecret) return new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options);
  if (clientId && tokenFilePath)
    return new identity.WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath, ...options });
  return new identity.AzureCliCredential({ tenantId });
}

/** Loaded at the first token: no other command needs it. */
const loadCredentials = (): Promise<Credentials> => import("@azure/identity");

/**
 * The administrator of one directory, with what they have: `TEGATA_HOME_CLIENT_ID` and `TEGATA_HOME_CLIENT_SECRET` (or
 * `…_FEDERATED_TOKEN_FILE`), `TEGATA_RESOURCE_…` for the other side, else the Azure CLI's session for that directory.
 */
export function operatorOf(signIn: SignIn, load: () => Promise<Credentials> = loadCredentials): Operator {
  let credential: ReturnType<typeof credentialOf> | undefined;
  return {
    tokenSource: async (scope) => {
      credential ??= credentialOf(await load(), signIn);
      return (await credential.getToken(scope, { abortSignal: signIn.signal })).token;
    },
  };
}
