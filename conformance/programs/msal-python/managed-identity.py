"""One managed identity, named in one way: by SELECTOR and SELECTED, or not at all."""

import json
import os
import sys

import requests
from msal import ManagedIdentityClient, SystemAssignedManagedIdentity, UserAssignedManagedIdentity

sys.path.append("programs")
from claims import claims_of  # noqa: E402

names = {"clientId": "client_id", "objectId": "object_id", "resourceId": "resource_id"}
selector = names.get(os.environ.get("SELECTOR", ""))
if selector is None:
    identity = SystemAssignedManagedIdentity()
else:
    identity = UserAssignedManagedIdentity(**{selector: os.environ["SELECTED"]})

result = ManagedIdentityClient(identity, http_client=requests.Session()).acquire_token_for_client(
    resource="https://storage.azure.com"
)
print(json.dumps(claims_of(result["access_token"]) if "access_token" in result else result))
