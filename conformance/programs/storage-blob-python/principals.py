"""Who takes the tour. Each is an application with a role of its own, or a token that storage must not take."""

import json
import os

from azure.identity import ClientAssertionCredential, ManagedIdentityCredential
from azure.storage.blob import BlobServiceClient

identity = ManagedIdentityCredential(client_id=os.environ["MANAGED_IDENTITY_CLIENT_ID"])


def credential_of(client_id):
    return ClientAssertionCredential(
        os.environ["TENANT_ID"],
        client_id,
        lambda: identity.get_token("api://AzureADTokenExchange/.default").token,
        authority=os.environ["AUTHORITY"],
        disable_instance_discovery=True,
    )


class Held:
    """A token that stays the same, whatever storage's challenge asks for."""

    def __init__(self, credential, scope):
        self.token = credential.get_token(scope)

    def get_token(self, *scopes, **options):
        return self.token


def principals():
    credentials = {name: credential_of(id) for name, id in json.loads(os.environ["PRINCIPALS"]).items()}
    # The managed identity's own token: for storage, but of the home directory.
    credentials["homeDirectory"] = Held(identity, "https://storage.azure.com/.default")
    credentials["otherAudience"] = Held(credentials["owner"], "https://management.azure.com/.default")
    # Storage for Python repeats a request even when the credential was refused, three times over more than a minute.
    options = {"retry_total": 0, "max_block_size": 2 << 20, "max_single_put_size": 1 << 20}
    return {
        name: (BlobServiceClient(os.environ["BLOB_ENDPOINT"], credential, **options), credential)
        for name, credential in credentials.items()
    }
