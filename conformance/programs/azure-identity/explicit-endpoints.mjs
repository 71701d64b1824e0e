// The composition of two credentials of @azure/identity, with the addresses of the services as options.
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
import { BlobServiceClient } from "@azure/storage-blob";
import { roundTrip } from "../round-trip.mjs";

const { AUTHORITY, BLOB_ENDPOINT, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

const identity = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const assertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
const credential = new ClientAssertionCredential(TENANT_ID, CLIENT_ID, assertion, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});

await roundTrip(new BlobServiceClient(BLOB_ENDPOINT, credential));
