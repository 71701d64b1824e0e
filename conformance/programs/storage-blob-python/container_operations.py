"""Operations on a container."""


def make(call):
    call.own_container.create_container()


def five_blobs(call):
    for end in ["a/1", "a/2", "b/1", "c", "d é+%"]:
        call.container.upload_blob(f"{call.name}/{end}", b"x")


def lease(call):
    held = call.own_container.acquire_lease(lease_duration=15)
    held.release()


def list_page_by_page(call):
    pages = call.container.list_blobs(name_starts_with=f"{call.name}/", results_per_page=2).by_page()
    return [[each.name[len(call.name) :] for each in page] for page in pages]


def list_by_folder(call):
    found = call.container.walk_blobs(name_starts_with=f"{call.name}/", delimiter="/")
    return sorted(f"{'prefix' if 'prefix' in each else 'blob'} {each.name[len(call.name) :]}" for each in found)


container_operations = {
    "create a container": (None, lambda call: call.own_container.create_container() and None),
    "delete a container": (make, lambda call: call.own_container.delete_container()),
    "get a container's properties": (
        make,
        lambda call: call.own_container.get_container_properties().lease.state,
    ),
    "set a container's metadata": (
        make,
        lambda call: call.own_container.set_container_metadata({"kind": "test"}) and None,
    ),
    "lease a container": (make, lease),
    "get a container's access policy": (
        make,
        lambda call: call.own_container.get_container_access_policy()["signed_identifiers"],
    ),
    "set a container's access policy": (
        make,
        lambda call: call.own_container.set_container_access_policy({}) and None,
    ),
    "list blobs, page by page": (five_blobs, list_page_by_page),
    "list blobs by folder": (five_blobs, list_by_folder),
}
