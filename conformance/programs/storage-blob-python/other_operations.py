"""Append blobs, page blobs, and copies: a source is read with the caller's own token, or with one that comes for it."""

from azure.storage.blob import BlobBlock

pages = b"x" * 1024


def append(call):
    call.blob.append_block(b"one ")
    return call.blob.append_block(b"two")["blob_append_offset"]


def make_page_blob(call):
    call.blob.create_page_blob(1024)


def upload_and_clear(call):
    call.blob.upload_page(pages, 0, 1024)
    call.blob.clear_page(0, 512)
    call.blob.resize_blob(2048)


def half_a_page_blob(call):
    call.blob.create_page_blob(1024)
    call.blob.upload_page(pages[:512], 512, 512)


def page_ranges(call):
    return [[each.start, each.end - each.start] for each in call.blob.list_page_ranges(offset=0, length=1024)]


def make_source(call):
    call.source.upload_blob(b"hello")


def make_source_and_log(call):
    make_source(call)
    call.blob.create_append_blob()


def text(call):
    return call.blob.download_blob().readall().decode()


def copy_at_once(call):
    call.blob.start_copy_from_url(call.source.url, requires_sync=True, source_authorization=call.bearer())
    return text(call)


def put_from_url(call):
    call.blob.upload_blob_from_url(call.source.url, source_authorization=call.bearer())
    return text(call)


def stage_from_url(call):
    call.blob.stage_block_from_url("MDE=", call.source.url, 1, 3, source_authorization=call.bearer())
    call.blob.commit_block_list([BlobBlock("MDE=")])
    return text(call)


def append_from_url(call):
    call.blob.append_block_from_url(call.source.url, 0, 5, source_authorization=call.bearer())
    return text(call)


other_operations = {
    "create an append blob": (None, lambda call: call.blob.create_append_blob() and None),
    "append": (lambda call: call.blob.create_append_blob(), append),
    "create a page blob": (None, lambda call: call.blob.create_page_blob(1024) and None),
    "upload and clear pages": (make_page_blob, upload_and_clear),
    "get page ranges": (half_a_page_blob, page_ranges),
    "copy": (make_source, lambda call: call.blob.start_copy_from_url(call.source.url)["copy_status"]),
    "copy at once": (make_source, copy_at_once),
    "put a blob from a URL": (make_source, put_from_url),
    "stage a block from a URL": (make_source, stage_from_url),
    "append from a URL": (make_source_and_log, append_from_url),
}
