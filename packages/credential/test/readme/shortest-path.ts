import { BlobServiceClient } from "@azure/storage-blob";
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";

const credential = new CrossTenantCredential({
  tenantId: "22222222-2222-2222-2222-222222222222", // the directory that the storage account trusts
  clientId: "44444444-4444-4444-4444-444444444444", // the application, registered in your own directory
  assertion: managedIdentity({ clientId: "33333333-3333-3333-3333-333333333333" }), // this host's identity
});

export const blobs = new BlobServiceClient("https://account.blob.core.windows.net", credential);
