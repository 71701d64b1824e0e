// The same two hops with msal-node alone, written for Azure: nothing here knows of an emulator.
import { ConfidentialClientApplication, ManagedIdentityApplication } from "@azure/msal-node";
import { BlobServiceClient } from "@azure/storage-blob";
import { roundTrip } from "../round-trip.mjs";

const { CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, STORAGE_ACCOUNT, TENANT_ID } = process.env;

const identity = new ManagedIdentityApplication({
  managedIdentityIdParams: { userAssignedClientId: MANAGED_IDENTITY_CLIENT_ID },
});
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `https://login.microsoftonline.com/${TENANT_ID}`,
    clientAssertion: async () => (await identity.acquireToken({ resource: "api://AzureADTokenExchange" })).accessToken,
  },
});
const credential = {
  async getToken(scopes) {
    const { accessToken, expiresOn } = await application.acquireTokenByClientCredential({ scopes: [scopes].flat() });
    return { token: accessToken, expiresOnTimestamp: expiresOn.getTime() };
  },
};

await roundTrip(new BlobServiceClient(`https://${STORAGE_ACCOUNT}.blob.core.windows.net`, credential));
