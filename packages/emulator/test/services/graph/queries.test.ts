import { describe, expect, it } from "vitest";
import { anEmulator, contoso, graph } from "../../emulator.ts";
import { callGraph, field, operatorToken, read } from "../../wire.ts";
import { aCaller } from "../callers.ts";
import { expectGraphRefusal } from "./refusal.ts";

type Call = `${string} /${string}`;
const eventual = { ConsistencyLevel: "eventual" };

async function aDirectory() {
  const emulator = await anEmulator();
  const ask = (call: Call, headers: Record<string, string> = {}, body?: object) =>
    callGraph(emulator, "contoso", call, { headers, ...(body === undefined ? {} : { body }) });
  return { emulator, ask };
}

const path = (collection: string, options: Readonly<Record<string, string>>): Call =>
  `GET /v1.0/${collection}?${Object.entries(options)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&")}`;

const noProperty = (where: string, name: string, type = "application"): string =>
  `${where}: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`;
const badFilter = "Invalid filter clause";
const incompatible = (left: string, right: string): string =>
  `${badFilter}: A binary operator with incompatible types was detected. Found operand types 'Edm.${left}' and 'Edm.${right}' for operator kind 'Equal'.`;
const notAdvanced = (operator: string): string => `Unsupported property filter clause operator '${operator}'.`;
const guid = "00000003-0000-0000-c000-000000000000";

describe("a query of a list", () => {
  // Recorded: BadRequest and its texts (microsoftgraph/msgraph-beta-sdk-dotnet#563, microsoft-graph-docs-contrib#4133,
  // microsoft-graph-explorer-v4#1085); operators of advanced queries (microsoft-graph-docs-contrib#1726). Inferred: the
  // texts for $orderby and a skip token.
  it.each([
    ["applications", { $filter: "nope eq 'x'" }, "BadRequest", noProperty(badFilter, "nope")],
    ["applications", { $filter: "displayName eq orders" }, "BadRequest", noProperty(badFilter, "orders")],
    ["applications", { $filter: `appId eq ${guid}` }, "BadRequest", incompatible("String", "Guid")],
    [
      "servicePrincipals",
      { $filter: `appOwnerOrganizationId eq '${guid}'` },
      "BadRequest",
      incompatible("Guid", "String"),
    ],
    ["domains", { $filter: "id eq orders" }, "BadRequest", badFilter],
    ["applications", { $filter: "displayName ne 'x'" }, "Request_UnsupportedQuery", notAdvanced("NotEqualsMatch")],
    ["applications", { $filter: "not(appId eq 'x')" }, "Request_UnsupportedQuery", notAdvanced("NotMatch")],
    [
      "applications",
      { $filter: "endswith(displayName,'x')" },
      "Request_UnsupportedQuery",
      notAdvanced("EndsWithMatch"),
    ],
    [
      "applications",
      { $filter: "contains(displayName,'x')" },
      "Request_UnsupportedQuery",
      notAdvanced("ContainsMatch"),
    ],
    [
      "applications",
      { $select: "id,nope" },
      "BadRequest",
      noProperty("Parsing OData Select and Expand failed", "nope"),
    ],
    [
      "servicePrincipals",
      { $orderby: "nope" },
      "BadRequest",
      noProperty("Invalid $orderby clause", "nope", "servicePrincipal"),
    ],
    [
      "applications",
      { $orderby: "displayName", $filter: "appId eq 'x'" },
      "Request_UnsupportedQuery",
      "Sorting not supported for current query.",
    ],
    ["applications", { $skip: "1" }, "Request_UnsupportedQuery", "'$skip' is not supported by the service."],
    ["applications", { $skiptoken: "x" }, "Request_BadRequest", "The skip token is not one that this list gave out."],
    [
      "applications",
      { $search: '"displayName:x"' },
      "Request_UnsupportedQuery",
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    ],
  ])("%s with %j is refused: %s", async (collection, options, code, message) => {
    const { ask } = await aDirectory();
    expectGraphRefusal(await ask(path(collection, options)), { status: 400, code, message });
  });

  it("is checked the same where only the number is asked", async () => {
    const { ask } = await aDirectory();
    expect((await ask(path("applications/$count", { $filter: "nope eq 1" }), eventual)).status).toBe(400);
  });

  it.each([
    [{ $filter: "displayName ne 'Contoso operator'", $count: "true" }, []],
    [{ $filter: "endsWith(displayName,'operator')", $count: "true" }, ["Contoso operator"]],
    [
      { $filter: "not(startsWith(displayName,'x'))", $count: "true", $orderby: "displayName desc" },
      ["Contoso operator"],
    ],
    [{ $search: '"displayName:operator"' }, ["Contoso operator"]],
  ])("may ask more with the header of advanced queries: %j", async (options, names) => {
    const { ask } = await aDirectory();
    const { status, body } = await ask(path("applications", { ...options, $select: "displayName" }), eventual);
    expect([status, (body as { value: { displayName: string }[] }).value.map((each) => each.displayName)]).toEqual([
      200,
      names,
    ]);
  });

  it("has its options in any case, and without the dollar sign", async () => {
    const { ask } = await aDirectory();
    for (const [filter, select] of [
      ["$filter", "$select"],
      ["filter", "select"],
      ["$FILTER", "$Select"],
    ] as const) {
      const { body } = await ask(path("applications", { [filter]: "DisplayName eq 'none'", [select]: "id" }));
      expect(body).toEqual({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications",
        value: [],
      });
    }
  });

  it("is counted only with the header", async () => {
    const { ask } = await aDirectory();
    const call = path("applications", { $count: "true", $select: "id" });
    expect((await ask(call)).body).not.toHaveProperty("@odata.count");
    expect((await ask(call, eventual)).body).toMatchObject({ "@odata.count": 1 });
  });

  it("keeps what it expands beside what it selects", async () => {
    const { emulator, ask } = await aDirectory();
    const { objectId } = await aCaller(emulator, "contoso");
    const { body } = await ask(`GET /v1.0/applications/${objectId}?$select=id&$expand=owners`);
    expect(body).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#applications/$entity",
      id: objectId,
      owners: [],
    });
  });
});

const invalid = (property: string, resource = "Application"): string =>
  `Invalid value specified for property '${property}' of resource '${resource}'.`;

describe("a change", () => {
  // Documented by the types of https://graph.microsoft.com/v1.0/$metadata; the texts are inferred.
  it.each([
    [{ displayName: null }, invalid("displayName")],
    [{ displayName: "" }, invalid("displayName")],
    [{ displayName: 5 }, invalid("displayName")],
    [{ tags: null }, invalid("tags")],
    [{ tags: [1] }, invalid("tags")],
    [{ identifierUris: "api://x" }, invalid("identifierUris")],
    [{ keyCredentials: "x" }, invalid("keyCredentials")],
    [{ isFallbackPublicClient: "yes" }, invalid("isFallbackPublicClient")],
    [{ api: "x" }, invalid("api")],
    [{ notes: ["x"] }, invalid("notes")],
    [{ description: "x".repeat(1025) }, invalid("description")],
    [
      { requiredResourceAccess: [{ resourceAppId: "x" }] },
      `${invalid("resourceAppId", "RequiredResourceAccess")} ${invalid("resourceAccess", "RequiredResourceAccess")}`,
    ],
  ])("of an application to %j is refused", async (body, message) => {
    const { emulator, ask } = await aDirectory();
    const { objectId } = await aCaller(emulator, "contoso");
    expectGraphRefusal(await ask(`PATCH /v1.0/applications/${objectId}`, {}, body), {
      status: 400,
      code: "Request_BadRequest",
      message,
    });
  });

  it("of a complex property to null gives its default back", async () => {
    const { emulator, ask } = await aDirectory();
    const { objectId } = await aCaller(emulator, "contoso");
    await ask(`PATCH /v1.0/applications/${objectId}`, {}, { spa: { redirectUris: ["https://orders.example"] } });
    expect((await ask(`PATCH /v1.0/applications/${objectId}`, {}, { spa: null })).status).toBe(204);
    expect((await ask(`GET /v1.0/applications/${objectId}?$select=spa`)).body).toMatchObject({
      spa: { redirectUris: [] },
    });
  });

  it.each([
    [{ accountEnabled: "no" }, invalid("accountEnabled", "ServicePrincipal")],
    [{ appRoleAssignmentRequired: null }, invalid("appRoleAssignmentRequired", "ServicePrincipal")],
    [{ alternativeNames: "x" }, invalid("alternativeNames", "ServicePrincipal")],
    [{ appId: guid }, "Property 'appId' is read-only and cannot be updated."],
  ])("of a service principal to %j is refused", async (body, message) => {
    const { emulator, ask } = await aDirectory();
    const { principalId } = await aCaller(emulator, "contoso");
    expectGraphRefusal(await ask(`PATCH /v1.0/servicePrincipals/${principalId}`, {}, body), {
      status: 400,
      code: "Request_BadRequest",
      message,
    });
  });

  it("is refused without a body, without a body's type, and with a method that the resource does not have", async () => {
    const { emulator, ask } = await aDirectory();
    const token = await operatorToken(emulator, "contoso", `${graph}/.default`);
    const send = async (method: string, body: string | null, headers: Record<string, string> = {}) => {
      const url = `${graph}/v1.0/applications/${contoso.operatorPrincipalId}`;
      const request = new Request(url, { method, body, headers: { authorization: `Bearer ${token}`, ...headers } });
      return read(await emulator.fetch(request));
    };
    expectGraphRefusal(await send("PATCH", null), {
      status: 400,
      code: "BadRequest",
      message: "Empty Payload. JSON content expected.",
    });
    const unread =
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";
    for (const type of ["text/plain", "application/x-www-form-urlencoded"])
      expectGraphRefusal(await send("PATCH", '{"notes":"x"}', { "content-type": type }), {
        status: 400,
        code: "Request_BadRequest",
        message: unread,
      });
    const asProblem = await send("PATCH", "{}", { "content-type": "application/json;odata.metadata=minimal" });
    expect(asProblem.status).toBe(404);
    // Inferred: the status is OData's, the text Graph's.
    expectGraphRefusal(await ask("PUT /v1.0/applications/x", {}, {}), {
      status: 405,
      code: "Request_BadRequest",
      message: "Specified HTTP method is not allowed for the request target.",
    });
  });
});

describe("a client secret", () => {
  it("is shown by its first characters and its times only", async () => {
    const { emulator, ask } = await aDirectory();
    const { objectId } = await aCaller(emulator, "contoso");
    const made = (
      await ask(`POST /v1.0/applications/${objectId}/addPassword`, {}, { passwordCredential: { displayName: "ci" } })
    ).body;
    const { body } = await ask(`GET /v1.0/applications/${objectId}?$select=passwordCredentials`);
    expect((body as { passwordCredentials: unknown[] }).passwordCredentials[1]).toEqual({
      customKeyIdentifier: null,
      displayName: "ci",
      endDateTime: "2028-01-02T03:04:05.000Z",
      hint: field(made, "secretText").slice(0, 3),
      keyId: field(made, "keyId"),
      secretText: null,
      startDateTime: "2026-01-02T03:04:05.000Z",
    });
  });
});

describe("a client that sends back what it read", () => {
  // Observed: azure-resourcemanager-authorization 2.51 for Java updates an application with the whole of it.
  it("changes what it changed, and read-only properties only to what they were", async () => {
    const { emulator, ask } = await aDirectory();
    const { objectId, principalId } = await aCaller(emulator, "contoso");
    for (const path of [`/v1.0/applications/${objectId}`, `/v1.0/servicePrincipals/${principalId}`] as const) {
      const { "@odata.context": _, ...read } = (await ask(`GET ${path}`)).body as Record<string, unknown>;
      const createdDateTime = String(read["createdDateTime"]).replace(".000Z", "+00:00");
      expect((await ask(`PATCH ${path}`, {}, { ...read, createdDateTime, notes: "mine" })).status).toBe(204);
      expect((await ask(`GET ${path}?$select=notes`)).body).toMatchObject({ notes: "mine" });
    }
    expectGraphRefusal(await ask(`PATCH /v1.0/applications/${objectId}`, {}, { publisherDomain: "example.com" }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Invalid property 'publisherDomain'.",
    });
  });

  it("may name an action in full, as that library does", async () => {
    const { emulator, ask } = await aDirectory();
    const { principalId } = await aCaller(emulator, "contoso");
    const path = `/v1.0/servicePrincipals/${principalId}/microsoft.graph.addPassword` as const;
    expect((await ask(`POST ${path}`, {}, { passwordCredential: { displayName: "x" } })).status).toBe(200);
  });
});
