import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import { aChain } from "../../chain.ts";
import { anEmulator, contoso } from "../../emulator.ts";
import { headersOf } from "../../refusal.ts";
import { callGraph, field, operatorToken } from "../../wire.ts";
import { expectGraphRefusal } from "./refusal.ts";

describe("access to Graph", () => {
  it("needs a token, and the refusal says why a client may have left it out", async () => {
    const emulator = await anEmulator();
    const answer = await callGraph(emulator, "contoso", "GET /v1.0/applications", { token: null });
    expectGraphRefusal(answer, {
      status: 401,
      code: "InvalidAuthenticationToken",
      message:
        "Access token is empty. There is no Authorization header; the Graph client for JS sends one only over https and to hosts in its customHosts.",
    });
    const id = answer.headers.get("request-id");
    expect(headersOf(answer)).toEqual({
      "content-type": "application/json",
      "client-request-id": id,
      "request-id": id,
      "www-authenticate":
        'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
    });
  });

  it("needs a token for Graph, genuine and of now", async () => {
    const emulator = await anEmulator();
    const forArm = await operatorToken(emulator, "contoso", "https://management.azure.com/.default");
    const good = await operatorToken(emulator, "contoso", "https://graph.microsoft.com/.default");
    const refused = (message: string) => ({ status: 401, code: "InvalidAuthenticationToken", message });
    const ask = (token: string) => callGraph(emulator, "contoso", "GET /v1.0/applications", { token });
    expectGraphRefusal(await ask(forArm), refused("Access token validation failure. Invalid audience."));
    expectGraphRefusal(await ask(forge(good, {})), refused("Access token validation failure. Invalid signature."));
    expectGraphRefusal(await ask("no.token.here"), refused("Access token validation failure. Invalid malformed."));
    expect((await ask(good)).status).toBe(200);
    emulator.world.advance(3600);
    const expired = await ask(good);
    expect([expired.status, field(expired.body, "error.message")]).toEqual([
      401,
      "Lifetime validation failed, the token is expired.",
    ]);
  });

  it.each([
    "https://graph.microsoft.com/.default",
    "https://graph.microsoft.com//.default",
    "00000003-0000-0000-c000-000000000000/.default",
    "https://localhost:7413/.default",
    "https://localhost:7413//.default",
  ])("is given by a token for %s", async (scope) => {
    const emulator = await anEmulator();
    const token = await operatorToken(emulator, "contoso", scope);
    expect((await callGraph(emulator, "contoso", "GET /v1.0/organization", { token })).status).toBe(200);
  });

  it("ends at the directory: an operator of one sees and changes nothing of the other", async () => {
    const chain = await aChain();
    const { emulator, application, principalId } = chain;
    const asFabrikam = (call: `${string} /${string}`, body?: object) =>
      callGraph(emulator, "fabrikam", call, body ? { body } : {});
    expect((await asFabrikam(`GET /v1.0/applications/${application.id}`)).status).toBe(404);
    expect((await asFabrikam(`PATCH /v1.0/applications/${application.id}`, { displayName: "mine" })).status).toBe(404);
    expect((await asFabrikam(`DELETE /v1.0/applications(appId='${application.appId}')`)).status).toBe(404);
    expect((await asFabrikam("GET /v1.0/applications")).text).not.toContain(application.appId);
    expect((await callGraph(emulator, "contoso", `DELETE /v1.0/servicePrincipals/${principalId}`)).status).toBe(404);
    expect((await chain.exchange()).status).toBe(200);
  });

  it("is denied to a principal without a directory role", async () => {
    const chain = await aChain();
    const scope = "https://graph.microsoft.com/.default";
    const token = field((await chain.exchange({ scope })).body, "access_token");
    expectGraphRefusal(await callGraph(chain.emulator, "fabrikam", "GET /v1.0/applications", { token }), {
      status: 403,
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    });
  });

  it("shows the caller's own directory", async () => {
    const emulator = await anEmulator();
    const { body } = await callGraph(emulator, "contoso", "GET /v1.0/organization");
    expect(body).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#organization",
      value: [
        {
          id: contoso.tenantId,
          displayName: "Contoso",
          createdDateTime: "2026-01-02T03:04:05.000Z",
          verifiedDomains: [
            { capabilities: "", isDefault: true, isInitial: true, name: "contoso.onmicrosoft.com", type: "Managed" },
          ],
        },
      ],
    });
  });

  it("answers 400 to what is not emulated, to broken JSON and to broken escapes", async () => {
    const emulator = await anEmulator();
    expectGraphRefusal(await callGraph(emulator, "contoso", "GET /v1.0/teams"), {
      status: 400,
      code: "BadRequest",
      message: "Resource not found for the segment 'teams'. The emulator has no GET teams.",
    });
    const token = await operatorToken(emulator, "contoso", "https://graph.microsoft.com/.default");
    const headers = { authorization: `Bearer ${token}` };
    const broken = new Request("https://localhost:7413/v1.0/applications", { method: "POST", headers, body: "{" });
    expect((await emulator.fetch(broken)).status).toBe(400);
    expect((await emulator.fetch(new Request("https://localhost:7413/v1.0/%E0%A4%A", { headers }))).status).toBe(400);
  });

  it("echoes the client's request id", async () => {
    const emulator = await anEmulator();
    const headers = { "client-request-id": "c0ffee00-0000-4000-8000-000000000009" };
    const answer = await callGraph(emulator, "contoso", "GET /v1.0/organization", { headers });
    expect(answer.headers.get("client-request-id")).toBe(headers["client-request-id"]);
  });
});
