import { describe, expect, it } from "vitest";
import type { ChainOptions } from "../../chain.ts";
import { aChain, storageScope } from "../../chain.ts";
import { anEmulator, fabrikam, operatorSecret, token } from "../../emulator.ts";
import { expectRefusal, headersOf } from "../../refusal.ts";
import { decode, field, postToken, read } from "../../wire.ts";

describe("the token endpoint", () => {
  it.each(["GET", "PUT", "DELETE", "PATCH"])("refuses %s (900561)", async (method) => {
    const emulator = await anEmulator();
    const url = `${token}/${fabrikam.tenantId}/oauth2/v2.0/token`;
    expectRefusal(await read(await emulator.fetch(new Request(url, { method }))), {
      status: 400,
      error: "invalid_request",
      code: 900561,
      message: `The endpoint only accepts POST requests. Received a ${method} request.`,
      ownCorrelationId: true,
    });
  });

  it.each(["westus2.login.microsoft.com", "JapanEast.login.microsoft.com"])(
    "refuses an application that asks in a region, at %s (100007)",
    async (name) => {
      const chain = await aChain();
      const answer = await postToken(chain.emulator, {}, { origin: `https://${name}` });
      expectRefusal(answer, {
        status: 400,
        error: "invalid_request",
        code: 100007,
        message: "The regional endpoint serves only managed identities and Microsoft's own callers.",
      });
    },
  );

  it.each(["login.windows.net", "login.microsoft.com", "sts.windows.net"])(
    "issues the same tokens under its other name %s",
    async (name) => {
      const { emulator } = await aChain();
      const fields = {
        grant_type: "client_credentials",
        client_id: fabrikam.operatorClientId,
        client_secret: operatorSecret(emulator, "fabrikam"),
        scope: storageScope,
      };
      const { body } = await postToken(emulator, fields, { origin: `https://${name}` });
      const { claims } = decode(field(body, "access_token"));
      expect(claims["iss"]).toBe(`https://sts.windows.net/${fabrikam.tenantId}/`);
    },
  );

  it("answers with exactly four fields, of which none is scope (trap.6)", async () => {
    const chain = await aChain();
    const answer = await chain.exchange();
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 200,
      body: {
        token_type: "Bearer",
        expires_in: 3599,
        ext_expires_in: 3599,
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      },
    });
    expect(headersOf(answer)).toEqual({
      "cache-control": "no-store, no-cache",
      "content-type": "application/json; charset=utf-8",
      pragma: "no-cache",
      "x-ms-request-id": expect.stringMatching(/^e0000000-/),
      "client-request-id": "c0ffee00-0000-4000-8000-000000000001",
    });
  });

  const clients: readonly { readonly title: string; readonly fields: Record<string, string> }[] = [
    { title: "MSAL Go and Python", fields: { client_info: "1" } },
    { title: "MSAL.NET", fields: { client_info: "2" } },
    {
      title: "capabilities (storage asks with CAE on)",
      fields: { claims: '{"access_token":{"xms_cc":{"values":["CP1"]}},"id_token":{}}' },
    },
    {
      title: "msal-node, whose telemetry stands in the body (trap.17)",
      fields: {
        "client-request-id": "c0ffee00-0000-4000-8000-000000000002",
        "x-client-SKU": "msal.js.node",
        "x-client-VER": "7.2.1",
        "x-client-OS": "linux",
        "x-client-CPU": "x64",
        "x-ms-lib-capability": "retry-after, h429",
        "x-client-current-telemetry": "5|771,0,,,|,",
        "x-client-last-telemetry": "5|0|||0,0",
      },
    },
  ];
  it.each(clients)("ignores what it does not know: $title", async ({ fields }) => {
    const chain = await aChain();
    expect((await chain.exchange(fields)).status).toBe(200);
  });

  const form: ChainOptions = { credential: null };
  it("takes the client's request id from header, body or query, and echoes it", async () => {
    const chain = await aChain(form);
    const id = "c0ffee00-0000-4000-8000-000000000003";
    const ask = async (query: string, body: string, headers: Record<string, string>) => {
      const url = `${token}/${fabrikam.tenantId}/oauth2/v2.0/token${query}`;
      return read(
        await chain.emulator.fetch(new Request(url, { method: "POST", headers, body: new URLSearchParams(body) })),
      );
    };
    const answers = [
      await ask("", "", { "client-request-id": id, "return-client-request-id": "true" }),
      await ask("", `client-request-id=${id}`, {}),
      await ask(`?client-request-id=${id}`, "", {}),
      await ask("", "", { "client-request-id": id.toUpperCase() }),
    ];
    expect(
      answers.map(({ headers, body }) => [headers.get("client-request-id"), field(body, "correlation_id")]),
    ).toEqual([
      [id, id],
      [id, id],
      [id, id],
      [id, id],
    ]);
  });

  it("does not echo the id to a client that says not to, as MSAL Go does, but uses it", async () => {
    const chain = await aChain(form);
    const answer = await postToken(chain.emulator, {}, { headers: { "return-client-request-id": "false" } });
    expect(answer.headers.get("client-request-id")).toBeNull();
    expect(field(answer.body, "correlation_id")).toBe("c0ffee00-0000-4000-8000-000000000001");
  });

  it("makes an id of its own when the client's is no GUID, and never echoes that text", async () => {
    const chain = await aChain(form);
    const answer = await postToken(chain.emulator, {}, { headers: { "client-request-id": "<script>" } });
    expect(answer.headers.get("client-request-id")).toBeNull();
    expect(answer.text).not.toContain("<script>");
  });

  it("answers under Microsoft's own name too", async () => {
    const chain = await aChain();
    const fields = {
      grant_type: "client_credentials",
      client_id: chain.application.appId,
      scope: storageScope,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: await chain.assertion(),
    };
    const answer = await postToken(chain.emulator, fields, { origin: "https://login.microsoftonline.com" });
    expect(answer.status).toBe(200);
  });
});
