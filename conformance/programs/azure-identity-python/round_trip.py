"""What every program does with storage, once it has a client: make a container, write, read, list."""

import json
import os


def round_trip(service):
    container = service.create_container(os.environ["CONTAINER"])
    blob = container.get_blob_client("order 1.txt")
    blob.upload_blob(os.environ["CONTENT"].encode())
    read = blob.download_blob().readall().decode()
    listed = [found.name for found in container.list_blobs()]
    print(json.dumps({"read": read, "listed": listed}))
