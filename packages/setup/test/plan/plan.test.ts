import { describe, expect, test } from "vitest";
import { apply, plan, renderPlan, summarize } from "../../src/index.ts";
import { contoso } from "../fakes/ids.ts";
import { aBench, anAzure } from "../fakes/setup.ts";
import { anOperator } from "../fakes/token.ts";

describe("plan", () => {
  test("writes nothing, is plain data, and comes out the same twice", async () => {
    const { azure, options } = aBench();
    const first = await plan(options);
    expect(azure.writes).toEqual([]);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    expect(JSON.stringify(await plan(options))).toBe(JSON.stringify(first));
    expect(summarize(first)).toEqual({ create: 7, update: 2, delete: 0, keep: 0, refused: 0, blocked: 0 });
  });

  test("names exactly the objects that apply then touches, in the same order", async () => {
    const { options } = aBench();
    const planned = await plan(options);
    const applied = await apply(options);
    const names = (changes: readonly { address: string; action: string }[]): string[] =>
      changes.map(({ address, action }) => `${action} ${address}`);
    expect(names(applied.steps.map(({ change }) => change))).toEqual(names(planned.changes));
  });

  test("leaves out of the way what it does not know: a host that is missing is an error, not a change", async () => {
    const azure = anAzure();
    azure.resourceManager.resources.clear();
    const { options } = aBench(azure);
    await expect(plan(options)).rejects.toMatchObject({ code: "host.not-found" });
  });
});

describe("renderPlan", () => {
  test("groups by who must act and ends with the count", async () => {
    const { options } = aBench();
    expect(renderPlan(await plan(options))).toMatchInlineSnapshot(`
      "Home directory aaaaaaaa-0000-4000-8000-00000000000a (home administrator)
        + user-assigned identity id-orders
            resourceGroup: rg-app
            location: japaneast
            why: the hosts act as this identity, without a secret
            needs: Managed Identity Contributor on resource group rg-app
        ~ appService app-orders
            identity: not assigned -> assigned
            why: only identities assigned to a host can be used on it
            needs: Managed Identity Operator on the identity, and write on appService app-orders
        ~ virtualMachine vm-batch
            identity: not assigned -> assigned
            why: only identities assigned to a host can be used on it
            needs: Managed Identity Operator on the identity, and write on virtualMachine vm-batch
        + application orders-cross-tenant
            displayName: orders-cross-tenant
            signInAudience: AzureADMultipleOrgs
            requiredResourceAccess: none
            servicePrincipalLockConfiguration: all properties locked
            why: other directories know the workload by this application; the identity proves it
            needs: Application Developer or Application Administrator (app-only: Application.ReadWrite.OwnedBy)
        + federated identity credential tegata-id-orders
            issuer: https://login.microsoftonline.com/aaaaaaaa-0000-4000-8000-00000000000a/v2.0
            subject: (known after apply)
            audience: api://AzureADTokenExchange
            why: lets the managed identity id-orders act as the application
            needs: Application Developer and owner of the application, or Application Administrator (app-only: Application.ReadWrite.OwnedBy)
        + federated identity credential tegata-88f054f7
            issuer: https://oidc.example/shop
            subject: system:serviceaccount:shop:orders
            audience: api://AzureADTokenExchange
            why: lets system:serviceaccount:shop:orders of https://oidc.example/shop act as the application
            needs: Application Developer and owner of the application, or Application Administrator (app-only: Application.ReadWrite.OwnedBy)

      Resource directory bbbbbbbb-0000-4000-8000-00000000000b (resource administrator)
        + service principal of orders-cross-tenant
            appId: (known after apply)
            why: a directory gives tokens only to applications that have a service principal in it
            needs: Application Administrator or Cloud Application Administrator (app-only: Application.ReadWrite.All)
        + role Storage Blob Data Contributor at stfabrikam
            scope: /subscriptions/bbbbbbbb-1111-4000-8000-00000000000b/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/stfabrikam
            principalId: (known after apply)
            principalType: ServicePrincipal
            why: gives the application its rights there, and no more
            needs: Role Based Access Control Administrator, User Access Administrator or Owner there
        + role Foundry User at stfabrikam/proj
            scope: /subscriptions/bbbbbbbb-1111-4000-8000-00000000000b/resourceGroups/rg-data/providers/Microsoft.CognitiveServices/accounts/stfabrikam/projects/proj
            principalId: (known after apply)
            principalType: ServicePrincipal
            why: gives the application its rights there, and no more
            needs: Role Based Access Control Administrator, User Access Administrator or Owner there

      7 to create, 2 to change, 0 unchanged"
    `);
  });

  test("shows what was, what will be, what waits and what is noticed", async () => {
    const { azure, options } = aBench();
    await apply(options);
    Object.assign(azure.graph.applications[0] as object, {
      displayName: "old name",
      passwordCredentials: [{ hint: "abc" }],
    });
    azure.graph.applications[0]?.credentials.push({
      id: "1",
      name: "theirs",
      issuer: "https://other.example",
      subject: "s",
      audiences: ["a"],
    });
    const partly = await plan({ ...options, operators: { home: anOperator(contoso) } });
    expect(renderPlan(partly)).toMatchInlineSnapshot(`
      "Home directory aaaaaaaa-0000-4000-8000-00000000000a (home administrator)
        = user-assigned identity id-orders
        = appService app-orders
        = virtualMachine vm-batch
        ~ application orders-cross-tenant
            displayName: old name -> orders-cross-tenant
            why: other directories know the workload by this application; the identity proves it
            needs: Application Developer or Application Administrator (app-only: Application.ReadWrite.OwnedBy)
        = federated identity credential tegata-id-orders
        = federated identity credential tegata-88f054f7
        ! application orders-cross-tenant: has 1 client secret; this chain needs none, remove what is not used
        ! federated identity credential theirs: the application also trusts theirs (issuer https://other.example), which the configuration does not name

      Resource directory bbbbbbbb-0000-4000-8000-00000000000b (resource administrator)
        ? service principal of orders-cross-tenant
            waits for an operator of this directory
        ? role Storage Blob Data Contributor at stfabrikam
            waits for an operator of this directory
        ? role Foundry User at stfabrikam/proj
            waits for an operator of this directory

      0 to create, 1 to change, 5 unchanged, 3 waiting"
    `);
  });

  test("paints only when asked", async () => {
    const { options } = aBench();
    const planned = await plan(options);
    const escape = "\u001B[";
    expect(renderPlan(planned)).not.toContain(escape);
    const painted = renderPlan(planned, { colour: true });
    expect(painted).toContain(`${escape}32m  + application orders-cross-tenant${escape}0m`);
  });
});
