// An administrator's program against Resource Manager: identities, a site, an account, roles; made, read and deleted.
import { AuthorizationManagementClient } from "@azure/arm-authorization";
import { WebSiteManagementClient } from "@azure/arm-appservice";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import { StorageManagementClient } from "@azure/arm-storage";
import { ClientSecretCredential } from "@azure/identity";

const { AUTHORITY, RESOURCE_MANAGER, TENANT_ID, SUBSCRIPTION_ID, CLIENT_ID, CLIENT_SECRET } = process.env;
const credential = new ClientSecretCredential(TENANT_ID, CLIENT_ID, CLIENT_SECRET, {
  authorityHost: AUTHORITY,
  disableInstanceDiscovery: true,
});
const options = { endpoint: RESOURCE_MANAGER, $host: RESOURCE_MANAGER };
const group = "rg-app";
const seen = {};

async function collect(pages, pick) {
  const found = [];
  for await (const one of pages) found.push(pick(one));
  return found;
}

async function refused(work) {
  try {
    await work();
    return "not refused";
  } catch (error) {
    return `${error.statusCode} ${error.code}`;
  }
}

const msi = new ManagedServiceIdentityClient(credential, SUBSCRIPTION_ID, options);
const identity = await msi.userAssignedIdentities.createOrUpdate(group, "id-js", { location: "japaneast" });
seen.identity = [identity.name, identity.tenantId === TENANT_ID];
seen.tagged = (await msi.userAssignedIdentities.update(group, "id-js", { tags: { team: "orders" } })).tags;
const trust = { issuer: "https://oidc.example/", subject: "system:shop", audiences: ["api://AzureADTokenExchange"] };
await msi.federatedIdentityCredentials.createOrUpdate(group, "id-js", "aks", trust);
seen.trusts = await collect(msi.federatedIdentityCredentials.list(group, "id-js"), (one) => [one.name, one.subject]);
seen.twoAudiences = await refused(() =>
  msi.federatedIdentityCredentials.createOrUpdate(group, "id-js", "two", { ...trust, audiences: ["a", "b"] }),
);

const web = new WebSiteManagementClient(credential, SUBSCRIPTION_ID, options);
const both = { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [identity.id]: {} } };
const site = await web.webApps.createOrUpdate(group, "site-js", { location: "japaneast", identity: both });
seen.site = [
  site.defaultHostName,
  site.identity?.type,
  Object.keys(site.identity?.userAssignedIdentities ?? {}).length,
];
const patched = await web.webApps.update(group, "site-js", { identity: { ...both, type: "UserAssigned" } });
seen.patched = patched.identity?.type;
await web.webApps.updateApplicationSettings(group, "site-js", { properties: { CLIENT: "x" } });
seen.settings = (await web.webApps.listApplicationSettings(group, "site-js")).properties;

const storage = new StorageManagementClient(credential, SUBSCRIPTION_ID, options);
const account = await storage.storageAccounts.create(group, "contosojs", {
  location: "japaneast",
  kind: "StorageV2",
  sku: { name: "Standard_LRS" },
});
seen.account = [account.name, account.provisioningState];
seen.container = (await storage.blobContainers.create(group, "contosojs", "orders", {})).name;
seen.keys = ((await storage.storageAccounts.listKeys(group, "contosojs")).keys ?? []).map(({ keyName }) => keyName);

const authorization = new AuthorizationManagementClient(credential, SUBSCRIPTION_ID, options);
const scope = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${group}`;
const [reader] = await collect(
  authorization.roleDefinitions.list(scope, { filter: "roleName eq 'Reader'" }),
  (one) => one,
);
seen.role = reader?.name;
const name = "abcd0000-0000-4000-8000-000000000099";
const assignment = {
  principalId: identity.principalId,
  roleDefinitionId: reader.id,
  principalType: "ServicePrincipal",
};
seen.assigned = (await authorization.roleAssignments.create(scope, name, assignment)).name === name;
seen.again = await refused(() => authorization.roleAssignments.create(scope, name.replace(/99$/, "98"), assignment));
const filter = `assignedTo('${identity.principalId}')`;
seen.held = (await collect(authorization.roleAssignments.listForScope(scope, { filter }), (one) => one)).length;
const custom = { roleName: "Lister", permissions: [{ actions: ["*/read"] }], assignableScopes: [scope] };
const roleId = "abcd0000-0000-4000-8000-000000000097";
seen.custom = (await authorization.roleDefinitions.createOrUpdate(scope, roleId, custom)).roleType;

await authorization.roleDefinitions.delete(scope, roleId);
await authorization.roleAssignments.delete(scope, name);
await storage.storageAccounts.delete(group, "contosojs");
await web.webApps.delete(group, "site-js");
await msi.federatedIdentityCredentials.delete(group, "id-js", "aks");
await msi.userAssignedIdentities.delete(group, "id-js");
seen.gone = [
  await refused(() => msi.userAssignedIdentities.get(group, "id-js")),
  await refused(() => storage.storageAccounts.getProperties(group, "contosojs")),
  await refused(() => web.webApps.get(group, "site-js")),
];
console.log(JSON.stringify(seen));
