import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clouds, parseClientId } from "@tegata/core";
import { describe, expect, test } from "vitest";
import type { ExportFormat, ExportOptions } from "../../src/index.ts";
import {
  apply,
  exportFormats,
  exportSetup,
  parseConfiguration,
  renderReview,
  roleAssignmentName,
} from "../../src/index.ts";
import { contoso, fabrikam, fabrikamSubscription, storageAccount } from "../fakes/ids.ts";
import { aBench, orders } from "../fakes/setup.ts";
import { propertiesOf, readBicep, writable, type BicepNode } from "./bicep.ts";
import { readHcl } from "./hcl.ts";

const applicationId = parseClientId("99999999-0000-4000-8000-000000000009");
const configuration = parseConfiguration(orders);

function filesOf(options: Partial<ExportOptions> & { readonly format: ExportFormat }): Record<string, string> {
  const all = { configuration, cloud: clouds.public, side: "resource" as const, applicationId, ...options };
  return Object.fromEntries(exportSetup(all).map(({ name, text }) => [name, text]));
}

function nameFor(principalId: string, scope: string, roleId: string): string {
  const roleDefinitionId = `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
  return roleAssignmentName({ scope, principalId, roleDefinitionId });
}

/** A folder with an `az` that notes how it was called and answers from a script of cases. */
function withAz(cases: string, run: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "tegata-export-"));
  try {
    const log = 'for word in "$@"; do printf "%s\\0" "$word"; done >>"$CALLS"; printf "\\n\\0" >>"$CALLS"';
    writeFileSync(join(folder, "az"), `#!/usr/bin/env bash\n${log}\ncase "$*" in\n${cases}\nesac\n`, { mode: 0o755 });
    run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function callsOf(folder: string, script: string, ...words: string[]): string[][] {
  const calls = join(folder, "calls");
  writeFileSync(calls, "");
  writeFileSync(join(folder, "script.sh"), script);
  const env = { PATH: `${folder}:${process.env["PATH"]}`, CALLS: calls };
  execFileSync("bash", [join(folder, "script.sh"), ...words], { env, stdio: "pipe" });
  const lines = readFileSync(calls, "utf8").split("\n\0").slice(0, -1);
  return lines.map((line) => line.split("\0").slice(0, -1));
}

const principal = "e0000000-0000-4000-8000-000000000001";
const signedIn = `  "account show"*) echo ${fabrikam};;\n  "cloud show"*) echo https://graph.microsoft.com/;;`;

describe("az", () => {
  test("every script is bash, and says what it does, for whom and with which right", () => {
    for (const side of ["home", "resource"] as const) {
      for (const text of Object.values(filesOf({ format: "az", side }))) {
        execFileSync("bash", ["-n"], { input: text });
        expect(text).toMatch(/^#!\/usr\/bin\/env bash\n# .*orders-cross-tenant.*\n# Needs: /);
      }
    }
  });

  test("grants what apply grants: the same names, roles, scopes and descriptions", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const applied = azure.writes.filter(({ path }) => path.includes("roleAssignments"));
    const principalId = azure.graph.servicePrincipals[0]?.id ?? "";
    const script = filesOf({ format: "az" })["grant.sh"] ?? "";
    withAz(`${signedIn}\n  "ad sp show"*) echo ${principalId};;`, (folder) => {
      const granted = callsOf(folder, script).filter((call) => call.slice(0, 3).join(" ") === "role assignment create");
      const value = (call: string[], flag: string): string | undefined => call[call.indexOf(flag) + 1];
      expect(
        granted.map((call) => ({
          path: `${value(call, "--scope")}/providers/Microsoft.Authorization/roleAssignments/${value(call, "--name")}?api-version=2022-04-01`,
          properties: {
            roleDefinitionId: value(call, "--role"),
            principalId: value(call, "--assignee-object-id"),
            principalType: value(call, "--assignee-principal-type"),
            description: value(call, "--description"),
          },
        })),
      ).toEqual(applied.map(({ path, body }) => ({ path, properties: (body as { properties: unknown }).properties })));
    });
  });

  test("makes the service principal with apply's marks when it is missing, and only then", () => {
    const script = filesOf({ format: "az" })["grant.sh"] ?? "";
    const missing = `${signedIn}\n  "ad sp show"*) if [ -e "$CALLS.made" ]; then echo ${principal}; else exit 3; fi;;\n  "ad sp create"*) touch "$CALLS.made";;`;
    withAz(missing, (folder) => {
      const calls = callsOf(folder, script);
      expect(calls.filter(([first]) => first === "ad").map((call) => call.slice(0, 5).join(" "))).toEqual([
        `ad sp show --id ${applicationId}`,
        `ad sp create --id ${applicationId}`,
        `ad sp show --id ${applicationId}`,
      ]);
      expect(JSON.parse(calls.find((call) => call[0] === "rest")?.at(-1) ?? "")).toEqual({
        tags: ["WindowsAzureActiveDirectoryIntegratedApp", "tegata"],
        notes: `Managed by Tegata. The application belongs to directory ${contoso}.`,
      });
    });
  });

  test("stops before anything when another directory is signed in, and changes nothing on a dry run", () => {
    const script = filesOf({ format: "az" })["grant.sh"] ?? "";
    withAz(`  "account show"*) echo ${contoso};;`, (folder) => {
      expect(() => callsOf(folder, script)).toThrow("az login --tenant");
    });
    withAz(`${signedIn}\n  "ad sp show"*) exit 3;;`, (folder) => {
      const words = new Set(callsOf(folder, script, "--dry-run").map((call) => call.slice(0, 3).join(" ")));
      expect(words).toEqual(new Set(["account show --query", "cloud show --query", "ad sp show"]));
    });
  });

  test("revokes the roles before the service principal", () => {
    const script = filesOf({ format: "az" })["revoke.sh"] ?? "";
    withAz(
      `${signedIn}\n  "ad sp show"*) echo ${principal};;\n  "role assignment list"*) echo /some/id;;`,
      (folder) => {
        const words = callsOf(folder, script).map((call) => call.slice(0, 3).join(" "));
        expect(words.filter((word) => word.endsWith("delete"))).toEqual([
          "role assignment delete",
          "role assignment delete",
          "ad sp delete",
        ]);
      },
    );
  });

  test("home: makes what apply makes, with the same names, marks and bodies", async () => {
    const { azure, options } = aBench();
    await apply(options);
    const script = filesOf({ format: "az", side: "home" })["setup.sh"] ?? "";
    const identityPrincipal = String(azure.graph.applications[0]?.credentials[0]?.["subject"]);
    const cases = [
      `  "account show"*) echo ${contoso};;`,
      `  "cloud show"*) echo https://graph.microsoft.com;;`,
      `  "identity show"*"--query"*) echo ${identityPrincipal};;`,
      `  "identity show"*) exit 3;;`,
      `  "rest --method GET"*) if [ -e "$CALLS.made" ]; then echo ${applicationId}; else exit 1; fi;;`,
      `  "rest --method PATCH"*) touch "$CALLS.made";;`,
    ].join("\n");
    withAz(cases, (folder) => {
      const calls = callsOf(folder, script);
      const patch = calls.find((call) => call[0] === "rest" && call[2] === "PATCH");
      expect(patch?.[4]).toBe("https://graph.microsoft.com/v1.0/applications(uniqueName='tegata-orders-cross-tenant')");
      const written = azure.writes.find(({ path }) => path.includes("uniqueName="));
      expect(JSON.parse(patch?.at(-1) ?? "")).toEqual(written?.body);
      const credentials = calls.filter((call) => call.slice(0, 4).join(" ") === "ad app federated-credential create");
      expect(credentials.map((call) => JSON.parse(call.at(-1) ?? "") as unknown)).toEqual(
        azure.graph.applications[0]?.credentials.map(({ id: _id, ...rest }) => rest),
      );
      const identity = calls.find((call) => call.slice(0, 2).join(" ") === "identity create");
      expect(identity?.slice(-2)).toEqual(["managed-by=tegata", "tegata-application=tegata-orders-cross-tenant"]);
      expect(calls.filter((call) => call.slice(1, 3).join(" ") === "identity assign").map(([kind]) => kind)).toEqual([
        "webapp",
        "vm",
      ]);
    });
  });
});

describe("terraform", () => {
  test("names what apply names; the assignment's name is the same function of the same parts", () => {
    const blocks = readHcl(filesOf({ format: "terraform" })["main.tf"] ?? "");
    const [role] = blocks.filter(({ labels }) => labels[0] === "azurerm_role_assignment");
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
        expect(writable[type], type).toEqual(expect.arrayContaining(propertiesOf(node)));
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
    const odd = parseConfiguration(orders.replace("Microsoft.Storage/storageAccounts", "Microsoft.Odd/things"));
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

  test("has no home side", () => {
    expect(() => filesOf({ format: "arm", side: "home" })).toThrow("take bicep");
  });
});

describe("powershell", () => {
  test("quotes are balanced and every value of the configuration is in single quotes", () => {
    for (const side of ["home", "resource"] as const) {
      for (const text of Object.values(filesOf({ format: "powershell", side }))) {
        expect(text).toMatch(/^#Requires -Version 7\n/);
        const depth = [...text.replaceAll(/'[^']*'|"(?:`.|[^"`])*"|#[^\n]*/g, "")].reduce(
          (count, one) => count + ("({[".includes(one) ? 1 : ")}]".includes(one) ? -1 : 0),
          0,
        );
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
