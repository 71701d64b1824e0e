// Stores a note in another organisation's storage account, without a secret. Written for Azure: no endpoint is named.
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;

string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"the setting {name} is missing");

var identity = new ManagedIdentityCredential(
    ManagedIdentityId.FromUserAssignedClientId(Setting("TEGATA_MANAGED_IDENTITY_CLIENT_ID")));
var exchange = new TokenRequestContext(["api://AzureADTokenExchange/.default"]);
var credential = new ClientAssertionCredential(
    Setting("TEGATA_RESOURCE_TENANT_ID"),
    Setting("TEGATA_APPLICATION_CLIENT_ID"),
    async cancellation => (await identity.GetTokenAsync(exchange, cancellation)).Token);

var service = new BlobServiceClient(
    new Uri($"https://{Setting("STORAGE_ACCOUNT")}.blob.core.windows.net"), credential);
var container = service.GetBlobContainerClient("notes-csharp");
await container.CreateIfNotExistsAsync();
var note = container.GetBlobClient("note.txt");
await note.UploadAsync(BinaryData.FromString("hello from contoso"), overwrite: true);
Console.WriteLine((await note.DownloadContentAsync()).Value.Content.ToString());
