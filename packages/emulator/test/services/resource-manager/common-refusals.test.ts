import { describe, expect, it } from "vitest";
import { anEmulator, contoso } from "../../emulator.ts";
import { callArm } from "../../wire.ts";
import { subscriptions } from "../callers.ts";
import { expectArmRefusal } from "./refusal.ts";

const site = `${contoso.group}/providers/Microsoft.Web/sites/app-orders`;
const account = `${contoso.group}/providers/Microsoft.Storage/storageAccounts/contosoextra`;

/** What is asked, with what body, and the refusal: status, code, message. */
const refusals: readonly (readonly [
  call: string,
  body: object | undefined,
  status: number,
  code: string,
  message: string,
])[] = [
  [
    `GET ${subscriptions.contoso}/resources?$filter=kind eq 'x'`,
    undefined,
    400,
    "InvalidFilterInQueryString",
    "Invalid $filter 'kind eq 'x'' specified in the query string.",
  ],
  [
    `GET ${contoso.group}/providers/Microsoft.Authorization/roleAssignments?$filter=scope eq 'x'`,
    undefined,
    400,
    "InvalidFilter",
    "The filter 'scope eq 'x'' is not supported.",
  ],
  [
    `GET ${subscriptions.contoso}/providers/Microsoft.None`,
    undefined,
    404,
    "InvalidResourceNamespace",
    "The resource namespace 'Microsoft.None' is invalid.",
  ],
  [
    `PATCH ${site}/config/web/x`,
    {},
    404,
    "InvalidResourceType",
    "The emulator has no PATCH for 'Microsoft.Web/sites/config/x'.",
  ],
  [
    `DELETE ${site}/config/web`,
    undefined,
    405,
    "HttpMethodNotAllowed",
    "The HTTP method 'DELETE' is not supported for 'Microsoft.Web/sites/config'.",
  ],
  [
    `GET ${site}/config/appsettings`,
    undefined,
    405,
    "MethodNotAllowed",
    "Settings may hold secrets: they are listed with POST …/list.",
  ],
  [
    `PUT ${site}`,
    { location: "westeurope" },
    409,
    "InvalidResourceLocation",
    "The resource 'app-orders' already exists in location 'japaneast' in resource group 'rg-app'. A resource with the same name cannot be created in location 'westeurope'. Please select a new resource name.",
  ],
  [
    `PUT ${contoso.group}`,
    { location: "westeurope" },
    409,
    "InvalidResourceGroupLocation",
    "Invalid resource group location 'westeurope'. The Resource group already exists in location 'japaneast'.",
  ],
  [
    `PUT ${subscriptions.contoso}/resourceGroups/ends.with.`,
    { location: "japaneast" },
    400,
    "InvalidResourceGroup",
    "The provided resource group name 'ends.with.' is not valid.",
  ],
  [
    `PUT ${subscriptions.contoso}/resourceGroups/rg-new`,
    {},
    400,
    "LocationRequired",
    "The location property is required for this definition.",
  ],
  [
    `PUT ${contoso.group}/providers/Microsoft.Storage/storageAccounts/none/blobServices/default/containers/data`,
    { properties: {} },
    404,
    "ParentResourceNotFound",
    `Failed to perform 'write' on resource(s) of type 'storageAccounts/blobServices/containers', because the parent resource '${contoso.group}/providers/Microsoft.Storage/storageAccounts/none/blobServices/default' could not be found.`,
  ],
  [
    `GET ${site}/providers/Microsoft.ManagedIdentity/identities/default`,
    undefined,
    404,
    "ResourceNotFound",
    "The Resource 'Microsoft.ManagedIdentity/identities/default' under resource group 'rg-app' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
  ],
  [
    `POST ${account}/regenerateKey`,
    { keyName: "key3" },
    400,
    "InvalidValuesForRequestParameters",
    "Values for request parameters are invalid: keyName.",
  ],
  [
    `PUT ${site}/slots/staging/config/none/x/y`,
    {},
    404,
    "InvalidResourceType",
    "The emulator has no PUT for 'Microsoft.Web/sites/slots/config/x'.",
  ],
];

describe("Resource Manager refuses", () => {
  it.each(refusals)("%s with %j as %i %s", async (call, body, status, code, message) => {
    const emulator = await anEmulator();
    const made = { location: "japaneast", sku: { name: "Standard_LRS" }, kind: "StorageV2" };
    await callArm(emulator, "contoso", `PUT ${account}?api-version=2025-06-01` as "PUT /", { body: made });
    const before = JSON.stringify(emulator.context.store.state.arm);
    const [method = "", path = ""] = call.split(/ (.*)/);
    const url = `${path.replace(/ /g, "%20")}${path.includes("?") ? "&" : "?"}api-version=2025-06-01`;
    const answer = await callArm(emulator, "contoso", `${method} ${url}` as "GET /", body ? { body } : {});
    expectArmRefusal(answer, { status, code, message });
    expect(JSON.stringify(emulator.context.store.state.arm)).toBe(before);
  });

  it("nothing of the list of resources that its filter narrows", async () => {
    const emulator = await anEmulator();
    const names = async (filter: string): Promise<unknown> => {
      const query = `$filter=${encodeURIComponent(filter)}&api-version=2021-04-01`;
      const { body } = await callArm(emulator, "contoso", `GET ${subscriptions.contoso}/resources?${query}`);
      return (body as { value: { name: string }[] }).value.map(({ name }) => name);
    };
    expect(await names("resourceGroup eq 'RG-APP' and resourceType eq 'microsoft.compute/virtualMachines'")).toEqual([
      "vm-batch",
    ]);
    expect(await names("name eq 'app-orders'")).toEqual(["app-orders"]);
    expect(await names("resourceGroup eq 'other'")).toEqual([]);
    expect(await names("tagName eq 'none'")).toEqual([]);
  });
});
