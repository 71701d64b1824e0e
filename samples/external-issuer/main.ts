// Writes a report into another organisation's storage account, from outside of Azure: a job of GitHub Actions, or a pod.
import { BlobServiceClient } from "@azure/storage-blob";
import { CrossTenantCredential, githubActions, projectedToken } from "@tegata/credential";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the setting ${name} is missing`);
  return value;
}

const isJob = process.env["ACTIONS_ID_TOKEN_REQUEST_URL"] !== undefined;
// A token in a file, where there is one; else the file that the workload identity webhook of AKS names.
const file = process.env["TOKEN_FILE"];
const credential = new CrossTenantCredential({
  tenantId: setting("TEGATA_RESOURCE_TENANT_ID"),
  clientId: setting("TEGATA_APPLICATION_CLIENT_ID"),
  assertion: isJob ? githubActions() : projectedToken(file === undefined ? {} : { file }),
});

const service = new BlobServiceClient(setting("STORAGE_BLOB_ENDPOINT"), credential);
const container = service.getContainerClient("reports");
await container.createIfNotExists();
const blob = container.getBlockBlobClient("latest.txt");
const report = "two orders are open\n";
await blob.upload(report, Buffer.byteLength(report));
console.log(`proof: ${credential.inspect().assertion.source}`);
console.log(`read back: ${(await blob.downloadToBuffer()).toString().trim()}`);
