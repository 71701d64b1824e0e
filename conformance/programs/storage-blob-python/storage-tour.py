"""Every operation by every principal. Prints what each of them saw, as one line of JSON; it is judged elsewhere."""

import json
import os
import re

from blob_operations import blob_operations
from call import Call
from container_operations import container_operations
from other_operations import other_operations
from outcome import outcome
from principals import principals
from service_operations import service_operations

container = os.environ["CONTAINER"]
everybody = principals()
owner = everybody["owner"]
owner[0].create_container(container)


def take(operation, prepare, run):
    seen = {}
    for principal, who in everybody.items():
        name = f"{re.sub('[^a-zA-Z ]', '', operation)} {principal}"
        if prepare:
            prepare(Call(owner, owner, container, name))
        seen[principal] = outcome(lambda: run(Call(who, owner, container, name)))
    return seen


operations = {**service_operations, **container_operations, **blob_operations, **other_operations}
print(json.dumps({name: take(name, *steps) for name, steps in operations.items()}))
