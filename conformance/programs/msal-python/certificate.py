"""An application with a certificate, in both forms that MSAL has for it."""

import json
import os
import sys

from msal import ConfidentialClientApplication

sys.path.append("programs")
from claims import claims_of  # noqa: E402

key = os.environ["CERTIFICATE_KEY"]
certificate = os.environ["CERTIFICATE"]
forms = [
    {"private_key": key, "thumbprint": os.environ["CERTIFICATE_SHA1"]},
    {"private_key": key, "public_certificate": certificate},
]


def told(form):
    result = ConfidentialClientApplication(
        os.environ["CLIENT_ID"],
        authority=f"{os.environ['AUTHORITY']}/{os.environ['TENANT_ID']}",
        client_credential=form,
        instance_discovery=False,
    ).acquire_token_for_client(["https://graph.microsoft.com/.default"])
    if "access_token" in result:
        return claims_of(result["access_token"])
    return {name: result[name] for name in ("error", "error_codes", "error_description")}


print(json.dumps([told(form) for form in forms]))
