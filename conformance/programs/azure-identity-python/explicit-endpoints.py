"""The composition of two credentials of azure-identity, with the addresses of the services as options."""

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
)

# Storage for Python repeats a request even when the credential was refused, three times over more than a minute.
round_trip(BlobServiceClient(os.environ["BLOB_ENDPOINT"], credential, retry_total=0))
