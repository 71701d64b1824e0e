// The composition of two credentials of @azure/identity, written for Azure: nothing here knows of an emulator.
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
import { BlobServiceClient } from "@azure/storage-blob";
import { roundTrip } from "../round-trip.mjs";

const { CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, STORAGE_ACCOUNT, TENANT_ID } = process.env;

const identity = new ManagedIdentityCredential({ clientId: MANAGED_IDENTITY_CLIENT_ID });
const assertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
const credential = new ClientAssertionCredential(TENANT_ID, CLIENT_ID, assertion);

await roundTrip(new BlobServiceClient(`https://${STORAGE_ACCOUNT}.blob.core.windows.net`, credential));
