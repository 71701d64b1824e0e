// Who takes the tour. Each is an application with a role of its own, or a token that storage must not take.
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
import { BlobServiceClient } from "@azure/storage-blob";

const { AUTHORITY, BLOB_ENDPOINT, MANAGED_IDENTITY_CLIENT_ID, PRINCIPALS, TENANT_ID } = process.env;

const identity = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const assertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;

const credentialOf = (clientId) =>
  new ClientAssertionCredential(TENANT_ID, clientId, assertion, {
    authorityHost: AUTHORITY,
    disableInstanceDiscovery: true,
  });

/** A token that stays the same, whatever storage's challenge asks for. */
async function held(credential, scope) {
  const token = await credential.getToken(scope);
  return { getToken: async () => token };
}

/** @returns {Promise<Record<string, { service: BlobServiceClient, credential: object }>>} */
export async function principals() {
  const clientIds = JSON.parse(PRINCIPALS);
  const credentials = Object.fromEntries(Object.entries(clientIds).map(([name, id]) => [name, credentialOf(id)]));
  const owner = credentials.owner;
  // The managed identity's own token: for storage, but of the home directory.
  credentials.homeDirectory = await held(identity, "https://storage.azure.com/.default");
  credentials.otherAudience = await held(owner, "https://management.azure.com/.default");
  return Object.fromEntries(
    Object.entries(credentials).map(([name, credential]) => [
      name,
      { credential, service: new BlobServiceClient(BLOB_ENDPOINT, credential) },
    ]),
  );
}
