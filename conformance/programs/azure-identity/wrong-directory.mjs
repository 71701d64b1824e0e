// Signs in to the home directory and is told by storage's 401 which directory it wants a token of.
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
import { BlobServiceClient } from "@azure/storage-blob";
import { roundTrip } from "../round-trip.mjs";

const { AUTHORITY, BLOB_ENDPOINT, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

const identity = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const assertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
const credential = new ClientAssertionCredential(TENANT_ID, CLIENT_ID, assertion, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
  additionallyAllowedTenants: ["*"],
});

await roundTrip(new BlobServiceClient(BLOB_ENDPOINT, credential));
