"""The composition of two credentials of azure-identity, written for Azure: nothing here knows of an emulator."""

import os

from azure.identity import ClientAssertionCredential, ManagedIdentityCredential
from azure.storage.blob import BlobServiceClient
from round_trip import round_trip

identity = ManagedIdentityCredential(client_id=os.environ["MANAGED_IDENTITY_CLIENT_ID"])
credential = ClientAssertionCredential(
    os.environ["TENANT_ID"],
    os.environ["CLIENT_ID"],
    lambda: identity.get_token("api://AzureADTokenExchange/.default").token,
)

round_trip(BlobServiceClient(f"https://{os.environ['STORAGE_ACCOUNT']}.blob.core.windows.net", credential))
