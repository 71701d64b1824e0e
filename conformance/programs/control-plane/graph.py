"""An administrator's program against Microsoft Graph, with the library for Python as its guide says to set it up for
another host: a request adapter with a base URL, and an authentication provider that knows the host."""

import asyncio
import json
import os

import httpx
from azure.identity.aio import ClientSecretCredential
from kiota_abstractions.api_error import APIError
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.models.app_role_assignment import AppRoleAssignment
from msgraph.generated.models.application import Application
from msgraph.generated.models.federated_identity_credential import FederatedIdentityCredential
from msgraph.generated.models.password_credential import PasswordCredential
from msgraph.generated.models.service_principal import ServicePrincipal
from msgraph.generated.applications.item.add_password.add_password_post_request_body import AddPasswordPostRequestBody

env = os.environ
graph_url = env["GRAPH"]
seen = {}


def client_with(credential):
    host = httpx.URL(graph_url).host
    provider = AzureIdentityAuthenticationProvider(
        credential, scopes=[f"{graph_url}/.default"], allowed_hosts=[host, graph_url.removeprefix("https://")]
    )
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = f"{graph_url}/v1.0"
    return GraphServiceClient(request_adapter=adapter)


async def refused(work):
    try:
        await work
        return "not refused"
    except APIError as error:
        return f"{error.response_status_code} {error.error.code}"


async def main():
    credential = ClientSecretCredential(
        env["TENANT_ID"],
        env["CLIENT_ID"],
        env["CLIENT_SECRET"],
        authority=env["AUTHORITY"],
        disable_instance_discovery=True,
    )
    client = client_with(credential)
    wanted = Application(display_name="orders-js", sign_in_audience="AzureADMultipleOrgs")
    application = await client.applications.post(wanted)
    seen["application"] = [
        application.display_name,
        application.sign_in_audience,
        application.required_resource_access,
    ]
    at = client.applications.by_application_id(application.id)
    trust = FederatedIdentityCredential(
        name="aks", issuer="https://oidc.example/", subject="system:shop", audiences=["a"]
    )
    made = await at.federated_identity_credentials.post(trust)
    seen["trust"] = made.name
    seen["sameTrust"] = await refused(at.federated_identity_credentials.post(trust))
    one = at.federated_identity_credentials.by_federated_identity_credential_id(made.id)
    await one.patch(FederatedIdentityCredential(subject="system:other"))
    seen["trusts"] = [each.subject for each in (await at.federated_identity_credentials.get()).value]
    principal = await client.service_principals.post(ServicePrincipal(app_id=application.app_id))
    seen["samePrincipal"] = await refused(
        client.service_principals.post(ServicePrincipal(app_id=application.app_id))
    )
    graph = await client.service_principals_with_app_id("00000003-0000-0000-c000-000000000000").get()
    role = next(each for each in graph.app_roles if each.value == "User.Read.All")
    assigned = client.service_principals.by_service_principal_id(graph.id).app_role_assigned_to
    await assigned.post(AppRoleAssignment(principal_id=principal.id, resource_id=graph.id, app_role_id=role.id))
    held = await client.service_principals.by_service_principal_id(principal.id).app_role_assignments.get()
    seen["held"] = [each.resource_display_name for each in held.value]
    body = AddPasswordPostRequestBody(password_credential=PasswordCredential(display_name="first"))
    password = await at.add_password.post(body)
    seen["password"] = [password.display_name, len(password.secret_text) > 20]
    await client.service_principals.by_service_principal_id(principal.id).delete()
    await at.delete()
    seen["gone"] = await refused(at.get())
    await credential.close()


asyncio.run(main())
print(json.dumps(seen))
