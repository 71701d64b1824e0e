"""Stores a note in another organisation's storage account, without a secret. Written for Azure: no endpoint is named."""

import os

from azure.identity import ClientAssertionCredential, ManagedIdentityCredential
from azure.storage.blob import BlobServiceClient

identity = ManagedIdentityCredential(client_id=os.environ["TEGATA_MANAGED_IDENTITY_CLIENT_ID"])
credential = ClientAssertionCredential(
    os.environ["TEGATA_RESOURCE_TENANT_ID"],
    os.environ["TEGATA_APPLICATION_CLIENT_ID"],
    lambda: identity.get_token("api://AzureADTokenExchange/.default").token,
)

service = BlobServiceClient(f"https://{os.environ['STORAGE_ACCOUNT']}.blob.core.windows.net", credential)
container = service.get_container_client("notes-python")
if not container.exists():
    container.create_container()
note = container.get_blob_client("note.txt")
note.upload_blob(b"hello from contoso", overwrite=True)
print(note.download_blob().readall().decode())
