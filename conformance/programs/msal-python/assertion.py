"""Both hops with MSAL alone: the managed identity's token as client_assertion. Prints the token's claims, or the error."""

import json
import os
import sys

import requests
from msal import ConfidentialClientApplication, ManagedIdentityClient, UserAssignedManagedIdentity

sys.path.append("programs")
from claims import claims_of  # noqa: E402

identity = ManagedIdentityClient(
    UserAssignedManagedIdentity(client_id=os.environ["MANAGED_IDENTITY_CLIENT_ID"]), http_client=requests.Session()
)
endpoints = os.environ.get("AUTHORITY")
application = ConfidentialClientApplication(
    os.environ["CLIENT_ID"],
    authority=f"{endpoints or 'https://login.microsoftonline.com'}/{os.environ['TENANT_ID']}",
    client_credential={
        "client_assertion": lambda: identity.acquire_token_for_client(resource="api://AzureADTokenExchange")[
            "access_token"
        ]
    },
    **({"instance_discovery": False} if endpoints else {}),
)


def told(result):
    if "access_token" in result:
        return {**claims_of(result["access_token"]), "from": result["token_source"]}
    return {name: result[name] for name in ("error", "error_codes", "error_description")}


scope = os.environ.get("SCOPE", "https://storage.azure.com/.default")
print(json.dumps([told(application.acquire_token_for_client([scope])) for _ in range(2)]))
