"""An administrator's program against Resource Manager: identities, a site, an account, roles; made, read and deleted."""

import json
import os

from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.resource.resources import ResourceManagementClient
from azure.mgmt.storage import StorageManagementClient
from azure.mgmt.web import WebSiteManagementClient

env = os.environ
subscription = env["SUBSCRIPTION_ID"]
credential = ClientSecretCredential(
    env["TENANT_ID"],
    env["CLIENT_ID"],
    env["CLIENT_SECRET"],
    authority=env["AUTHORITY"],
    disable_instance_discovery=True,
)
options = {
    "base_url": env["RESOURCE_MANAGER"],
    "credential_scopes": [env["RESOURCE_MANAGER"] + "/.default"],
}
group = "rg-app"
seen = {}


def refused(work):
    try:
        work()
        return "not refused"
    except HttpResponseError as error:
        return f"{error.status_code} {error.error.code if error.error else None}"


msi = ManagedServiceIdentityClient(credential, subscription, **options)
identity = msi.user_assigned_identities.create_or_update(group, "id-js", {"location": "japaneast"})
seen["identity"] = [identity.name, identity.tenant_id == env["TENANT_ID"]]
seen["tagged"] = dict(msi.user_assigned_identities.update(group, "id-js", {"tags": {"team": "orders"}}).tags)
trust = {"issuer": "https://oidc.example/", "subject": "system:shop", "audiences": ["api://AzureADTokenExchange"]}
credentials = msi.federated_identity_credentials
credentials.create_or_update(group, "id-js", "aks", {"properties": trust})
seen["trusts"] = [[one.name, one.subject] for one in credentials.list(group, "id-js")]
seen["twoAudiences"] = refused(
    lambda: credentials.create_or_update(group, "id-js", "two", {"properties": {**trust, "audiences": ["a", "b"]}})
)

web = WebSiteManagementClient(credential, subscription, **options)
both = {"type": "SystemAssigned, UserAssigned", "userAssignedIdentities": {identity.id: {}}}
site = web.web_apps.begin_create_or_update(group, "site-js", {"location": "japaneast", "identity": both}).result()
seen["site"] = [site.default_host_name, site.identity.type, len(site.identity.user_assigned_identities)]
patched = web.web_apps.update(group, "site-js", {"identity": {**both, "type": "UserAssigned"}})
seen["patched"] = patched.identity.type
web.web_apps.update_application_settings(group, "site-js", {"properties": {"CLIENT": "x"}})
seen["settings"] = dict(web.web_apps.list_application_settings(group, "site-js").properties)

storage = StorageManagementClient(credential, subscription, **options)
wanted = {"location": "japaneast", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}}
account = storage.storage_accounts.begin_create(group, "contosojs", wanted).result()
seen["account"] = [account.name, account.provisioning_state]
seen["container"] = storage.blob_containers.create(group, "contosojs", "orders", {}).name
seen["keys"] = [key.key_name for key in storage.storage_accounts.list_keys(group, "contosojs").keys_property]

authorization = AuthorizationManagementClient(credential, subscription, **options)
scope = f"/subscriptions/{subscription}/resourceGroups/{group}"
reader = next(iter(authorization.role_definitions.list(scope, filter="roleName eq 'Reader'")))
seen["role"] = reader.name
name = "abcd0000-0000-4000-8000-000000000099"
assignment = {
    "properties": {
        "principalId": identity.principal_id,
        "roleDefinitionId": reader.id,
        "principalType": "ServicePrincipal",
    }
}
seen["assigned"] = authorization.role_assignments.create(scope, name, assignment).name == name
other = "abcd0000-0000-4000-8000-000000000098"
seen["again"] = refused(lambda: authorization.role_assignments.create(scope, other, assignment))
held = authorization.role_assignments.list_for_scope(scope, filter=f"assignedTo('{identity.principal_id}')")
seen["held"] = len(list(held))
role_id = "abcd0000-0000-4000-8000-000000000097"
custom = {"properties": {"roleName": "Lister", "permissions": [{"actions": ["*/read"]}], "assignableScopes": [scope]}}
seen["custom"] = authorization.role_definitions.create_or_update(scope, role_id, custom).role_type

groups = ResourceManagementClient(credential, subscription, **options).resource_groups
groups.create_or_update("rg-python", {"location": "japaneast"})
seen["groups"] = sorted(one.name for one in groups.list())
groups.begin_delete("rg-python").result()
seen["groupIsThere"] = groups.check_existence("rg-python")

authorization.role_definitions.delete(scope, role_id)
authorization.role_assignments.delete(scope, name)
storage.storage_accounts.delete(group, "contosojs")
web.web_apps.delete(group, "site-js")
credentials.delete(group, "id-js", "aks")
msi.user_assigned_identities.delete(group, "id-js")
seen["gone"] = [
    refused(lambda: msi.user_assigned_identities.get(group, "id-js")),
    refused(lambda: storage.storage_accounts.get_properties(group, "contosojs")),
    refused(lambda: web.web_apps.get(group, "site-js")),
]
print(json.dumps(seen))
