// This project's own credential, with the addresses of the services as options.
import { BlobServiceClient } from "@azure/storage-blob";
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import { roundTrip } from "../round-trip.mjs";

const { AUTHORITY, BLOB_ENDPOINT, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

const credential = new CrossTenantCredential({
  tenantId: TENANT_ID,
  clientId: CLIENT_ID,
  assertion: managedIdentity({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
  authority: AUTHORITY,
});

await roundTrip(new BlobServiceClient(BLOB_ENDPOINT, credential));
