import { describe, expect, it } from "vitest";
import { aChain, anIdentity, assign, hostPath } from "../../chain.ts";
import { anEmulator, appOrders, contoso } from "../../emulator.ts";
import { askAppService, callArm, decode, field, read } from "../../wire.ts";
import { startSeconds } from "../../world.ts";

const correlation = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const exchange = "api-version=2019-08-01&resource=api://AzureADTokenExchange";
const refused = (statusCode: number, message: string) => ({
  status: statusCode,
  body: { statusCode, message, correlationId: correlation },
});
const notFound = refused(
  400,
  "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
);
const noneNamed = refused(
  400,
  "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId. There is no system-assigned identity either, and the request names none.",
);

async function ask(...parameters: Parameters<typeof askAppService>) {
  const { status, body } = await askAppService(...parameters);
  return { status, body };
}

describe("the identity endpoint of App Service", () => {
  it("answers with the documented fields, times as strings, and no expires_in (app-service.answer)", async () => {
    const chain = await aChain();
    expect(await ask(chain.emulator, `${exchange}&client_id=${chain.identity.clientId}`)).toEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^ey/),
        client_id: chain.identity.clientId,
        expires_on: String(startSeconds + 86_400),
        not_before: String(startSeconds - 300),
        resource: "api://AzureADTokenExchange",
        token_type: "Bearer",
      },
    });
  });

  it.each([undefined, "", "another-hosts-header"])("refuses the header %s (app-service.header)", async (header) => {
    const chain = await aChain();
    const headers = header === undefined ? {} : { "x-identity-header": header };
    const query = `${exchange}&client_id=${chain.identity.clientId}`;
    expect(await ask(chain.emulator, query, headers)).toEqual(
      refused(401, "The X-IDENTITY-HEADER header is missing or is not this host's IDENTITY_HEADER."),
    );
  });

  it.each(["POST", "PUT", "HEAD", "OPTIONS"])("takes no other verb: %s", async (method) => {
    const { emulator, identity } = await aChain();
    const url = `${appOrders}/msi/token?${exchange}&client_id=${identity.clientId}`;
    const headers = { "x-identity-header": emulator.context.store.state.hosts[0]?.identityHeader ?? "" };
    const { status, body, headers: answered } = await read(await emulator.fetch(new Request(url, { method, headers })));
    expect(answered.get("allow")).toBe("GET");
    expect({ status, body }).toEqual(
      method === "HEAD"
        ? { status: 405, body: undefined }
        : refused(405, `The endpoint takes GET requests, not ${method}.`),
    );
  });

  it("does not take the header of another host", async () => {
    const chain = await aChain();
    const other = chain.emulator.context.store.state.hosts.find(({ name }) => name === "func-agents");
    const headers = { "x-identity-header": other?.identityHeader ?? "" };
    expect((await ask(chain.emulator, exchange, headers)).status).toBe(401);
  });

  it.each(["", "2018-02-01", "2025-03-30"])("refuses the api-version '%s'", async (version) => {
    const emulator = await anEmulator();
    const query = `${version === "" ? "" : `api-version=${version}&`}resource=api://AzureADTokenExchange`;
    expect(await ask(emulator, query)).toEqual(
      refused(400, `The api-version '${version}' is not supported; use 2019-08-01.`),
    );
  });

  it("refuses a request without a resource", async () => {
    const emulator = await anEmulator();
    expect(await ask(emulator, "api-version=2019-08-01")).toEqual(refused(400, "The resource parameter is missing."));
  });

  it("finds the identity by every selector and spelling, without regard to case (app-service.selectors, trap.12)", async () => {
    const { emulator, identity } = await aChain();
    const selectors = [
      `client_id=${identity.clientId}`,
      `client_id=${identity.clientId.toUpperCase()}`,
      `principal_id=${identity.principalId}`,
      `object_id=${identity.principalId}`,
      `mi_res_id=${identity.id}`,
      `msi_res_id=${encodeURIComponent(identity.id.toLowerCase())}`,
    ];
    for (const selector of selectors) {
      const { body } = await ask(emulator, `${exchange}&${selector}`);
      expect([selector, field(body, "client_id")]).toEqual([selector, identity.clientId]);
    }
  });

  it("means the system-assigned identity when nothing is named, though one user-assigned identity is all there is (app-service.nobody, trap.13)", async () => {
    const { emulator } = await aChain();
    expect(await ask(emulator, exchange)).toEqual(noneNamed);
    const identity = { type: "SystemAssigned, UserAssigned" };
    const host = await assign(emulator, hostPath, identity);
    const { body } = await ask(emulator, exchange);
    expect(decode(field(body, "access_token")).claims["oid"]).toBe(field(host, "identity.principalId"));
  });

  it("refuses an identity that exists but is not assigned to the host (app-service.refusal)", async () => {
    const { emulator } = await aChain();
    const other = await anIdentity(emulator, "id-other");
    expect(await ask(emulator, `${exchange}&client_id=${other.clientId}`)).toEqual(notFound);
    expect(await ask(emulator, `${exchange}&mi_res_id=${other.id}`)).toEqual(notFound);
    expect(await ask(emulator, `${exchange}&client_id=`)).toEqual(notFound);
  });

  it("refuses two selectors at once", async () => {
    const { emulator, identity } = await aChain();
    const query = `${exchange}&client_id=${identity.clientId}&mi_res_id=${identity.id}`;
    expect(await ask(emulator, query)).toEqual(
      refused(400, "Name at most one of client_id, principal_id and mi_res_id."),
    );
  });

  it("refuses a parameter that is given twice", async () => {
    const { emulator, identity } = await aChain();
    const query = `${exchange}&client_id=${identity.clientId}&client_id=${identity.clientId}`;
    expect(await ask(emulator, query)).toEqual(refused(400, "A query parameter is given twice."));
  });

  it("answers 500 with the platform's own sentence when the directory does not know the resource (app-service.upstream)", async () => {
    const { emulator, identity } = await aChain();
    const query = `api-version=2019-08-01&resource=api://nowhere&client_id=${identity.clientId}`;
    const { status, body } = await ask(emulator, query);
    const [, ids] = /(Trace ID: [-\da-f]{36} Correlation ID: [-\da-f]{36}) /.exec(field(body, "message")) ?? [];
    expect({ status, body }).toEqual(
      refused(
        500,
        `An unexpected error occured while fetching the AAD Token. AADSTS500011: The resource principal named api://nowhere was not found in the tenant named 11111111-1111-4111-8111-111111111111. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant. ${ids ?? ""} Timestamp: 2026-01-02 03:04:05Z`,
      ),
    );
  });

  it("stops answering for an identity as soon as it is taken from the host (app-service.unassigned)", async () => {
    const { emulator, identity } = await aChain();
    const query = `${exchange}&client_id=${identity.clientId}`;
    expect((await ask(emulator, query)).status).toBe(200);
    await assign(emulator, hostPath, { type: "None" });
    expect(await ask(emulator, query)).toEqual(notFound);
  });

  it("answers on the functions host with that host's identities only", async () => {
    const { emulator, identity } = await aChain();
    const { identityHeader } = emulator.context.store.state.hosts.find(({ name }) => name === "func-agents") ?? {};
    const request = new Request(`http://127.0.0.1:7422/msi/token?${exchange}&client_id=${identity.clientId}`, {
      headers: { "x-identity-header": identityHeader ?? "" },
    });
    const { status, body } = await read(await emulator.fetch(request));
    expect({ status, body }).toEqual(notFound);
  });

  it.each(["/", "/msi/token/more", "/msi"])("has nothing at %s", async (path) => {
    const emulator = await anEmulator();
    expect((await emulator.fetch(new Request(`${appOrders}${path}?${exchange}`))).status).toBe(404);
  });
});

describe("the platform's token cache", () => {
  it("hands out the same token until half of its life is over, then another (platform.cache)", async () => {
    const { emulator, assertion } = await aChain();
    const first = await assertion();
    emulator.world.advance(43_000);
    expect(await assertion()).toBe(first);
    emulator.world.advance(200);
    const second = await assertion();
    expect(second).not.toBe(first);
    expect(decode(second).claims["exp"]).toBe(startSeconds + 43_200 + 86_400);
  });

  it("keeps the tokens of hosts, identities and resources apart", async () => {
    const { emulator, assertion, identity } = await aChain();
    const first = await assertion();
    expect(await assertion("https://management.azure.com")).not.toBe(first);
    const path = `${contoso.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders` as const;
    await callArm(emulator, "contoso", `DELETE ${path}?api-version=2024-11-30`);
    const again = await anIdentity(emulator);
    expect(again.principalId).not.toBe(identity.principalId);
    await assign(emulator, hostPath, { type: "UserAssigned", userAssignedIdentities: { [again.id]: {} } });
    const { body } = await ask(emulator, `${exchange}&client_id=${again.clientId}`);
    expect(decode(field(body, "access_token")).claims["sub"]).toBe(again.principalId);
  });
});
