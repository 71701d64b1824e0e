"""One managed identity, named in one way: by SELECTOR and SELECTED, or not at all."""

import json
import os
import sys

from azure.identity import ManagedIdentityCredential

sys.path.append("programs")
from claims import claims_of  # noqa: E402

names = {"clientId": "client_id", "objectId": "object_id", "resourceId": "resource_id"}
selector = names.get(os.environ.get("SELECTOR", ""))
selected = os.environ.get("SELECTED")
if selector == "client_id" or selector is None:
    credential = ManagedIdentityCredential(client_id=selected)
else:
    credential = ManagedIdentityCredential(identity_config={selector: selected})

try:
    told = claims_of(credential.get_token("https://storage.azure.com/.default").token)
except Exception as error:
    told = {"name": type(error).__name__, "message": str(error).split("\n")[0]}
print(json.dumps(told))
