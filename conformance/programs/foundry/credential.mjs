// The credential that a program is told to use: this project's own, or the composition of two of @azure/identity.
const { AUTHORITY, CLIENT_ID, CREDENTIAL, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

async function composition() {
  const { ClientAssertionCredential, ManagedIdentityCredential } = await import("@azure/identity");
  const identity = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
  const assertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
  const authority = AUTHORITY ? { authorityHost: AUTHORITY, disableInstanceDiscovery: true } : {};
  return new ClientAssertionCredential(TENANT_ID, CLIENT_ID, assertion, authority);
}

async function own() {
  const { CrossTenantCredential, managedIdentity } = await import("@tegata/credential");
  return new CrossTenantCredential({
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    assertion: managedIdentity({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
    ...(AUTHORITY ? { authority: AUTHORITY } : {}),
  });
}

export const credential = await (CREDENTIAL === "tegata" ? own() : composition());
