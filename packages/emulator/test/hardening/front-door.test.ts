import { describe, expect, it } from "vitest";
import { aChain } from "../chain.ts";
import { anEmulator, appOrders, arm, blob, foundry, graph, token, vmBatch } from "../emulator.ts";
import type { TestEmulator } from "../emulator.ts";
import { ask } from "./raw.ts";

const services = { token, graph, resourceManager: arm, blob, foundry, "app-orders": appOrders, "vm-batch": vmBatch };
const elsewhere = "This service does not answer to that Host.\n";

const answered = (status: number, text: string) => ({ status, text });

describe("every service's front door", () => {
  it.each(Object.entries(services))("of %s refuses a foreign Host, as after DNS rebinding", async (name, origin) => {
    const emulator = await anEmulator();
    const { port } = new URL(origin);
    const message = name.includes("-") ? `The identity endpoint of ${name} does not answer to that Host.\n` : elsewhere;
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "localhost",
      "127.0.0.1",
      `127.0.0.1.evil.example:${port}`,
      `[::1]:${port}`,
      "localhost:1",
    ]) {
      expect([host, await ask(emulator, origin, { lines: ["GET / HTTP/1.1", `Host: ${host}`] })]).toEqual([
        host,
        answered(421, message),
      ]);
    }
  });

  it.each(Object.entries(services))(
    "of %s lets its own names in, by either spelling of loopback",
    async (_name, origin) => {
      const emulator = await anEmulator();
      const { port } = new URL(origin);
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `LOCALHOST:${port}`]) {
        const { status } = await ask(emulator, origin, { lines: ["GET /nothing HTTP/1.1", `Host: ${host}`] });
        expect([host, [400, 401, 403, 404, 501].includes(status)]).toEqual([host, true]);
      }
    },
  );

  it.each([
    ["token", "login.microsoftonline.com", "graph.microsoft.com"],
    ["graph", "graph.microsoft.com", "login.microsoftonline.com"],
    ["resourceManager", "management.azure.com", "graph.microsoft.com"],
    ["blob", "fabrikamdata.blob.core.windows.net", "management.azure.com"],
    ["foundry", "fabrikam.services.ai.azure.com", "fabrikam.services.ai.azure.com.evil.example"],
  ] as const)("of %s lets Microsoft's name for it in, and for no other service", async (service, own, other) => {
    const emulator = await anEmulator();
    const statusFor = async (host: string) =>
      (await ask(emulator, services[service], { lines: ["GET /nothing HTTP/1.1", `Host: ${host}`] })).status;
    expect([[400, 401, 404, 501].includes(await statusFor(own)), await statusFor(other)]).toEqual([true, 421]);
  });

  it("of IMDS answers to its link-local address, for machines that route it here", async () => {
    const emulator = await anEmulator();
    const lines = ["GET /metadata/identity/oauth2/token HTTP/1.1", "Host: 169.254.169.254"];
    expect((await ask(emulator, vmBatch, { lines })).status).toBe(400);
  });

  it.each([
    ["Origin: https://evil.example"],
    ["Origin: null"],
    ["Origin: http://127.0.0.1:7421"],
    ["Sec-Fetch-Site: cross-site"],
    ["Sec-Fetch-Site: none"],
  ])("of an identity endpoint refuses a browser (%s), even with the right header", async (header) => {
    const { emulator, identity } = await aChain();
    const path = `/msi/token?api-version=2019-08-01&resource=https://storage.azure.com&client_id=${identity.clientId}`;
    const secret = emulator.context.store.state.hosts[0]?.identityHeader ?? "";
    const honest = [`GET ${path} HTTP/1.1`, "Host: 127.0.0.1:7421", `X-IDENTITY-HEADER: ${secret}`];
    expect(await ask(emulator, appOrders, { lines: [...honest, header] })).toEqual(
      answered(403, "Identity endpoints serve no web page.\n"),
    );
    const imds = ["GET /metadata/identity/oauth2/token HTTP/1.1", "Host: 127.0.0.1:7423", "Metadata: true", header];
    expect((await ask(emulator, vmBatch, { lines: imds })).status).toBe(403);
    expect((await ask(emulator, appOrders, { lines: honest })).status).toBe(200);
  });

  it("of a service gives no web page leave to read answers", async () => {
    const emulator = await anEmulator();
    for (const [name, origin] of Object.entries(services)) {
      const preflight = new Request(`${origin}/`, {
        method: "OPTIONS",
        headers: {
          origin: "https://evil.example",
          "access-control-request-method": "GET",
          "access-control-request-headers": "metadata",
        },
      });
      const answer = await emulator.fetch(preflight);
      expect([name, answer.headers.get("access-control-allow-origin")]).toEqual([name, null]);
      expect([name, answer.status >= 400]).toEqual([name, true]);
    }
  });

  it.each([
    { title: "no Host", lines: ["GET / HTTP/1.1"] },
    { title: "two Hosts", lines: ["GET / HTTP/1.1", "Host: localhost:7411", "Host: localhost:7411"] },
    { title: "an absolute target", lines: ["GET http://evil.example/ HTTP/1.1", "Host: localhost:7411"] },
    { title: "a Host that is none", lines: ["GET / HTTP/1.1", "Host: a b<c>"] },
    { title: "a user in the Host", lines: ["GET / HTTP/1.1", "Host: localhost:7411@evil.example"] },
  ])("turns a request with $title away", async ({ lines }) => {
    const emulator = await anEmulator();
    expect((await ask(emulator, token, { lines })).status).toBe(400);
    await expectHonestAnswer(emulator);
  });
});

async function expectHonestAnswer(emulator: TestEmulator): Promise<void> {
  const request = new Request(`${token}/fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration`);
  expect((await emulator.fetch(request)).status).toBe(200);
}

describe("smuggling at an identity endpoint", () => {
  const path = "/msi/token?api-version=2019-08-01&resource=https://storage.azure.com";
  const begin = [`GET ${path} HTTP/1.1`, "Host: 127.0.0.1:7421"];

  async function outcomes(secretLines: (secret: string) => string[]): Promise<{ status: number; honest: number }> {
    const { emulator, identity } = await aChain();
    const secret = emulator.context.store.state.hosts[0]?.identityHeader ?? "";
    const { status } = await ask(emulator, appOrders, { lines: [...begin, ...secretLines(secret)] });
    const honest = await ask(emulator, appOrders, {
      lines: [
        `GET ${path}&client_id=${identity.clientId} HTTP/1.1`,
        "Host: 127.0.0.1:7421",
        `X-IDENTITY-HEADER: ${secret}`,
      ],
    });
    return { status, honest: honest.status };
  }

  it.each<[string, number, (secret: string) => string[]]>([
    ["the header twice, right and wrong", 401, (secret) => [`X-IDENTITY-HEADER: ${secret}`, "X-IDENTITY-HEADER: x"]],
    ["the header twice, wrong and right", 401, (secret) => ["X-IDENTITY-HEADER: x", `X-IDENTITY-HEADER: ${secret}`]],
    [
      "the header twice, right both times",
      401,
      (secret) => [`X-IDENTITY-HEADER: ${secret}`, `X-IDENTITY-HEADER: ${secret}`],
    ],
    ["the header folded over two lines", 400, (secret) => ["X-IDENTITY-HEADER:", ` ${secret}`]],
    ["a blank before the colon", 400, (secret) => [`X-IDENTITY-HEADER : ${secret}`]],
    ["an underscore in the name", 401, (secret) => [`X_IDENTITY_HEADER: ${secret}`]],
    ["the header behind a bare line feed", 400, (secret) => [`X: y\nX-IDENTITY-HEADER: ${secret}`]],
    ["a null byte in the value", 400, (secret) => [`X-IDENTITY-HEADER: ${secret}\0`]],
    [
      "chunked and a length at once",
      400,
      (secret) => [`X-IDENTITY-HEADER: ${secret}`, "Transfer-Encoding: chunked", "Content-Length: 5"],
    ],
    ["two lengths", 400, (secret) => [`X-IDENTITY-HEADER: ${secret}`, "Content-Length: 0", "Content-Length: 5"]],
    ["an encoding that is none", 400, (secret) => [`X-IDENTITY-HEADER: ${secret}`, "Transfer-Encoding: xchunked"]],
    [
      "chunked in the middle",
      400,
      (secret) => [`X-IDENTITY-HEADER: ${secret}`, "Transfer-Encoding: chunked, identity"],
    ],
    ["a header of 100 kB", 431, (secret) => [`X-IDENTITY-HEADER: ${secret}`, `X: ${"x".repeat(100_000)}`]],
    ["the secret in the query's place", 401, (secret) => [`Cookie: X-IDENTITY-HEADER=${secret}`]],
  ])("with %s gets %i, and the next honest request is served", async (_title, status, lines) => {
    expect(await outcomes(lines)).toEqual({ status, honest: 200 });
  });

  it("of a second request behind the body of the first finds an endpoint that is guarded as well", async () => {
    const { emulator } = await aChain();
    const lines = ["GET /msi/token HTTP/1.1", "Host: 127.0.0.1:7421", "Content-Length: 39"];
    const body = "GET /msi/token HTTP/1.1\r\nHost: evil\r\n\r\n";
    expect((await ask(emulator, appOrders, { lines, body })).status).toBe(401);
    const seen = emulator.context.journal.since().filter(({ kind }) => kind === "request");
    expect(seen.filter((entry) => "service" in entry && entry.service === "managedIdentity:app-orders")).toHaveLength(
      1,
    );
  });
});

describe("a body that is too large", () => {
  const tooLarge = {
    status: 413,
    text: '{"error":{"code":"RequestTooLarge","message":"The request body is larger than 4194304 bytes."}}',
  };
  const post = ["POST /v1.0/applications HTTP/1.1", "Host: localhost:7413"];
  const postToken = ["POST /fabrikam.onmicrosoft.com/oauth2/v2.0/token HTTP/1.1", "Host: localhost:7411"];
  const chunk = `10000\r\n${"a".repeat(65_536)}\r\n`;

  it("is refused by its length alone", async () => {
    const emulator = await anEmulator();
    expect(await ask(emulator, graph, { lines: [...post, "Content-Length: 999999999999"] })).toEqual(tooLarge);
    await expectHonestAnswer(emulator);
  });

  it("is refused where it is when its length was not told", async () => {
    const emulator = await anEmulator();
    const body = `${chunk.repeat(70)}0\r\n\r\n`;
    expect(await ask(emulator, graph, { lines: [...post, "Transfer-Encoding: chunked"], body })).toEqual(tooLarge);
    await expectHonestAnswer(emulator);
  });

  it.each([
    ["by its length alone", ["Content-Length: 999999999999"], ""],
    ["where it is when its length was not told", ["Transfer-Encoding: chunked"], `${chunk.repeat(5)}0\r\n\r\n`],
  ])("is refused by the token service beyond 256 KiB, %s", async (_title, lines, body) => {
    const emulator = await anEmulator();
    expect(await ask(emulator, token, { lines: [...postToken, ...lines], body })).toEqual({
      status: 413,
      text: "Request Entity Too Large",
    });
    await expectHonestAnswer(emulator);
  });

  it("is none when it is small, whoever told its length", async () => {
    const emulator = await anEmulator();
    const lines = [...postToken, "Transfer-Encoding: chunked"];
    const { status, text } = await ask(emulator, token, {
      lines,
      body: "15\r\ngrant_type=nothing&a=\r\n0\r\n\r\n",
    });
    expect([status, text.includes("AADSTS")]).toEqual([400, true]);
  });
});
