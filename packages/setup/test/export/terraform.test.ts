// The exported Terraform as a parser that we did not write reads it: HashiCorp's own grammar, compiled to WebAssembly.
import { createRequire } from "node:module";
import { clouds } from "@tegata/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exportSetup, parseConfiguration } from "../../src/index.ts";
import {
  contoso,
  contosoSubscription,
  fabrikam,
  fabrikamSubscription,
  foundryUser,
  storageAccount,
} from "../fakes/ids.ts";
import { orders } from "../fakes/setup.ts";
import { applicationId, filesOf } from "./files-of.ts";

/** Its declarations bring the browser's types with them, which differ from Node's: so it is declared here. */
const { parse } = createRequire(import.meta.url)("@cdktn/hcl2json") as {
  readonly parse: (file: string, text: string) => Promise<Record<string, unknown>>;
};
const roles = `/subscriptions/${fabrikamSubscription}/providers/Microsoft.Authorization/roleDefinitions`;
const project = `${storageAccount.replace("Microsoft.Storage/storageAccounts", "Microsoft.CognitiveServices/accounts")}/projects/proj`;

function assignment(scope: string, role: string): unknown {
  const definition = `${roles}/${role}`;
  return [
    {
      name: `\${uuidv5("11fb06fb-712d-4ddd-98c7-e71bbd588830", join("-", ["${scope}", azuread_service_principal.application.object_id, "${definition}"]))}`,
      scope,
      role_definition_id: definition,
      principal_id: "${azuread_service_principal.application.object_id}",
      principal_type: "ServicePrincipal",
      description: "Managed by Tegata: orders-cross-tenant.",
    },
  ];
}

function credential(
  name: string,
  trust: { readonly issuer: string; readonly subject: string; readonly of: string },
): unknown {
  return [
    {
      application_id: "${azuread_application.application.id}",
      display_name: name,
      issuer: trust.issuer,
      subject: trust.subject,
      audiences: ["api://AzureADTokenExchange"],
      description: `Managed by Tegata: trusts ${trust.of}.`,
    },
  ];
}

describe("terraform, read by a foreign parser", () => {
  test("the resource side is exactly this", async () => {
    const read = await parse("main.tf", filesOf({ format: "terraform" })["main.tf"] ?? "");
    expect(read).toEqual({
      terraform: [
        {
          required_providers: [
            {
              azuread: { source: "hashicorp/azuread", version: "~> 3.0" },
              azurerm: { source: "hashicorp/azurerm", version: "~> 4.0" },
            },
          ],
        },
      ],
      provider: {
        azuread: [{ tenant_id: fabrikam }],
        azurerm: [{ features: [{}], tenant_id: fabrikam, subscription_id: fabrikamSubscription }],
      },
      resource: {
        azuread_service_principal: {
          application: [
            {
              client_id: applicationId,
              use_existing: true,
              app_role_assignment_required: false,
              tags: ["WindowsAzureActiveDirectoryIntegratedApp", "tegata"],
              notes: `Managed by Tegata. The application belongs to directory ${contoso}.`,
            },
          ],
        },
        azurerm_role_assignment: {
          role_1: assignment(storageAccount, "ba92f5b4-2d11-453d-a403-e96b0029c9fe"),
          role_2: assignment(project, foundryUser),
        },
      },
      output: { service_principal_object_id: [{ value: "${azuread_service_principal.application.object_id}" }] },
    });
  });

  test("the home side is exactly this", async () => {
    const read = await parse("main.tf", filesOf({ format: "terraform", side: "home" })["main.tf"] ?? "");
    expect(read).toMatchObject({
      provider: { azurerm: [{ tenant_id: contoso, subscription_id: contosoSubscription }] },
      resource: {
        azurerm_user_assigned_identity: {
          identity: [
            {
              name: "id-orders",
              resource_group_name: "rg-app",
              location: "japaneast",
              tags: { "managed-by": "tegata", "tegata-application": "tegata-orders-cross-tenant" },
            },
          ],
        },
        azuread_application: {
          application: [
            {
              display_name: "orders-cross-tenant",
              sign_in_audience: "AzureADMultipleOrgs",
              tags: ["tegata"],
              notes: "Managed by Tegata.",
            },
          ],
        },
        azuread_application_federated_identity_credential: {
          trust_1: credential("tegata-id-orders", {
            issuer: `https://login.microsoftonline.com/${contoso}/v2.0`,
            subject: "${azurerm_user_assigned_identity.identity.principal_id}",
            of: "the managed identity id-orders",
          }),
          trust_2: credential("tegata-88f054f7", {
            issuer: "https://oidc.example/shop",
            subject: "system:serviceaccount:shop:orders",
            of: "system:serviceaccount:shop:orders of https://oidc.example/shop",
          }),
        },
      },
      output: { application_client_id: [{ value: "${azuread_application.application.client_id}" }] },
    });
  });

  test("whatever a name holds, it is read as that name and nothing else", async () => {
    const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }).map((name) => `n${name}`.trim());
    const awkward = fc.constantFrom(
      "o'; rm -rf / #\\\"",
      "${x}%{y}$${z}",
      "a\\b",
      "\u2028 line",
      '"}\nresource "x" "y" {',
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(awkward, names), async (name) => {
        const configuration = { ...parseConfiguration(orders) };
        const named = { ...configuration, home: { ...configuration.home, application: { name } } };
        const [file] = exportSetup({ configuration: named, cloud: clouds.public, side: "home", format: "terraform" });
        const read = (await parse("main.tf", file?.text ?? "")) as {
          resource: { azuread_application: { application: [{ display_name: string }] } };
        };
        const shown = read.resource.azuread_application.application[0].display_name;
        // An escaped ${ is shown escaped: the reader keeps templates apart from texts.
        expect(shown.replaceAll(/([$%])\1\{/g, "$1{").normalize()).toBe(name.normalize());
        expect(Object.keys(read.resource).sort()).toEqual([
          "azuread_application",
          "azuread_application_federated_identity_credential",
          "azurerm_user_assigned_identity",
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
