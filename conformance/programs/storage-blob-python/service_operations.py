"""Operations on the account: listing, properties, finding, batches, and signatures with a user delegation key."""

from datetime import datetime, timedelta, timezone

from azure.storage.blob import BlobServiceClient, generate_container_sas
from outcome import outcome

ends = ["1", "2"]


def two_blobs(call):
    for end in ends:
        call.container.upload_blob(f"{call.name}-{end}", b"hello")


def parts(responses):
    codes = [(str(each.status_code), each.headers.get("x-ms-error-code")) for each in responses]
    return [" ".join(filter(None, each)) for each in codes]


def delete_in_a_batch(call):
    names = [f"{call.name}-{end}" for end in ends]
    return parts(call.container.delete_blobs(*names, raise_on_any_failure=False))


def set_tiers_in_a_batch(call):
    names = [f"{call.name}-{end}" for end in ends]
    return parts(call.container.set_standard_blob_tier_blobs("Cool", *names, raise_on_any_failure=False))


def findable(call):
    """A tag's value that no other client gives."""
    return f"{call.name.replace(' ', '_')}-{call.container.container_name[-8:]}"


def upload_to_find(call):
    call.blob.upload_blob(b"x", tags={"find": findable(call)})


def find_by_tags(call):
    return len(list(call.service.find_blobs_by_tags(f"find='{findable(call)}'")))


def sign(call):
    now = datetime.now(timezone.utc)
    start, expiry = now - timedelta(minutes=1), now + timedelta(minutes=10)
    key = call.service.get_user_delegation_key(start, expiry)
    signature = generate_container_sas(
        call.service.account_name,
        call.container.container_name,
        user_delegation_key=key,
        permission="rwdl",
        start=start,
        expiry=expiry,
        protocol="https",
    )
    signed = BlobServiceClient(f"{call.service.url.rstrip('/')}?{signature}", retry_total=0)
    blob = signed.get_blob_client(call.container.container_name, call.name)
    return [
        outcome(lambda: blob.download_blob().readall().decode()),
        outcome(lambda: blob.upload_blob(b"changed", overwrite=True) and None),
        outcome(lambda: blob.get_blob_tags() and None),
    ]


service_operations = {
    "list containers": (
        None,
        lambda call: call.container.container_name in [each.name for each in call.service.list_containers()],
    ),
    "get service properties": (None, lambda call: "object" if call.service.get_service_properties() else None),
    "set service properties": (None, lambda call: call.service.set_service_properties(target_version="2020-10-02")),
    "get account information": (None, lambda call: call.service.get_account_information()["account_kind"]),
    "find blobs by tags": (upload_to_find, find_by_tags),
    "delete in a batch": (two_blobs, delete_in_a_batch),
    "set tiers in a batch": (two_blobs, set_tiers_in_a_batch),
    "sign with a user delegation key": (lambda call: call.blob.upload_blob(b"hello"), sign),
}
