// Signs in to the home directory and is told by storage's 401 which directory it wants a token of.
import { ConfidentialClientApplication, ManagedIdentityApplication } from "@azure/msal-node";
import { BlobServiceClient } from "@azure/storage-blob";
import { roundTrip } from "../round-trip.mjs";

const { AUTHORITY, BLOB_ENDPOINT, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

const identity = new ManagedIdentityApplication({
  managedIdentityIdParams: { userAssignedClientId: MANAGED_IDENTITY_CLIENT_ID },
});
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `${AUTHORITY}/${TENANT_ID}`,
    knownAuthorities: [new URL(AUTHORITY).host],
    clientAssertion: async () => (await identity.acquireToken({ resource: "api://AzureADTokenExchange" })).accessToken,
  },
});
const credential = {
  async getToken(scopes, { tenantId = TENANT_ID } = {}) {
    const request = { scopes: [scopes].flat(), authority: `${AUTHORITY}/${tenantId}` };
    const { accessToken, expiresOn } = await application.acquireTokenByClientCredential(request);
    return { token: accessToken, expiresOnTimestamp: expiresOn.getTime() };
  },
};

await roundTrip(new BlobServiceClient(BLOB_ENDPOINT, credential));
