"""Operations on block blobs."""

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobBlock, ContentSettings

block = "MDE="
tags = {"stage": "new"}


def hello(call):
    call.blob.upload_blob(b"hello")


def hello_with_tags(call):
    call.blob.upload_blob(b"hello", tags=tags)


def stage(call):
    call.blob.stage_block(block, b"hello")


def upload_in_blocks(call):
    data = b"tegata" * 873814
    data = data[: 5 << 20]
    call.blob.upload_blob(data)
    committed, _ = call.blob.get_block_list("committed")
    return [[each.size for each in committed], call.blob.download_blob().readall() == data]


def download_unchanged(call):
    etag = call.owned.get_blob_properties().etag
    try:
        call.blob.download_blob(etag=etag, match_condition=MatchConditions.IfModified)
    except HttpResponseError as error:
        if error.status_code == 304:
            return "304"
        raise


def set_metadata(call):
    call.blob.set_blob_metadata({"kind": "test"})
    return call.blob.get_blob_properties().metadata


def set_http_headers(call):
    call.blob.set_http_headers(ContentSettings(content_type="text/plain"))
    return call.blob.get_blob_properties().content_settings.content_type


def set_tier(call):
    call.blob.set_standard_blob_tier("Cool")
    return call.blob.get_blob_properties().blob_tier


def lease(call):
    held = call.blob.acquire_lease(lease_duration=15)
    held.renew()
    held.change("22222222-0000-4000-8000-00000000aaaa")
    held.release()
    call.blob.acquire_lease(lease_duration=15).break_lease(0)


def hello_and_lease(call):
    hello(call)
    call.blob.acquire_lease(lease_duration=15)


def snapshot(call):
    made = call.blob.create_snapshot()["snapshot"]
    call.owned.upload_blob(b"changed", overwrite=True)
    return call.container.get_blob_client(call.name, snapshot=made).download_blob().readall().decode()


def read(call, *span):
    return call.blob.download_blob(*span).readall().decode()


blob_operations = {
    "put blob": (None, lambda call: "string" if call.blob.upload_blob(b"hello")["request_id"] else None),
    "put blob with tags": (None, lambda call: call.blob.upload_blob(b"x", tags=tags) and None),
    "upload in blocks": (None, upload_in_blocks),
    "stage block": (None, lambda call: stage(call)),
    "commit block list": (stage, lambda call: call.blob.commit_block_list([BlobBlock(block)]) and None),
    "get block list": (stage, lambda call: [each.size for each in call.blob.get_block_list("uncommitted")[1]]),
    "download": (hello, read),
    "download a range": (hello, lambda call: read(call, 1, 3)),
    "download what has not changed": (hello, download_unchanged),
    "write only what is new": (hello, lambda call: call.blob.upload_blob(b"x", overwrite=False) and None),
    "write only what has not changed": (
        hello,
        lambda call: call.blob.set_blob_metadata({}, etag='"0x1"', match_condition=MatchConditions.IfNotModified)
        and None,
    ),
    "get properties": (hello, lambda call: call.blob.get_blob_properties().size),
    "set metadata": (hello, set_metadata),
    "set HTTP headers": (hello, set_http_headers),
    "set tier": (hello, set_tier),
    "set tags": (hello, lambda call: call.blob.set_blob_tags(tags) and None),
    "get tags": (hello_with_tags, lambda call: call.blob.get_blob_tags()),
    "read by a condition on tags": (
        hello_with_tags,
        lambda call: call.blob.download_blob(if_tags_match_condition="stage = 'new'").readall() and None,
    ),
    "lease a blob": (hello, lease),
    "write without the lease": (hello_and_lease, lambda call: call.blob.set_blob_metadata({}) and None),
    "snapshot": (hello, snapshot),
    "delete a blob": (hello, lambda call: call.blob.delete_blob()),
}
