"""One operation by one principal: the clients that it needs."""


class Call:
    def __init__(self, who, owner, container, name):
        self.service, self.credential = who
        self.name = name
        self.container = self.service.get_container_client(container)
        self.blob = self.container.get_blob_client(name)
        self.owned = owner[0].get_container_client(container).get_blob_client(name)
        self.source = self.container.get_blob_client(f"{name}-source")
        # Several clients take the tour of one account.
        self.own_container = self.service.get_container_client(f"{name.replace(' ', '-').lower()}-{container[-8:]}")

    def bearer(self):
        return f"Bearer {self.credential.get_token('https://storage.azure.com/.default').token}"
