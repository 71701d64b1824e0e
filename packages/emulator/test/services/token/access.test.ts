import { describe, expect, it } from "vitest";
import type { TestEmulator } from "../../emulator.ts";
import { aChain } from "../../chain.ts";
import { anEmulator, contoso, operatorSecret } from "../../emulator.ts";
import { expectRefusal } from "../../refusal.ts";
import { callGraph, decode, field, postToken } from "../../wire.ts";
import { startSeconds } from "../../world.ts";
import { anApplicationThatTrusts, exchangeAtHome, githubToken } from "../../workloads.ts";
import type { DirectoryPolicy } from "../../../src/directory/directory.ts";

const graphAppId = "00000003-0000-0000-c000-000000000000";

/** Graph's own handling of assignments is tested there: here they lie in the directory already. */
function assign(
  emulator: TestEmulator,
  principalId: string,
  roles: readonly (readonly [string, string | null])[],
): void {
  const principal = emulator.context.truth.directories
    .flatMap(({ servicePrincipals }) => servicePrincipals)
    .find(({ id }) => id === principalId);
  if (!principal) throw new Error("there is no such principal");
  principal.appRoleAssignments = roles.map(([resourceAppId, value], index) => ({
    id: `assignment-${index}`,
    createdDateTime: "2026-01-01T00:00:00Z",
    resourceAppId,
    resourceId: "r",
    resourceDisplayName: "API",
    appRoleId: value === null ? "00000000-0000-0000-0000-000000000000" : "11111111-2222-4333-8444-555555555555",
    value,
  }));
}

describe("app roles", () => {
  it("stand in the token of the API that granted them, and in no other", async () => {
    const chain = await aChain();
    const storage = "e406a681-f3d4-42a8-90b6-c2b029497af1";
    assign(chain.emulator, chain.principalId, [
      [graphAppId, "User.Read.All"],
      [graphAppId.toUpperCase(), "Group.Read.All"],
      [graphAppId, "User.Read.All"],
      [graphAppId, null],
      [storage, "Something.Else"],
    ]);
    const rolesFor = async (scope: string) =>
      decode(field((await chain.exchange({ scope })).body, "access_token")).claims["roles"];
    expect(await rolesFor("https://graph.microsoft.com/.default")).toEqual(["User.Read.All", "Group.Read.All"]);
    expect(await rolesFor("https://management.azure.com/.default")).toBeUndefined();
  });

  it("are demanded by an API that wants an assignment (resource.assignment, 501051)", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const body = { displayName: "orders-api", identifierUris: ["api://orders-api"] };
    const appId = field((await callGraph(emulator, "fabrikam", "POST /v1.0/applications", { body })).body, "appId");
    const principal = await callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body: { appId } });
    const api = emulator.context.truth.directories[1]?.servicePrincipals.find(
      ({ id }) => id === field(principal.body, "id"),
    );
    if (api) api.other["appRoleAssignmentRequired"] = true;
    const ask = () => chain.exchange({ scope: "api://orders-api/.default" });
    expectRefusal(await ask(), {
      status: 400,
      error: "invalid_grant",
      code: 501051,
      message: `Application '${chain.application.appId}'(orders-cross-tenant) is not assigned to a role for the application '${appId}'(orders-api).`,
    });
    assign(emulator, chain.principalId, [[appId, null]]);
    const answer = await ask();
    expect(decode(field(answer.body, "access_token")).claims).not.toHaveProperty("roles");
  });
});

const cp1 = '{"access_token":{"xms_cc":{"values":["CP1"]}}}';

describe("client capabilities", () => {
  async function asOperator(emulator: TestEmulator, scope: string, claims: string) {
    const fields = {
      grant_type: "client_credentials",
      client_id: contoso.operatorClientId,
      client_secret: operatorSecret(emulator, "contoso"),
      scope,
      claims,
    };
    return postToken(emulator, fields, { tenant: contoso.tenantId });
  }

  it("make Graph's tokens for an organisation's own application live for a day, and stand in them", async () => {
    const emulator = await anEmulator();
    const answer = await asOperator(emulator, "https://graph.microsoft.com/.default", cp1);
    expect(answer.body).toEqual({
      token_type: "Bearer",
      expires_in: 86_399,
      ext_expires_in: 86_399,
      refresh_in: 43_199,
      access_token: expect.any(String),
    });
    expect(decode(field(answer.body, "access_token")).claims).toMatchObject({
      xms_cc: ["CP1"],
      iat: startSeconds - 300,
      exp: startSeconds + 86_400,
    });
  });

  const ignored: readonly (readonly [string, string, string])[] = [
    ["another API", "https://management.azure.com/.default", cp1],
    ["another capability", "https://graph.microsoft.com/.default", cp1.replace("CP1", "llt")],
    ["no JSON", "https://graph.microsoft.com/.default", "{"],
    ["a list", "https://graph.microsoft.com/.default", "[1]"],
    ["null", "https://graph.microsoft.com/.default", "null"],
    ["numbers", "https://graph.microsoft.com/.default", '{"access_token":{"xms_cc":{"values":[1]}}}'],
    [
      "a claims challenge",
      "https://graph.microsoft.com/.default",
      '{"access_token":{"nbf":{"essential":true,"value":"1"}}}',
    ],
  ];
  it.each(ignored)("change nothing for %s", async (_, scope, claims) => {
    const answer = await asOperator(await anEmulator(), scope, claims);
    expect(answer.body).toMatchObject({ expires_in: 3599 });
    expect(decode(field(answer.body, "access_token")).claims).not.toHaveProperty("xms_cc");
  });

  it("change nothing for an application that other directories may use", async () => {
    const chain = await aChain();
    const answer = await chain.exchange({ scope: "https://graph.microsoft.com/.default", claims: cp1 });
    expect(answer.body).toMatchObject({ expires_in: 3599 });
  });
});

function rule(emulator: TestEmulator, name: string, policy: DirectoryPolicy): void {
  const directory = emulator.context.truth.directories.find((each) => each.name === name);
  if (directory) directory.policy = policy;
}

describe("what a directory's administrator forbids", () => {
  const federation = [
    ["disabled", 700223, "Workload identity federation is disabled by the tenant's policy."],
    ["blocked", 700238, "Workload identity federation is blocked by a tenant or cross-cloud policy."],
  ] as const;
  it.each(federation)("is federation, %s (policy.federation, %i)", async (kind, code, message) => {
    const chain = await aChain();
    rule(chain.emulator, "contoso", { federation: kind });
    expectRefusal(await chain.exchange(), { status: 401, error: "invalid_client", code, message });
    rule(chain.emulator, "contoso", {});
    rule(chain.emulator, "fabrikam", { federation: kind });
    expect((await chain.exchange()).status).toBe(200);
  });

  it("is an issuer's token without a claim (policy.required-claim, 7002381)", async () => {
    const emulator = await anEmulator();
    const issuer = "https://token.actions.githubusercontent.com";
    const appId = await anApplicationThatTrusts(emulator, {
      issuer,
      subject: "repo:contoso/orders:ref:refs/heads/main",
    });
    const demand = (value: string) =>
      rule(emulator, "contoso", { requiredClaims: [{ issuer, claim: "repository_owner", value }] });
    demand("fabrikam");
    expectRefusal(await exchangeAtHome(emulator, appId, await githubToken(emulator)), {
      status: 401,
      error: "invalid_client",
      code: 7002381,
      message: `Federated identity credentials issued by '${issuer}' for applications or managed identities registered in this tenant must contain the repository_owner claim with value 'fabrikam' but actual value is 'contoso'.`,
    });
    demand("contoso");
    expect((await exchangeAtHome(emulator, appId, await githubToken(emulator))).status).toBe(200);
  });

  it("is a service principal, by Conditional Access; the answer names the policy (access.conditional, 53003)", async () => {
    const chain = await aChain();
    const id = "44444444-0000-4000-8000-0000000000ca";
    rule(chain.emulator, "fabrikam", { conditionalAccess: [{ id, clientIds: [chain.application.appId] }] });
    const answer = await chain.exchange();
    const { trace_id: trace = "" } = answer.body as Record<string, string>;
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 400,
      body: {
        error: "invalid_grant",
        error_description: `AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance. Trace ID: ${trace} Correlation ID: c0ffee00-0000-4000-8000-000000000001 Timestamp: 2026-01-02 03:04:05Z`,
        error_codes: [53003],
        timestamp: "2026-01-02 03:04:05Z",
        trace_id: trace,
        correlation_id: "c0ffee00-0000-4000-8000-000000000001",
        suberror: "message_only",
        claims: `{"access_token":{"capolids":{"essential":true,"values":["${id}"]}}}`,
      },
    });
  });
});
