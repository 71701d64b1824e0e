import { execFileSync } from "node:child_process";
import { clouds } from "@tegata/core";
import { describe, expect, test } from "vitest";
import type { ExportFormat } from "../../src/index.ts";
import { exportFormats, exportSetup, parseConfiguration, renderReview, roleAssignmentName } from "../../src/index.ts";
import { fabrikamSubscription, storageAccount } from "../fakes/ids.ts";
import { orders } from "../fakes/setup.ts";
import { subscriptionTemplate } from "./arm-schema.ts";
import { readBicep, settingsOf, type BicepNode } from "./bicep.ts";
import { applicationId, configuration, filesOf } from "./files-of.ts";
import { readHcl } from "./hcl.ts";
import { faultsAgainst, publishedObjects, publishedTypes } from "./published-types.ts";

const principal = "e0000000-0000-4000-8000-000000000001";

function nameFor(principalId: string, scope: string, roleId: string): string {
  const roleDefinitionId = `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
  return roleAssignmentName({ scope, principalId, roleDefinitionId });
}

describe("terraform", () => {
  test("names what apply names; the assignment's name is the same function of the same parts", () => {
    const blocks = readHcl(filesOf({ format: "terraform" })["main.tf"] ?? "");
    const role = blocks.find(({ labels }) => labels[0] === "azurerm_role_assignment");
    const definition = `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`;
    expect(role?.attributes).toEqual({
      name: {
        call: "uuidv5",
        arguments: [
          "11fb06fb-712d-4ddd-98c7-e71bbd588830",
          {
            call: "join",
            arguments: ["-", [storageAccount, { path: "azuread_service_principal.application.object_id" }, definition]],
          },
        ],
      },
      scope: storageAccount,
      role_definition_id: definition,
      principal_id: { path: "azuread_service_principal.application.object_id" },
      principal_type: "ServicePrincipal",
      description: "Managed by Tegata: orders-cross-tenant.",
    });
    const principalBlock = blocks.find(({ labels }) => labels[0] === "azuread_service_principal");
    expect(principalBlock?.attributes).toMatchObject({
      client_id: applicationId,
      use_existing: { path: "true" },
      tags: ["WindowsAzureActiveDirectoryIntegratedApp", "tegata"],
    });
  });

  test("home: trusts with apply's names, subjects and audiences; loud about what the provider cannot set", () => {
    const text = filesOf({ format: "terraform", side: "home" })["main.tf"] ?? "";
    const trusts = readHcl(text).filter(
      ({ labels }) => labels[0] === "azuread_application_federated_identity_credential",
    );
    expect(
      trusts.map(({ attributes }) => [attributes["display_name"], attributes["subject"], attributes["audiences"]]),
    ).toEqual([
      [
        "tegata-id-orders",
        { path: "azurerm_user_assigned_identity.identity.principal_id" },
        ["api://AzureADTokenExchange"],
      ],
      ["tegata-88f054f7", "system:serviceaccount:shop:orders", ["api://AzureADTokenExchange"]],
    ]);
    expect(text).toContain("# The provider knows neither the app instance lock nor the unique name.");
  });
});

describe("bicep", () => {
  function allNodes(nodes: readonly BicepNode[]): BicepNode[] {
    return nodes.flatMap((node) => [node, ...allNodes(node.children)]);
  }

  test("sets nothing that the published types do not have, and guid() gets apply's parts", () => {
    for (const side of ["home", "resource"] as const) {
      const files = Object.entries(filesOf({ format: "bicep", side })).filter(([name]) => name.endsWith(".bicep"));
      const resources = files
        .flatMap(([, text]) => allNodes(readBicep(text)))
        .filter(({ head }) => /^resource .*' = \{$/.test(head));
      expect(resources.length).toBeGreaterThan(1);
      for (const node of resources) {
        const type = /'([^']+)'/.exec(node.head)?.[1] ?? "";
        expect({ type, faults: faultsAgainst(publishedTypes[type] ?? {}, settingsOf(node)) }).toEqual({
          type,
          faults: [],
        });
      }
      const objects = files.flatMap(([, text]) => allNodes(readBicep(text)));
      for (const [name, type] of Object.entries(publishedObjects)) {
        const found = objects.filter(({ head }) => head === `${name}: {`);
        expect(found.flatMap((node) => faultsAgainst(type, settingsOf(node)))).toEqual([]);
      }
    }
    const module = filesOf({ format: "bicep" })["role-1.bicep"] ?? "";
    expect(module).toContain(
      `  name: guid('${storageAccount}', principalId, '/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe')`,
    );
  });

  test("is refused for another cloud, an unknown resource type and an app role (export.impossible)", () => {
    expect(() => filesOf({ format: "bicep", cloud: clouds.usgov })).toThrowError(
      expect.objectContaining({ code: "export.impossible" }),
    );
    const odd = parseConfiguration(
      orders
        .replace("Storage Blob Data Contributor", "Reader")
        .replace("Microsoft.Storage/storageAccounts", "Microsoft.Odd/things"),
    );
    expect(() => filesOf({ format: "bicep", configuration: odd })).toThrow(
      "Bicep needs an API version for Microsoft.Odd/things",
    );
  });
});

describe("arm", () => {
  test("is a subscription's template with one nested deployment a role, and nothing but roles", () => {
    const template = JSON.parse(filesOf({ format: "arm" })["roles.json"] ?? "") as {
      $schema: string;
      resources: { type: string; resourceGroup: string; properties: { template: { resources: unknown[] } } }[];
    };
    expect(template.$schema).toBe(
      "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
    );
    expect(template.resources.map(({ type, resourceGroup }) => [type, resourceGroup])).toEqual([
      ["Microsoft.Resources/deployments", "rg-data"],
      ["Microsoft.Resources/deployments", "rg-data"],
    ]);
    const roleDefinitionId = `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe`;
    expect(template.resources[0]?.properties.template.resources).toEqual([
      {
        type: "Microsoft.Authorization/roleAssignments",
        apiVersion: "2022-04-01",
        scope: "Microsoft.Storage/storageAccounts/stfabrikam",
        name: `[guid('${storageAccount}', parameters('principalId'), '${roleDefinitionId}')]`,
        properties: {
          roleDefinitionId,
          principalId: "[parameters('principalId')]",
          principalType: "ServicePrincipal",
          description: "Managed by Tegata: orders-cross-tenant.",
        },
      },
    ]);
  });

  test("keeps to the published schema, for every kind of scope and whatever the application is called", () => {
    const subscription = `/subscriptions/${fabrikamSubscription}`;
    const scopes = [
      subscription,
      `${subscription}/resourceGroups/rg-data`,
      `${storageAccount}/blobServices/default/containers/c`,
    ];
    const texts = [orders, orders.replace("name: orders-cross-tenant", "name: \"[concat('x')]\"")].flatMap((text) => [
      text,
      ...scopes.map((scope) => text.replace(`scope: ${storageAccount} `, `scope: ${scope} `)),
    ]);
    for (const text of texts) {
      const file = filesOf({ format: "arm", configuration: parseConfiguration(text) })["roles.json"] ?? "";
      expect(subscriptionTemplate.safeParse(JSON.parse(file)).error?.issues ?? []).toEqual([]);
    }
  });

  test("has no home side", () => {
    expect(() => filesOf({ format: "arm", side: "home" })).toThrow("take bicep");
  });
});

describe("powershell", () => {
  test("quotes are balanced and every value of the configuration is in single quotes", () => {
    for (const side of ["home", "resource"] as const) {
      for (const text of Object.values(filesOf({ format: "powershell", side }))) {
        expect(text).toMatch(/^#Requires -Version 7\n/);
        const depth = text
          .replaceAll(/'[^']*'|"(?:`.|[^"`])*"|#[^\n]*/g, "")
          .split("")
          .reduce((count, one) => count + ("({[".includes(one) ? 1 : ")}]".includes(one) ? -1 : 0), 0);
        expect(depth).toBe(0);
      }
    }
  });
});

describe("every format", () => {
  const formats: readonly ExportFormat[] = exportFormats;

  test.each(formats)("%s: has its way back, and holds no line that a name of the configuration began", (format) => {
    const evil = parseConfiguration(orders.replace("name: orders-cross-tenant", `name: "o'; rm -rf / #\\"\${x}%{y}"`));
    for (const side of format === "arm" ? (["resource"] as const) : (["home", "resource"] as const)) {
      const files = filesOf({ format, side, configuration: evil });
      expect(Object.keys(files).some((name) => name.startsWith("revoke."))).toBe(true);
      for (const [name, text] of Object.entries(files)) {
        if (name.endsWith(".sh")) execFileSync("bash", ["-n"], { input: text });
        if (name.endsWith(".tf")) readHcl(text);
        if (name.endsWith(".bicep")) readBicep(text);
        if (name.endsWith(".json")) JSON.parse(text);
      }
    }
  });

  test.each(formats)(
    "%s: is refused without the application's id, or with a role that only the directory knows",
    (format) => {
      const { applicationId: _id, ...without } = {
        configuration,
        cloud: clouds.public,
        side: "resource" as const,
        format,
        applicationId,
      };
      expect(() => exportSetup(without)).toThrow("client id is not given");
      const own = parseConfiguration(orders.replace("Storage Blob Data Contributor", "Our Own Role"));
      expect(() => filesOf({ format, configuration: own })).toThrow(
        'the role "Our Own Role" is known to the directory only',
      );
    },
  );

  test("knows a principal's assignment names beforehand", () => {
    const page = renderReview({ configuration, cloud: clouds.public, applicationId, principalId: principal as never });
    expect(page).toContain(nameFor(principal, storageAccount, "ba92f5b4-2d11-453d-a403-e96b0029c9fe"));
  });
});

describe("review", () => {
  test("is one page: who, what, what not, how it shows, how to cut it off", () => {
    const page = renderReview({ configuration, cloud: clouds.public, applicationId });
    expect(page.match(/^#.*$/gm)).toEqual([
      "# Access for orders-cross-tenant",
      "## Who",
      "## What it gets",
      "## What it does not get",
      "## How it shows",
      "## How to cut it off",
    ]);
    expect(page.split("\n").length).toBeLessThan(75);
    expect(page).toContain("- **Storage Blob Data Contributor** (`ba92f5b4-2d11-453d-a403-e96b0029c9fe`) at `");
    expect(page).toContain(`| where AppId == "${applicationId}"`);
    expect(page).toContain("No permission of Microsoft Graph or any other API");
  });
});
