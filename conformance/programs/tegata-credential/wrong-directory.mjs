// Signs in to the home directory and is told by storage's 401 which directory it wants a token of.
import { BlobServiceClient } from "@azure/storage-blob";
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import { roundTrip } from "../round-trip.mjs";

const { AUTHORITY, BLOB_ENDPOINT, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

const credential = new CrossTenantCredential({
  tenantId: TENANT_ID,
  allowedTenants: "any",
  clientId: CLIENT_ID,
  assertion: managedIdentity({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
  authority: AUTHORITY,
});

await roundTrip(new BlobServiceClient(BLOB_ENDPOINT, credential));
