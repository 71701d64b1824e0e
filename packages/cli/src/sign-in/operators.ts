import type * as AzureIdentity from "@azure/identity";
import type { Cloud } from "@tegata/core";
import { clouds } from "@tegata/core";
import type { Operator, Side } from "@tegata/setup";

type Variables = Readonly<Record<string, string | undefined>>;

/** Where and as whom an operator signs in. */
export interface SignIn {
  readonly side: Side;
  readonly tenantId: string;
  readonly authority: string;
  readonly environment: Variables;
}

function isMicrosoft(authority: string): boolean {
  return Object.values(clouds).some((cloud: Cloud) => cloud.authority === authority);
}

/** What an operator has to sign in with, in this order: a client secret, a federated token file, an Azure CLI session. */
function credentialOf(identity: typeof AzureIdentity, { side, tenantId, authority, environment }: SignIn) {
  const variable = (name: string): string | undefined => environment[`TEGATA_${side.toUpperCase()}_${name}`];
  const options = { authorityHost: authority, disableInstanceDiscovery: !isMicrosoft(authority) };
  const [clientId, clientSecret, tokenFilePath] = ["CLIENT_ID", "CLIENT_SECRET", "FEDERATED_TOKEN_FILE"].map(variable);
  if (clientId && clientSecret) return new identity.ClientSecretCredential(tenantId, clientId, clientSecret, options);
  if (clientId && tokenFilePath)
    return new identity.WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath, ...options });
  return new identity.AzureCliCredential({ tenantId });
}

/**
 * The administrator of one directory, with what they have: `TEGATA_HOME_CLIENT_ID` and `TEGATA_HOME_CLIENT_SECRET` (or
 * `…_FEDERATED_TOKEN_FILE`), `TEGATA_RESOURCE_…` for the other side, else the Azure CLI's session for that directory.
 */
export function operatorOf(signIn: SignIn): Operator {
  let credential: ReturnType<typeof credentialOf> | undefined;
  return {
    tokenSource: async (scope) => {
      credential ??= credentialOf(await import("@azure/identity"), signIn);
      return (await credential.getToken(scope)).token;
    },
  };
}
