"""Signs in to the home directory and is told by storage's 401 which directory it wants a token of."""

import os

from azure.identity import ClientAssertionCredential, ManagedIdentityCredential
from azure.storage.blob import BlobServiceClient
from round_trip import round_trip

identity = ManagedIdentityCredential(client_id=os.environ["MANAGED_IDENTITY_CLIENT_ID"])
credential = ClientAssertionCredential(
    os.environ["TENANT_ID"],
    os.environ["CLIENT_ID"],
    lambda: identity.get_token("api://AzureADTokenExchange/.default").token,
    authority=os.environ["AUTHORITY"],
    disable_instance_discovery=True,
    additionally_allowed_tenants=["*"],
)

round_trip(BlobServiceClient(os.environ["BLOB_ENDPOINT"], credential))
