"""An application with a certificate."""

import json
import os
import sys

from azure.identity import CertificateCredential

sys.path.append("programs")
from claims import claims_of  # noqa: E402

pem = f"{os.environ['CERTIFICATE_KEY']}\n{os.environ['CERTIFICATE']}"
credential = CertificateCredential(
    os.environ["TENANT_ID"],
    os.environ["CLIENT_ID"],
    certificate_data=pem.encode(),
    authority=os.environ["AUTHORITY"],
    disable_instance_discovery=True,
)
try:
    told = claims_of(credential.get_token("https://graph.microsoft.com/.default").token)
except Exception as error:
    told = {"name": type(error).__name__, "message": str(error).split("\n")[0]}
print(json.dumps(told))
