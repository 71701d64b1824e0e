import { describe, expect, test } from "vitest";
import { apply, parseConfiguration, plan, roleAssignmentName, summarize } from "../../src/index.ts";
import { blobContributor, contoso, fabrikam, fabrikamSubscription, foundryUser, storageAccount } from "../fakes/ids.ts";
import { aBench, anAzure, identityId, orders, sites, virtualMachines } from "../fakes/setup.ts";

function subjectOf(credentials: readonly Record<string, unknown>[] | undefined): unknown {
  return credentials?.[0]?.["subject"];
}

describe("apply, on two empty directories", () => {
  test("sends exactly the documented writes, each to its own directory", async () => {
    const { azure, options } = aBench();
    const outcome = await apply(options);

    const appId = outcome.applicationClientId;
    const principalId = outcome.resources[0]?.servicePrincipalObjectId ?? "";
    const roles = `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions`;
    const project = `/subscriptions/${fabrikamSubscription}/resourceGroups/rg-data/providers/Microsoft.CognitiveServices/accounts/stfabrikam/projects/proj`;
    const assignment = (scope: string, role: string): string =>
      `${scope}/providers/Microsoft.Authorization/roleAssignments/${roleAssignmentName({ scope, principalId, roleDefinitionId: `${roles}/${role}` })}?api-version=2022-04-01`;
    const inOrder = [...azure.writes].sort((one, other) => one.path.localeCompare(other.path));
    expect(inOrder).toEqual(
      [
        {
          method: "PUT",
          path: `${identityId}?api-version=2024-11-30`,
          tenantId: contoso,
          body: {
            location: "japaneast",
            tags: { "managed-by": "tegata", "tegata-application": "tegata-orders-cross-tenant" },
          },
        },
        {
          method: "PATCH",
          path: "/v1.0/applications(uniqueName='tegata-orders-cross-tenant')",
          tenantId: contoso,
          prefer: "create-if-missing",
          body: {
            displayName: "orders-cross-tenant",
            signInAudience: "AzureADMultipleOrgs",
            requiredResourceAccess: [],
            servicePrincipalLockConfiguration: { isEnabled: true, allProperties: true },
            tags: ["tegata"],
            notes: "Managed by Tegata.",
          },
        },
        {
          method: "PATCH",
          path: `${sites}/app-orders?api-version=2024-11-01`,
          tenantId: contoso,
          body: { identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } } },
        },
        {
          method: "PATCH",
          path: `${virtualMachines}/vm-batch?api-version=2024-07-01`,
          tenantId: contoso,
          body: { identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [identityId]: {} } } },
        },
        {
          method: "POST",
          path: `/v1.0/applications(appId='${appId}')/federatedIdentityCredentials`,
          tenantId: contoso,
          body: {
            name: "tegata-id-orders",
            issuer: `https://login.microsoftonline.com/${contoso}/v2.0`,
            subject: outcome.managedIdentity?.principalId,
            audiences: ["api://AzureADTokenExchange"],
            description: "Managed by Tegata: trusts the managed identity id-orders.",
          },
        },
        {
          method: "POST",
          path: `/v1.0/applications(appId='${appId}')/federatedIdentityCredentials`,
          tenantId: contoso,
          body: {
            name: "tegata-88f054f7",
            issuer: "https://oidc.example/shop",
            subject: "system:serviceaccount:shop:orders",
            audiences: ["api://AzureADTokenExchange"],
            description: "Managed by Tegata: trusts system:serviceaccount:shop:orders of https://oidc.example/shop.",
          },
        },
        {
          method: "POST",
          path: "/v1.0/servicePrincipals",
          tenantId: fabrikam,
          body: {
            appId,
            tags: ["WindowsAzureActiveDirectoryIntegratedApp", "tegata"],
            notes: `Managed by Tegata. The application belongs to directory ${contoso}.`,
          },
        },
        {
          method: "PUT",
          path: assignment(storageAccount, blobContributor),
          tenantId: fabrikam,
          body: {
            properties: {
              roleDefinitionId: `${roles}/${blobContributor}`,
              principalId,
              principalType: "ServicePrincipal",
              description: "Managed by Tegata: orders-cross-tenant.",
            },
          },
        },
        {
          method: "PUT",
          path: assignment(project, foundryUser),
          tenantId: fabrikam,
          body: {
            properties: {
              roleDefinitionId: `${roles}/${foundryUser}`,
              principalId,
              principalType: "ServicePrincipal",
              description: "Managed by Tegata: orders-cross-tenant.",
            },
          },
        },
      ].sort((one, other) => one.path.localeCompare(other.path)),
    );
  });

  test("makes no service principal in the home directory", async () => {
    const { azure, options } = aBench();
    await apply(options);
    expect(azure.graph.servicePrincipals.map(({ tenantId }) => tenantId)).toEqual([fabrikam]);
  });

  test("returns what a workload needs, and settings for its hosts", async () => {
    const { azure, options } = aBench();
    const outcome = await apply(options);
    const [application] = azure.graph.applications;
    const [principal] = azure.graph.servicePrincipals;
    expect(outcome.isComplete).toBe(true);
    expect(outcome.applicationClientId).toBe(application?.appId);
    expect(outcome.applicationObjectId).toBe(application?.id);
    expect(outcome.managedIdentity?.resourceId).toBe(identityId);
    expect(outcome.resources[0]?.servicePrincipalObjectId).toBe(principal?.id);
    expect(outcome.resources[0]?.grants.map(({ assignmentId }) => assignmentId)).toEqual(
      azure.resourceManager.assignments.map(({ id }) => id),
    );
    expect(outcome.applicationSettings).toEqual({
      TEGATA_HOME_TENANT_ID: contoso,
      TEGATA_APPLICATION_CLIENT_ID: application?.appId,
      TEGATA_MANAGED_IDENTITY_CLIENT_ID: outcome.managedIdentity?.clientId,
      TEGATA_RESOURCE_TENANT_ID: fabrikam,
    });
    expect(new Set(outcome.steps.map(({ result }) => result))).toEqual(new Set(["created", "updated"]));
  });

  test("leaves a plan of nothing but keep, and a second apply that writes nothing", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const after = await plan(options);
    expect(summarize(after)).toEqual({ create: 0, update: 0, delete: 0, keep: 9, refused: 0, blocked: 0 });
    const writes = azure.writes.length;
    const again = await apply(options);
    expect(azure.writes).toHaveLength(writes);
    expect(new Set(again.steps.map(({ result }) => result))).toEqual(new Set(["unchanged"]));
  });
});

describe("apply, where people have already been", () => {
  test("keeps a host's other identities", async () => {
    const azure = anAzure();
    const other = `${identityId}-other`;
    azure.resourceManager.resources.set(other.toLowerCase(), { id: other, body: {} });
    azure.resourceManager.addHost(`${sites}/app-orders`, {
      type: "SystemAssigned, UserAssigned",
      userAssignedIdentities: { [other]: { principalId: "x", clientId: "y" } },
    });
    const { options } = aBench(azure);
    await apply(options);
    expect(azure.writes.find(({ path }) => path.includes("/sites/"))?.body).toEqual({
      identity: {
        type: "SystemAssigned, UserAssigned",
        userAssignedIdentities: { [other]: {}, [identityId]: {} },
      },
    });
  });

  test("adopts an application by client id, a credential by issuer and subject, a role assignment by what it grants", async () => {
    const azure = anAzure();
    const { options } = aBench(azure);
    const first = await apply(options);
    // The same objects as by hand: no unique name, another credential name, a random GUID.
    const [application] = azure.graph.applications;
    if (application) application.uniqueName = null;
    const [credential] = application?.credentials ?? [];
    if (credential) credential["name"] = "made-by-hand";
    const [assignment] = azure.resourceManager.assignments;
    Object.assign(assignment ?? {}, { name: "8b9c0000-0000-4000-8000-000000000001" });

    const text = orders.replace(
      "{ name: orders-cross-tenant }",
      `{ name: orders-cross-tenant, clientId: ${first.applicationClientId} }`,
    );
    const adopting = { ...options, configuration: parseConfiguration(text) };
    const after = await plan(adopting);
    expect(summarize(after)).toEqual({ create: 0, update: 0, delete: 0, keep: 9, refused: 0, blocked: 0 });
    expect(after.notices).toEqual([]);
  });

  test("changes of an application only what differs", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const [application] = azure.graph.applications;
    Object.assign(application as object, {
      signInAudience: "AzureADMyOrg",
      requiredResourceAccess: [{ resourceAppId: "x" }],
      tags: ["theirs", "tegata"],
    });
    const before = azure.writes.length;
    const outcome = await apply(options);
    expect(azure.writes.slice(before)).toEqual([
      {
        method: "PATCH",
        path: `/v1.0/applications(appId='${application?.appId}')`,
        tenantId: contoso,
        body: { signInAudience: "AzureADMultipleOrgs", requiredResourceAccess: [] },
      },
    ]);
    expect(application?.["tags"]).toEqual(["theirs", "tegata"]);
    expect(outcome.steps.find(({ result }) => result === "updated")?.change).toMatchObject({
      kind: "application",
      fields: [
        { field: "signInAudience", from: "AzureADMyOrg", to: "AzureADMultipleOrgs" },
        { field: "requiredResourceAccess", from: "1 APIs", to: "none" },
      ],
    });
  });

  test("repairs the credential of an identity that was deleted and made again", async () => {
    const { azure, options } = aBench();
    await apply(options);
    azure.resourceManager.resources.delete(identityId.toLowerCase());
    azure.resourceManager.addHost(`${sites}/app-orders`);
    const before = subjectOf(azure.graph.applications[0]?.credentials);
    const outcome = await apply(options);
    const [credential] = azure.graph.applications[0]?.credentials ?? [];
    expect(outcome.steps.find(({ change }) => change.kind === "federatedIdentityCredential")).toMatchObject({
      result: "updated",
      change: { fields: [{ field: "subject", from: before, to: outcome.managedIdentity?.principalId }] },
    });
    expect(credential).toMatchObject({ name: "tegata-id-orders", subject: outcome.managedIdentity?.principalId });
    expect(azure.graph.applications[0]?.credentials).toHaveLength(2);
  });

  test("does not enable a service principal that somebody disabled, and says so", async () => {
    const { azure, options } = aBench();
    await apply(options);
    Object.assign(azure.graph.servicePrincipals[0] as object, { accountEnabled: false });
    const writes = azure.writes.length;
    const outcome = await apply(options);
    expect(azure.writes).toHaveLength(writes);
    expect(outcome.notices).toEqual([
      {
        tenantId: fabrikam,
        address: "service principal of orders-cross-tenant",
        kind: "principal.disabled",
        message: "is disabled in this directory, so it gets no tokens; whoever disabled it must enable it",
      },
    ]);
  });
});
