import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { graphRoutes } from "../../../src/services/graph/route.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, graph } from "../../emulator.ts";
import type { Company } from "../../wire.ts";
import { callGraph, field, operatorToken } from "../../wire.ts";
import type { TestCaller } from "../callers.ts";
import { aCaller, grantGraphRole } from "../callers.ts";
import { expectGraphRefusal } from "./refusal.ts";

const scope = `${graph}/.default`;
const everyRoute = Object.keys(graphRoutes);

interface Scene {
  readonly emulator: TestEmulator;
  readonly target: TestCaller;
  readonly tokens: Readonly<Record<string, string>>;
}

/** Two operators, a stranger in each directory, and an application in contoso for them to go at. */
async function aScene(): Promise<Scene> {
  const emulator = await anEmulator();
  const target = await aCaller(emulator, "contoso", "target");
  const credential = { name: "trust", issuer: "https://oidc.example", subject: "s", audiences: ["a"] };
  const path = `/v1.0/applications/${target.objectId}/federatedIdentityCredentials` as const;
  await callGraph(emulator, "contoso", `POST ${path}`, { body: credential });
  const [here, there] = [await aCaller(emulator, "contoso"), await aCaller(emulator, "fabrikam")];
  const tokens = {
    "operator of contoso": await operatorToken(emulator, "contoso", scope),
    "operator of fabrikam": await operatorToken(emulator, "fabrikam", scope),
    "stranger in contoso": await here.token(scope),
    "stranger in fabrikam": await there.token(scope),
  };
  return { emulator, target, tokens };
}

/** A route with the target's ids in the place of its keys. */
function callOf(route: string, { objectId, principalId }: TestCaller): `GET /${string}` {
  const keys = [route.includes("applications/") || route.includes("deletedItems/") ? objectId : principalId, "trust"];
  let filled = route;
  for (const key of keys) filled = filled.replace("{}", key);
  return filled.replace(" ", " /v1.0/") as `GET /${string}`;
}

const bodyOf = (route: string, { principalId }: TestCaller) =>
  /^(GET|DELETE)/.test(route)
    ? {}
    : { body: { displayName: "mine", keyId: "k", principalId, resourceId: principalId } };

function stateOf(emulator: TestEmulator, company: Company): string {
  const directory = emulator.context.store.state.directories.find(({ name }) => name === company);
  return JSON.stringify(directory, (name, value: unknown) => (name === "signingKeys" ? undefined : value));
}

describe("who may do what in Graph", () => {
  it("no route of all lets a stranger do anything", async () => {
    const { emulator, target, tokens } = await aScene();
    const before = stateOf(emulator, "contoso");
    for (const route of everyRoute) {
      const token = tokens["stranger in contoso"] ?? null;
      const answer = await callGraph(emulator, "contoso", callOf(route, target), { ...bodyOf(route, target), token });
      expect([route, answer.status, field(answer.body, "error.code")]).toEqual([
        route,
        403,
        "Authorization_RequestDenied",
      ]);
    }
    expect(everyRoute.length).toBeGreaterThan(70);
    expect(stateOf(emulator, "contoso")).toBe(before);
  });

  it("no route of all shows or changes anything of the other directory, in whatever order", async () => {
    const scene = await aScene();
    const { emulator, target, tokens } = scene;
    const before = stateOf(emulator, "contoso");
    const steps = fc.array(
      fc.record({
        route: fc.constantFrom(...everyRoute),
        caller: fc.constantFrom("operator of fabrikam", "stranger in fabrikam", "stranger in contoso"),
      }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        for (const { route, caller } of sequence) {
          const token = tokens[caller] ?? null;
          const options = { ...bodyOf(route, target), token };
          const { text } = await callGraph(emulator, "fabrikam", callOf(route, target), options);
          expect(text).not.toContain(target.clientId);
          expect(stateOf(emulator, "contoso")).toBe(before);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["Application.Read.All", ["GET applications", "GET servicePrincipals", "GET applications/{}"]],
    ["Directory.Read.All", ["GET applications", "GET organization", "GET domains"]],
    ["AuditLog.Read.All", ["GET auditLogs/signIns"]],
    ["Policy.ReadWrite.ApplicationConfiguration", ["GET policies/appManagementPolicies"]],
    ["Application.ReadWrite.All", ["GET applications", "PATCH applications/{}", "POST applications"]],
  ])("%s allows %j and no right of another kind", async (role, allowed) => {
    const { emulator, target } = await aScene();
    const caller = await aCaller(emulator, "contoso", "holder");
    await grantGraphRole(emulator, "contoso", { principalId: caller.principalId, role });
    const token = await caller.token(scope);
    const probes = [
      "GET applications",
      "GET servicePrincipals",
      "GET applications/{}",
      "GET organization",
      "GET domains",
      "GET auditLogs/signIns",
      "GET policies/appManagementPolicies",
      "PATCH applications/{}",
      "POST applications",
      "POST servicePrincipals/{}/appRoleAssignments",
      "POST oauth2PermissionGrants",
      "POST roleManagement/directory/roleAssignments",
    ];
    const isReader = role === "Application.Read.All" || role === "Directory.Read.All" || role.includes("ReadWrite.All");
    for (const route of probes) {
      const body = route.startsWith("GET") ? {} : { body: { displayName: "mine" } };
      const { status } = await callGraph(emulator, "contoso", callOf(route, target), { ...body, token });
      const isDirectoryRead = isReader && route.startsWith("GET") && !/auditLogs|policies/.test(route);
      expect([route, status < 300]).toEqual([route, allowed.includes(route) || isDirectoryRead]);
    }
  });

  it("Application.ReadWrite.OwnedBy allows what the caller made itself, and says so misleadingly", async () => {
    const { emulator, target } = await aScene();
    const caller = await aCaller(emulator, "contoso", "pipeline");
    const wanted = { principalId: caller.principalId, role: "Application.ReadWrite.OwnedBy" };
    await grantGraphRole(emulator, "contoso", wanted);
    const token = await caller.token(scope);
    const as = (call: `${string} /${string}`, body?: object) =>
      callGraph(emulator, "contoso", call, { token, ...(body ? { body } : {}) });
    const denied = {
      status: 403,
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    };
    const made = await as("POST /v1.0/applications", { displayName: "own" });
    const own = `/v1.0/applications/${field(made.body, "id")}` as const;
    expect((await as(`PATCH ${own}`, { notes: "mine" })).status).toBe(204);
    expect((await as(`GET ${own}`)).status).toBe(200);
    expectGraphRefusal(await as("GET /v1.0/applications"), denied);
    expectGraphRefusal(await as(`GET /v1.0/applications/${target.objectId}`), denied);
    expectGraphRefusal(await as(`PATCH /v1.0/applications/${target.objectId}`, { notes: "mine" }), denied);
    expectGraphRefusal(await as(`DELETE /v1.0/servicePrincipals/${target.principalId}`), denied);
    const owned = await as(`GET /v1.0/servicePrincipals/${caller.principalId}/ownedObjects`);
    expect(owned.body).toMatchObject({ value: [{ displayName: "own" }] });
    expect((await as("POST /v1.0/servicePrincipals", { appId: field(made.body, "appId") })).status).toBe(201);
    const { body: foreign } = await callGraph(emulator, "fabrikam", "POST /v1.0/applications", {
      body: { displayName: "theirs", signInAudience: "AzureADMultipleOrgs" },
    });
    expectGraphRefusal(await as("POST /v1.0/servicePrincipals", { appId: field(foreign, "appId") }), {
      ...denied,
      message:
        "When using this permission, the backing application of the service principal being created must in the local tenant",
    });
  });

  it("a directory role counts as soon as it is given, and until it is taken", async () => {
    const { emulator } = await aScene();
    const caller = await aCaller(emulator, "contoso", "reader");
    const token = await caller.token(scope);
    const status = async (): Promise<number> =>
      (await callGraph(emulator, "contoso", "GET /v1.0/applications", { token })).status;
    expect(await status()).toBe(403);
    const body = {
      principalId: caller.principalId,
      roleDefinitionId: "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
      directoryScopeId: "/",
    };
    const path = "/v1.0/roleManagement/directory/roleAssignments" as const;
    const given = await callGraph(emulator, "contoso", `POST ${path}`, { body });
    expect([given.status, await status()]).toEqual([201, 200]);
    const id = field(given.body, "id");
    expect((await callGraph(emulator, "contoso", `DELETE ${path}/${id}`)).status).toBe(204);
    expect(await status()).toBe(403);
  });
});
