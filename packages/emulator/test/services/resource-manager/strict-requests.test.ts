import { describe, expect, it } from "vitest";
import { arm, anEmulator, contoso, fabrikam } from "../../emulator.ts";
import { callArm, field, operatorToken, read } from "../../wire.ts";
import { expectArmRefusal } from "./refusal.ts";

const providers = `${contoso.group}/providers` as const;
const identities = `${providers}/Microsoft.ManagedIdentity/userAssignedIdentities` as const;
const site = `${providers}/Microsoft.Web/sites/app-orders` as const;
const accounts = `${providers}/Microsoft.Storage/storageAccounts` as const;
const location = "japaneast";

describe("a request to Resource Manager", () => {
  // Recorded: https://learn.microsoft.com/azure/chaos-studio/troubleshooting
  it.each([
    ["text/plain", "text/plain"],
    ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded"],
    ["", "<null>"],
  ])("is refused with a body of the type %j", async (contentType, shown) => {
    const emulator = await anEmulator();
    const token = await operatorToken(emulator, "contoso", `${arm}/.default`);
    const body = new Blob([JSON.stringify({ location })]);
    const headers = {
      authorization: `Bearer ${token}`,
      ...(contentType === "" ? {} : { "content-type": contentType }),
    };
    const request = new Request(`${arm}${identities}/id-one?api-version=2023-01-31`, { method: "PUT", headers, body });
    expectArmRefusal(await read(await emulator.fetch(request)), {
      status: 415,
      code: "UnsupportedMediaType",
      message: `The content media type '${shown}' is not supported. Only 'application/json' is supported.`,
    });
  });

  it.each([
    ["no object", [], "The request content was invalid and could not be deserialized."],
    [
      "properties that are none",
      { properties: "x" },
      "The request content was invalid and could not be deserialized: 'properties' is not an object.",
    ],
    [
      "tags that are a list",
      { tags: [] },
      "The request content was invalid and could not be deserialized: 'tags' is not an object.",
    ],
    [
      "an identity that is a text",
      { identity: "x" },
      "The request content was invalid and could not be deserialized: 'identity' is not an object.",
    ],
  ])("is refused with %s", async (_, body, message) => {
    const emulator = await anEmulator();
    const answer = await callArm(emulator, "contoso", `PATCH ${site}?api-version=2022-03-01`, { body });
    expectArmRefusal(answer, { status: 400, code: "InvalidRequestContent", message });
  });

  it("takes the names of its query in any case, and no day that is not in the calendar", async () => {
    const emulator = await anEmulator();
    for (const name of ["api-version", "Api-Version", "API-VERSION"])
      expect((await callArm(emulator, "contoso", `GET ${site}?${name}=2022-03-01`)).status).toBe(200);
    expect((await callArm(emulator, "contoso", `GET ${site}?api-version=2022-13-45`)).status).toBe(400);
  });

  // Documented: https://learn.microsoft.com/rest/api/resources/resources/check-existence-by-id
  it("asks with HEAD whether a resource is there", async () => {
    const emulator = await anEmulator();
    const there = await callArm(emulator, "contoso", `HEAD ${site}?api-version=2022-03-01`);
    expect([there.status, there.text]).toEqual([204, ""]);
    expect((await callArm(emulator, "contoso", `HEAD ${site}x?api-version=2022-03-01`)).status).toBe(404);
    expect((await callArm(emulator, "fabrikam", `HEAD ${site}?api-version=2022-03-01`)).status).toBe(401);
  });

  it("reads a provider without a subscription, whoever asks, and lists nothing in a group that is not there", async () => {
    const emulator = await anEmulator();
    const { status, body } = await callArm(
      emulator,
      "contoso",
      "GET /providers/Microsoft.Storage?api-version=2021-04-01",
    );
    expect([status, field(body, "id"), Object.keys(body as object)]).toEqual([
      200,
      "/providers/Microsoft.Storage",
      ["id", "namespace", "registrationPolicy", "resourceTypes"],
    ]);
    const group = `${contoso.group}x/providers/Microsoft.ManagedIdentity/userAssignedIdentities` as const;
    expectArmRefusal(await callArm(emulator, "contoso", `GET ${group}?api-version=2023-01-31`), {
      status: 404,
      code: "ResourceGroupNotFound",
      message: "Resource group 'rg-appx' could not be found.",
    });
  });
});

/** What is asked, with what body, and the refusal: status, code, message. What is not recorded is inferred from the documented rule. */
const refusals: readonly (readonly [
  call: `${string} /${string}`,
  body: object,
  status: number,
  code: string,
  message: string,
])[] = [
  // Documented: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
  [
    `PUT ${identities}/ab`,
    { location },
    400,
    "InvalidResourceName",
    "The resource name 'ab' is invalid. It must have 3 to 128 letters, digits, - or _, and begin with a letter or digit.",
  ],
  [
    `PUT ${providers}/Microsoft.Web/sites/bad_name`,
    { location },
    400,
    "BadRequest",
    "The parameter name has an invalid value: 'bad_name'.",
  ],
  [`PATCH ${site}`, { identity: { type: 5 } }, 400, "InvalidRequestContent", "The identity type '5' is not valid."],
  [
    `PATCH ${site}`,
    { identity: { type: "UserAssigned", userAssignedIdentities: ["x"] } },
    400,
    "InvalidRequestContent",
    "The user-assigned identities must be an object with their resource ids as names.",
  ],
  [
    `PATCH ${site}`,
    { identity: { type: "UserAssigned", userAssignedIdentities: { [site]: {} } } },
    400,
    "FailedIdentityOperation",
    `Identity operation failed: the user-assigned identity '${site}' does not exist.`,
  ],
  [`PUT ${site}/config/nothing`, { properties: {} }, 404, "NotFound", "Cannot find configuration with name nothing."],
  [
    `PUT ${accounts}/contosoextra`,
    { location, kind: "Tape" },
    400,
    "InvalidValuesForRequestParameters",
    "Values for request parameters are invalid: kind.",
  ],
  [
    `PUT ${accounts}/contosoextra`,
    { location, sku: { name: "Cheap" } },
    400,
    "InvalidValuesForRequestParameters",
    "Values for request parameters are invalid: sku.name.",
  ],
  // Recorded, as Blob's own: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes
  [
    `GET ${accounts}/contosoextra/blobServices/default/containers/none`,
    {},
    404,
    "ContainerNotFound",
    "The specified container does not exist.",
  ],
  [
    `PUT ${accounts}/contosoextra/blobServices/default/containers/Bad_Name`,
    {},
    400,
    "InvalidResourceName",
    "The specifed resource name contains invalid characters.",
  ],
  [
    `PUT ${accounts}/contosoextra/blobServices/default/containers/ab`,
    {},
    400,
    "OutOfRangeInput",
    "The specified resource name length is not within the permissible limits.",
  ],
  // Recorded: https://learn.microsoft.com/azure/ai-services/recover-purge-resources
  [
    `PUT ${providers}/Microsoft.CognitiveServices/accounts/contosoai`,
    { location, properties: { customSubDomainName: "fabrikamai" } },
    409,
    "CustomDomainInUse",
    "Please pick a different name. The subdomain name 'fabrikamai' is not available as it's already used by a resource.",
  ],
];

describe("Resource Manager refuses", () => {
  it.each(refusals)("%s with %j: %i %s", async (call, body, status, code, message) => {
    const emulator = await anEmulator();
    const account = `PUT ${accounts}/contosoextra?api-version=2023-01-01` as const;
    await callArm(emulator, "contoso", account, { body: { location } });
    const options = call.startsWith("GET") ? {} : { body };
    expectArmRefusal(await callArm(emulator, "contoso", `${call}?api-version=2022-03-01`, options), {
      status,
      code,
      message,
    });
  });

  it("a role assignment with a type or a version of condition that there is none of, and a role with odd actions", async () => {
    const emulator = await anEmulator();
    const name = "abcd0000-0000-4000-8000-000000000001";
    const authorization = `${fabrikam.group}/providers/Microsoft.Authorization` as const;
    const roleDefinitionId = "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";
    const put = (properties: object) =>
      callArm(emulator, "fabrikam", `PUT ${authorization}/roleAssignments/${name}?api-version=2022-04-01`, {
        body: { properties: { roleDefinitionId, principalId: fabrikam.operatorPrincipalId, ...properties } },
      });
    expectArmRefusal(await put({ principalType: "Robot" }), {
      status: 400,
      code: "InvalidRequestContent",
      message: `The request content was invalid and could not be deserialized: 'Error converting value "Robot" to type 'PrincipalType'.'.`,
    });
    expectArmRefusal(await put({ conditionVersion: "9.0" }), {
      status: 400,
      code: "InvalidConditionVersion",
      message: "The condition version '9.0' is not supported. Use '2.0'.",
    });
    const properties = { roleName: "odd", permissions: [{ actions: ["read"] }], assignableScopes: [fabrikam.group] };
    const role = await callArm(
      emulator,
      "fabrikam",
      `PUT ${authorization}/roleDefinitions/${name}?api-version=2022-04-01`,
      {
        body: { properties },
      },
    );
    expectArmRefusal(role, {
      status: 400,
      code: "InvalidRoleDefinition",
      message: "The role definition is not valid: 'read' does not match any of the actions supported by the providers.",
    });
  });
});

describe("app settings", () => {
  it("are texts", async () => {
    const emulator = await anEmulator();
    const body = { properties: { PORT: 8080, DEBUG: true, NAME: "orders" } };
    const answer = await callArm(emulator, "contoso", `PUT ${site}/config/appsettings?api-version=2022-03-01`, {
      body,
    });
    expect(answer.body).toMatchObject({ properties: { PORT: "8080", DEBUG: "true", NAME: "orders" } });
  });
});

describe("the name of a storage account", () => {
  it("is not available when it is none", async () => {
    const emulator = await anEmulator();
    const subscription = contoso.group.split("/resourceGroups/")[0] as `/${string}`;
    const path = `${subscription}/providers/Microsoft.Storage/checkNameAvailability?api-version=2023-01-01`;
    const { body } = await callArm(emulator, "contoso", `POST ${path as `/${string}`}`, { body: { name: "Bad-" } });
    expect(body).toEqual({
      nameAvailable: false,
      reason: "AccountNameInvalid",
      message:
        "Bad- is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.",
    });
  });
});

describe("the services of a storage account", () => {
  // Observed: Terraform's azurerm 5.2 reads fileServices/default of every account that it has made.
  it.each(["blobServices", "fileServices", "queueServices", "tableServices"])(
    "%s are there with the account",
    async (name) => {
      const emulator = await anEmulator();
      const get = (account: string) =>
        callArm(
          emulator,
          "fabrikam",
          `GET ${account}/${name}/default?api-version=2023-05-01` as `${string} /${string}`,
        );
      expect((await get(fabrikam.storage)).body).toMatchObject({
        id: `${fabrikam.storage}/${name}/default`,
        name: "default",
        type: `Microsoft.Storage/storageAccounts/${name}`,
        properties: { cors: { corsRules: [] } },
      });
      expect((await get(`${fabrikam.storage}x`)).status).toBe(404);
    },
  );
});
