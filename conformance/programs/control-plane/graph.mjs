// An administrator's program against Microsoft Graph: an application, its trust, its service principal, a grant; made,
// listed, changed and deleted.
import { ClientSecretCredential } from "@azure/identity";
import { Client } from "@microsoft/microsoft-graph-client";

const { AUTHORITY, GRAPH, TENANT_ID, CLIENT_ID, CLIENT_SECRET } = process.env;
const credential = new ClientSecretCredential(TENANT_ID, CLIENT_ID, CLIENT_SECRET, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});
const getAccessToken = async () => (await credential.getToken(`${GRAPH}/.default`)).token;
const client = Client.initWithMiddleware({
  baseUrl: GRAPH,
  // By host name alone: without it the client sends no token, and says nothing.
  customHosts: new Set([new URL(GRAPH).hostname]),
  authProvider: { getAccessToken },
});
const seen = {};

async function refused(work) {
  try {
    await work();
    return "not refused";
  } catch (error) {
    return `${error.statusCode} ${error.code} ${Boolean(error.requestId)}`;
  }
}

const application = await client
  .api("/applications")
  .post({ displayName: "orders-js", signInAudience: "AzureADMultipleOrgs" });
seen.application = [application.displayName, application.signInAudience, application.requiredResourceAccess];
const path = `/applications/${application.id}`;
const trust = { name: "aks", issuer: "https://oidc.example/", subject: "system:shop", audiences: ["a"] };
seen.trust = (await client.api(`${path}/federatedIdentityCredentials`).post(trust)).name;
seen.sameTrust = await refused(() => client.api(`${path}/federatedIdentityCredentials`).post(trust));
await client.api(`${path}/federatedIdentityCredentials/aks`).patch({ subject: "system:other" });
seen.trusts = (await client.api(`${path}/federatedIdentityCredentials`).get()).value.map(({ subject }) => subject);
const principal = await client.api("/servicePrincipals").post({ appId: application.appId });
seen.samePrincipal = await refused(() => client.api("/servicePrincipals").post({ appId: application.appId }));
const graph = await client.api("/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')").get();
const role = graph.appRoles.find(({ value }) => value === "User.Read.All");
await client
  .api(`/servicePrincipals/${graph.id}/appRoleAssignedTo`)
  .post({ principalId: principal.id, resourceId: graph.id, appRoleId: role.id });
const held = await client.api(`/servicePrincipals/${principal.id}/appRoleAssignments`).get();
seen.held = held.value.map(({ resourceDisplayName }) => resourceDisplayName);
await client.api(path).patch({ requiredResourceAccess: [], notes: "Ours" });
const list = await client
  .api("/applications")
  .header("ConsistencyLevel", "eventual")
  .filter("startswith(displayName,'orders-')")
  .select(["displayName", "notes"])
  .count(true)
  .top(5)
  .get();
seen.list = [list["@odata.count"], list.value];
const password = await client.api(`${path}/addPassword`).post({ passwordCredential: { displayName: "first" } });
seen.password = [password.displayName, password.secretText.length > 20];
await client.api(`${path}/removePassword`).post({ keyId: password.keyId });
const upsert = `/applications(uniqueName='made-by-name')`;
const created = await client.api(upsert).header("Prefer", "create-if-missing").patch({ displayName: "by-name" });
seen.upsert = [created.uniqueName, (await client.api(upsert).get()).displayName];
const requests = [
  { id: "1", method: "GET", url: `${path}?$select=displayName` },
  { id: "2", method: "GET", url: "/applications/none" },
];
const { responses } = await client.api("/$batch").post({ requests });
seen.batch = responses.map(({ status }) => status);
seen.beta = (await client.api(path).version("beta").get()).displayName;
await client.api(`/servicePrincipals/${principal.id}`).delete();
await client.api(path).delete();
seen.gone = await refused(() => client.api(path).get());
seen.restored = (await client.api(`/directory/deletedItems/${application.id}/restore`).post({})).displayName;
console.log(JSON.stringify(seen));
