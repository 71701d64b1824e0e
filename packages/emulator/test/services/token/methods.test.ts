import { describe, expect, it } from "vitest";
import { anEmulator, contoso, token } from "../../emulator.ts";
import { read } from "../../wire.ts";

const publicPaths = [
  "v2.0/.well-known/openid-configuration",
  ".well-known/openid-configuration",
  "discovery/v2.0/keys",
  "discovery/keys",
];
const tokenPaths = ["oauth2/v2.0/token", "oauth2/token"];

async function call(method: string, path: string, headers: Record<string, string> = {}) {
  const emulator = await anEmulator();
  const url = `${token}/${contoso.tenantId}/${path}`;
  return read(await emulator.fetch(new Request(url, { method, headers })));
}

describe("what is public", () => {
  it.each(publicPaths)("may be read by any page: %s", async (path) => {
    const answer = await call("GET", path, { origin: "https://app.example" });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  });

  it.each(publicPaths)("is answered to HEAD without a body: %s", async (path) => {
    const answer = await call("HEAD", path);
    expect([answer.status, answer.text, answer.headers.get("content-type")]).toEqual([
      200,
      "",
      "application/json; charset=utf-8",
    ]);
  });

  it.each(publicPaths)("is answered to a preflight request: %s", async (path) => {
    const { status, text, headers } = await call("OPTIONS", path, { origin: "https://app.example" });
    expect([status, text, headers.get("access-control-allow-methods"), headers.get("allow")]).toEqual([
      200,
      "",
      "GET, OPTIONS",
      "GET, HEAD, OPTIONS",
    ]);
  });
});

describe("a token endpoint", () => {
  it.each(tokenPaths)("lets no page of another origin read its answers: %s", async (path) => {
    for (const method of ["OPTIONS", "POST"]) {
      const { headers } = await call(method, path, {
        origin: "https://attacker.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization",
      });
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });

  it.each(tokenPaths)("answers OPTIONS with its methods: %s", async (path) => {
    const { status, text, headers } = await call("OPTIONS", path);
    expect([status, text, headers.get("allow")]).toEqual([200, "", "POST, OPTIONS"]);
  });

  it.each(tokenPaths)("answers HEAD with the status of a wrong method, without a body (900561): %s", async (path) => {
    const { status, text } = await call("HEAD", path);
    expect([status, text]).toEqual([400, ""]);
  });
});

describe("what is not emulated", () => {
  it.each([
    ["GET", "oauth2/v2.0/authorize"],
    ["POST", "oauth2/v2.0/devicecode"],
    ["POST", "discovery/v2.0/keys"],
  ])("is told in JSON, which is what clients read: %s %s", async (method, path) => {
    const { status, body } = await call(method, path);
    expect({ status, body }).toEqual({
      status: 404,
      body: {
        error: "invalid_request",
        error_description:
          "The emulator's token service has nothing at this path: it serves the client credentials grant, discovery documents and keys. Users do not sign in here.",
        error_codes: [],
      },
    });
  });
});
