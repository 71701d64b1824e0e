"""What a caller sees of a call: its value, or storage's refusal."""

import os
import re

from azure.core.exceptions import HttpResponseError


def code_in_body(response):
    """The code in the answer's XML; a HEAD has no body, and then the header speaks for it."""
    if response.request.method == "HEAD":
        return response.headers.get("x-ms-error-code")
    found = re.match(r"\ufeff?<\?xml[^>]*\?>\s*<Error>\s*<Code>(\w+)</Code>", response.text())
    return found and found.group(1)


def refusal(error):
    response = error.response
    code = response.headers.get("x-ms-error-code")
    body = code_in_body(response)
    words = [str(error.status_code), code or "without a code"]
    if body != code:
        words.append(f"with the body's {body}")
    if f"/{os.environ['TENANT_ID']}/" in response.headers.get("www-authenticate", ""):
        words.append("challenged")
    return " ".join(words)


def outcome(call):
    try:
        value = call()
        return "done" if value is None else value
    except HttpResponseError as error:
        return refusal(error)
