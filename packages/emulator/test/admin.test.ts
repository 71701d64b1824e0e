import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { RunningEmulator } from "../src/testing.ts";
import { startEmulator } from "../src/testing.ts";
import { ask, askThrough } from "./sockets.ts";

describe("the admin API", () => {
  let running: RunningEmulator;
  beforeAll(async () => {
    running = await startEmulator();
  });
  afterAll(() => running.close());

  const document = "/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration";
  const adminKey = async (): Promise<string> => (await readFile(running.environment.admin.keyFile, "utf8")).trim();

  const call = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
    ask(`${running.environment.admin.url}${path}`, { headers, method });

  it("tells nothing without its key", async () => {
    for (const headers of [{}, { authorization: "Bearer not-the-key" }, { authorization: await adminKey() }] as Record<
      string,
      string
    >[]) {
      const { status, text } = await call("/environment", headers);
      expect([status, JSON.parse(text)]).toEqual([
        401,
        {
          error: {
            code: "wrong-key",
            message: "Send the key from the state folder: Authorization: Bearer {key}.",
          },
        },
      ]);
    }
  });

  it("answers to its own Host only, before it looks at the key", async () => {
    const { host } = new URL(running.environment.admin.url);
    const authorization = `Bearer ${await adminKey()}`;
    for (const foreign of ["attacker.example", host.replace("127.0.0.1", "localhost")]) {
      const { status, text } = await call("/environment", { authorization, host: foreign });
      expect([status, JSON.parse(text)]).toEqual([
        403,
        { error: { code: "wrong-host", message: `The admin API answers to ${host} only.` } },
      ]);
    }
  });

  it("serves no web page, whatever its origin", async () => {
    const authorization = `Bearer ${await adminKey()}`;
    for (const origin of ["https://attacker.example", "null", running.environment.admin.url]) {
      const { status, text } = await call("/journal", { authorization, origin });
      expect([status, JSON.parse(text)]).toEqual([
        403,
        { error: { code: "wrong-origin", message: "The admin API serves no web page." } },
      ]);
    }
  });

  it("gives the environment and the journal to who has the key", async () => {
    const headers = { authorization: `Bearer ${await adminKey()}` };
    expect(JSON.parse((await call("/environment", headers)).text)).toEqual(running.environment);
    await ask(`${running.environment.authority}${document}`, {
      ca: running.ca,
      headers: { "user-agent": "a-client/1" },
    });
    const { entries } = JSON.parse((await call("/journal", headers)).text) as {
      entries: { sequence: number; kind: string; userAgent?: string }[];
    };
    const last = entries.at(-1);
    expect(last).toMatchObject({
      kind: "request",
      service: "token",
      path: document,
      status: 200,
      userAgent: "a-client/1",
    });
    const none = await call(`/journal?since=${last?.sequence}`, headers);
    expect(JSON.parse(none.text)).toEqual({ entries: [] });
  });

  it("stands on its own origin only: 404 at every service, host and Microsoft name", async () => {
    const { authority, resourceManager, graph, blob, foundry, directories } = running.environment;
    const headers = { authorization: `Bearer ${await adminKey()}` };
    const hosts = Object.values(directories["contoso"]?.hosts ?? {}).map(({ identityEndpoint }) => identityEndpoint);
    const origins = [authority, resourceManager, graph, blob, foundry, ...hosts].map((url) => new URL(url).origin);
    for (const origin of origins) {
      for (const path of ["/_tegata", "/_tegata/environment", "//_tegata/journal", "/_tegata/stop"]) {
        const { status } = await ask(`${origin}${path}`, { ca: running.ca, headers });
        expect([origin, path, status]).toEqual([origin, path, 404]);
      }
    }
    expect((await askThrough(running, "login.microsoftonline.com", "/_tegata/environment")).status).toBe(404);
  });

  it("is stopped through the admin API by who has the key", async () => {
    let asked = 0;
    const running = await startEmulator({ onStopRequested: () => (asked += 1) });
    onTestFinished(running.close);
    const key = (await readFile(running.environment.admin.keyFile, "utf8")).trim();
    const url = `${running.environment.admin.url}/stop`;
    expect((await ask(url, { method: "POST" })).status).toBe(401);
    expect((await ask(url, { method: "POST", headers: { authorization: `Bearer ${key}` } })).text).toBe(
      '{"stopping":true}',
    );
    expect(asked).toBe(1);
  });
});
