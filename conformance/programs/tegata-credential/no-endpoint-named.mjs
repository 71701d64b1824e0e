// This project's own credential, written for Azure: nothing here knows of an emulator.
import { BlobServiceClient } from "@azure/storage-blob";
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import { roundTrip } from "../round-trip.mjs";

const { CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, STORAGE_ACCOUNT, TENANT_ID } = process.env;

const credential = new CrossTenantCredential({
  tenantId: TENANT_ID,
  clientId: CLIENT_ID,
  assertion: managedIdentity({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
});

await roundTrip(new BlobServiceClient(`https://${STORAGE_ACCOUNT}.blob.core.windows.net`, credential));
