import { describe, expect, it } from "vitest";
import { fabrikam, foundry } from "../../emulator.ts";
import { callArm, field, read } from "../../wire.ts";
import { aCaller, assignRole } from "../callers.ts";
import { account, aProject, callProject, expectFoundryRefusal, foundryScope, ok, project, roles } from "./project.ts";

const unauthorized = {
  statusCode: 401,
  message:
    "Unauthorized. Access token is missing, invalid, audience is incorrect (https://ai.azure.com), or have expired.",
};

function denied(principalId: string, action: string, operation: string) {
  return {
    error: {
      code: "PermissionDenied",
      message: `The principal \`${principalId}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/AIServices/${action}\` to perform \`${operation}\` operation. For instructions on granting the necessary permissions, see https://aka.ms/FoundryPermissions.`,
    },
  };
}

const lastRefusal = (chain: Awaited<ReturnType<typeof aProject>>) =>
  chain.emulator.context.journal.since().findLast((entry) => entry.kind === "refusal");

describe("a token for a Foundry project", () => {
  it.each([
    ["none", null],
    ["no token at all", "not-a-token"],
  ])("is asked for when there is %s", async (_, token) => {
    const chain = await aProject();
    expectFoundryRefusal(await callProject(chain, "GET /assistants", { token }), 401, unauthorized);
  });

  it.each(["https://storage.azure.com/.default", "https://cognitiveservices.azure.com/.default"])(
    "is refused when it was issued for %s (foundry.audience)",
    async (scope) => {
      const chain = await aProject();
      const token = field((await chain.exchange({ scope })).body, "access_token");
      expectFoundryRefusal(await callProject(chain, "GET /assistants", { token }), 401, unauthorized);
      expect(lastRefusal(chain)).toMatchObject({ service: "foundry", directory: "fabrikam", code: "Unauthorized" });
    },
  );

  it.each([
    "https://ai.azure.com/.default",
    "https://ai.azure.com//.default",
    "18a66f5f-dbdf-4c17-9dd7-1634712a9cbe/.default",
    `${foundry}/.default`,
  ])("is taken when it was issued for %s", async (scope) => {
    const chain = await aProject();
    const token = field((await chain.exchange({ scope })).body, "access_token");
    expect((await callProject(chain, "GET /assistants", { token })).status).toBe(200);
  });

  it("is refused once it has expired", async () => {
    const chain = await aProject();
    chain.emulator.world.advance(4_000);
    expectFoundryRefusal(await callProject(chain, "GET /assistants"), 401, unauthorized);
  });

  it("of another directory is refused, naming that directory (foundry.tenant)", async () => {
    const chain = await aProject();
    const caller = await aCaller(chain.emulator, "contoso");
    expectFoundryRefusal(
      await callProject(chain, "GET /assistants", { token: await caller.token(foundryScope) }),
      400,
      {
        error: {
          code: "Tenant provided in token does not match resource token",
          message: "Token tenant 11111111-1111-4111-8111-111111111111 does not match resource tenant.",
        },
      },
    );
  });
});

describe("a role in a Foundry project", () => {
  it.each([
    ["GET /assistants", "agents/read", "GET /api/projects/{projectName}/assistants"],
    ["GET /assistants/asst_1", "agents/read", "GET /api/projects/{projectName}/assistants/{assistantId}"],
    ["POST /assistants", "agents/write", "POST /api/projects/{projectName}/assistants"],
    ["DELETE /agents/orders", "agents/delete", "DELETE /api/projects/{projectName}/agents/{agentName}"],
    ["POST /openai/v1/responses", "agents/write", "POST /api/projects/{projectName}/openai/*"],
    ["GET /openai/v1/conversations/conv_1", "agents/read", "GET /api/projects/{projectName}/openai/*"],
    [
      "POST /agents/orders/endpoint/protocols/openai/responses",
      "endpoints/interact/action",
      "POST /api/projects/{projectName}/agents/{agentName}/endpoint/protocols/openai/*",
    ],
    ["GET /deployments", "deployments/read", "GET /api/projects/{projectName}/deployments"],
  ])(
    "is wanted for %s (foundry.permission-denied, foundry.project-openai, foundry.delete-action)",
    async (call, action, operation) => {
      const chain = await aProject({ role: null });
      expectFoundryRefusal(await callProject(chain, call), 401, denied(chain.principalId, action, operation));
    },
  );

  it.each([
    ["the project", project],
    ["the account", account],
    ["the resource group", fabrikam.group],
  ])("is enough at %s", async (_, scope) => {
    const chain = await aProject({ scope });
    expect(await ok(chain, "GET /assistants")).toMatchObject({ data: [] });
    expect(chain.emulator.context.journal.since().findLast((entry) => entry.kind === "access")).toMatchObject({
      service: "foundry",
      role: roles.foundryUser,
      scope: project,
      assignedAt: scope,
    });
  });

  it("at another project of the account is not", async () => {
    const chain = await aProject({ scope: `${account}/projects/others` });
    expect((await callProject(chain, "GET /assistants")).status).toBe(401);
  });

  it("Azure AI Developer is not, and the journal says which one is (foundry.wrong-role)", async () => {
    const chain = await aProject({ role: "azureAiDeveloper" });
    const operation = "POST /api/projects/{projectName}/assistants";
    expectFoundryRefusal(
      await callProject(chain, "POST /assistants", { body: { model: "gpt-4.1" } }),
      401,
      denied(chain.principalId, "agents/write", operation),
    );
    expect(lastRefusal(chain)?.kind === "refusal" && lastRefusal(chain)).toMatchObject({
      message: expect.stringContaining("Azure AI Developer is for workspaces of Machine Learning") as string,
    });
  });

  it("Foundry Agent Consumer at one agent opens that agent's endpoint and nothing else (foundry.agent-endpoint)", async () => {
    const chain = await aProject({ role: "agentConsumer", scope: `${project}/agents/orders` });
    const owner = await aCaller(chain.emulator, "fabrikam");
    const grant = { scope: project, role: roles.foundryUser, principalId: owner.principalId };
    await assignRole(chain.emulator, "fabrikam", { ...grant, name: "abcd0000-0000-4000-8000-0000000000ab" });
    const token = await owner.token(foundryScope);
    const body = { definition: { kind: "prompt", model: "gpt-4.1" } };
    for (const name of ["orders", "other"]) await callProject(chain, `POST /agents/${name}/versions`, { token, body });
    const ask = (path: string, extra = {}) =>
      callProject(chain, `POST ${path}`, { body: { input: "Hello", ...extra } });
    expect((await ask("/agents/orders/endpoint/protocols/openai/responses")).status).toBe(200);
    expect((await ask("/agents/other/endpoint/protocols/openai/responses")).status).toBe(401);
    const reference = { agent_reference: { type: "agent_reference", name: "orders" } };
    expect((await ask("/openai/v1/responses", reference)).status).toBe(401);
    expect((await callProject(chain, "GET /agents/orders")).status).toBe(401);
  });

  it("counts from the moment at which it is assigned", async () => {
    const chain = await aProject({ role: null });
    expect((await callProject(chain, "GET /assistants")).status).toBe(401);
    const { principalId, emulator } = chain;
    await assignRole(emulator, "fabrikam", { scope: project, role: roles.foundryUser, principalId });
    expect((await callProject(chain, "GET /assistants")).status).toBe(200);
  });
});

describe("a Foundry account", () => {
  it("serves nobody while its public access is disabled (foundry.public-access)", async () => {
    const chain = await aProject();
    const change = { body: { properties: { publicNetworkAccess: "Disabled" } } };
    await callArm(chain.emulator, "fabrikam", `PATCH /${account.slice(1)}?api-version=2025-06-01`, change);
    expectFoundryRefusal(await callProject(chain, "GET /assistants"), 403, {
      error: { code: "403", message: "Public access is disabled. Please configure private endpoint." },
    });
  });

  it.each([
    [true, 403, "AuthenticationTypeDisabled", "Key based authentication is disabled for this resource."],
    [
      false,
      401,
      "401",
      "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.",
    ],
  ])("takes no key, with disableLocalAuth %s (foundry.key)", async (disableLocalAuth, status, code, message) => {
    const chain = await aProject();
    const change = { body: { properties: { disableLocalAuth } } };
    await callArm(chain.emulator, "fabrikam", `PATCH /${account.slice(1)}?api-version=2025-06-01`, change);
    for (const name of ["api-key", "Ocp-Apim-Subscription-Key"]) {
      const url = `${foundry}/api/projects/agents/assistants?api-version=v1`;
      const answer = await read(await chain.emulator.fetch(new Request(url, { headers: { [name]: "0".repeat(32) } })));
      expectFoundryRefusal(answer, status, { error: { code, message } });
    }
  });

  it("judges the network first, then token, directory, project, route, version and role (foundry.order)", async () => {
    const chain = await aProject({ role: null });
    const other = await (await aCaller(chain.emulator, "contoso")).token(foundryScope);
    const nobody = "https://fabrikamai.services.ai.azure.com/api/projects/nobody";
    const seen = async (call: string, options = {}) => (await callProject(chain, call, options)).status;
    const path = "/nothing?api-version=old";
    expect(await seen(`GET ${path}`, { origin: nobody, token: null })).toBe(401);
    expect(await seen(`GET ${path}`, { origin: nobody, token: other })).toBe(400);
    expect((await callProject(chain, `GET ${path}`, { origin: nobody })).body).toMatchObject({
      error: { code: "NotFound" },
    });
    expect((await callProject(chain, `GET ${path}`)).body).toMatchObject({ error: { code: "404" } });
    expect(await seen("GET /assistants?api-version=old")).toBe(400);
    expect(await seen("GET /assistants")).toBe(401);
    const change = { body: { properties: { publicNetworkAccess: "Disabled" } } };
    await callArm(chain.emulator, "fabrikam", `PATCH /${account.slice(1)}?api-version=2025-06-01`, change);
    expect(await seen(`GET ${path}`, { origin: nobody, token: null })).toBe(403);
  });

  it("answers under its own host name, and without its name where there is no doubt", async () => {
    const chain = await aProject();
    for (const origin of [
      "https://fabrikamai.services.ai.azure.com/api/projects/agents",
      `${foundry}/api/projects/agents`,
    ])
      expect((await callProject(chain, "GET /assistants", { origin })).status).toBe(200);
  });

  it.each([
    [`${foundry}/api/projects/nobody`, { error: { code: "404", message: "Resource not found" } }],
    [`${foundry}/nobody/api/projects/agents`, { error: { code: "404", message: "Resource not found" } }],
    [
      "https://nobody.services.ai.azure.com/api/projects/agents",
      { error: { code: "404", message: "Resource not found" } },
    ],
    [
      "https://fabrikamai.services.ai.azure.com/api/projects/nobody",
      { error: { code: "NotFound", message: "The project does not exist." } },
    ],
  ])("has nothing at %s (foundry.no-project)", async (origin, body) => {
    const chain = await aProject();
    expectFoundryRefusal(await callProject(chain, "GET /assistants", { origin }), 404, body);
  });

  it.each(["GET /nothing", "PUT /assistants", "GET /openai/v1/nothing"])(
    "has no %s, and its journal says so (foundry.no-route)",
    async (call) => {
      const chain = await aProject();
      const answer = await callProject(chain, call);
      expectFoundryRefusal(answer, 404, { error: { code: "404", message: "Resource not found" } });
      const [method, path] = call.split(" ");
      expect(lastRefusal(chain)).toMatchObject({
        message: `Resource not found (the emulator has no ${method} ${path} in a project)`,
      });
    },
  );

  it.each(["/assistants?api-version=", "/assistants?api-version=latest"])(
    "wants an API version: %s (foundry.api-version)",
    async (path) => {
      const chain = await aProject();
      expectFoundryRefusal(await callProject(chain, `GET ${path}`), 400, {
        error: { code: "BadRequest", message: "API version not supported" },
      });
    },
  );

  it("wants one at the paths of OpenAI's SDK without v1, as the betas of azure-ai-projects call them", async () => {
    const chain = await aProject();
    const version = "?api-version=2025-11-15-preview";
    expect(await ok(chain, `POST /openai/conversations${version}`, {})).toMatchObject({ object: "conversation" });
    const said = await ok(chain, `POST /openai/responses${version}`, { model: "gpt-4.1", input: "Hello" });
    expect(said).toMatchObject({ object: "response", status: "completed" });
    const request = new Request(`${foundry}/api/projects/agents/openai/conversations`, {
      method: "POST",
      headers: { authorization: `Bearer ${chain.bearer}` },
      body: "{}",
    });
    expectFoundryRefusal(await read(await chain.emulator.fetch(request)), 400, {
      error: { code: "BadRequest", message: "API version not supported" },
    });
  });

  it("wants none at the paths of OpenAI's SDK", async () => {
    const chain = await aProject();
    const answer = await callProject(chain, "POST /openai/v1/conversations?api-version=v1", { body: {} });
    expectFoundryRefusal(answer, 400, {
      error: {
        message: "api-version query parameter is not allowed when using /v1 path",
        type: "invalid_request_error",
        param: null,
        code: "BadRequest",
      },
    });
  });

  it("meets the faults that are asked for, of its own directory", async () => {
    const chain = await aProject();
    chain.emulator.context.faults.add({
      kind: "throttle",
      body: "json",
      service: "foundry",
      directory: "fabrikam",
      retryAfterSeconds: 3,
    });
    const answer = await callProject(chain, "GET /assistants");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "3"]);
  });

  it("is not fooled by a token that its tenant did not sign", async () => {
    const chain = await aProject();
    const [header, claims] = chain.bearer.split(".");
    const token = `${header}.${claims}.${"A".repeat(342)}`;
    expectFoundryRefusal(await callProject(chain, "GET /assistants", { token }), 401, unauthorized);
  });
});
