// What no fake shows: real sockets, a real proxy, and when a process ends. The programs run in processes of their own,
// with nothing injected.
import { spawn } from "node:child_process";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { fetchDirectly } from "../src/direct-fetch.ts";
import { fetchGlobally } from "../src/global-fetch.ts";
import { anAssertion, applicationId, gate, identityClientId, resourceTenant } from "./fake-world.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

interface Listening {
  readonly origin: string;
  readonly seen: string[];
}

/** A server on loopback that notes what it is asked for. */
async function listen(listener: RequestListener): Promise<Listening> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url?.split("?")[0]}`);
    request.resume();
    listener(request, response);
  });
  // What a proxy is asked for: told, and refused.
  server.on("connect", (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const identityAnswers: RequestListener = (_request, response) => {
  const expires_on = String(Math.floor(Date.now() / 1_000) + 86_400);
  const assertion = anAssertion({ exp: Number(expires_on) });
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ access_token: assertion, expires_on, resource: "", token_type: "Bearer" }));
};

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly tookMs: number;
}

/** Runs a program of ours; ended by force after 20 s, which no test expects. */
function run(body: string, environment: Readonly<Record<string, string>>): Promise<Ended> {
  const code = `import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
const options = {
  tenantId: "${resourceTenant}", clientId: "${applicationId}",
  assertion: managedIdentity({ clientId: "${identityClientId}" }), authority: "https://login.invalid:8443",
};
const scope = "https://storage.azure.com/.default";
${body}`;
  const startMs = performance.now();
  const env = { PATH: process.env["PATH"], ...environment };
  const child = spawn(process.execPath, ["-C", "@tegata/source", "--input-type=module", "-e", code], {
    cwd: folder,
    env,
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 20_000);
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  return new Promise((resolve) => {
    child.on("close", (exit) => {
      clearTimeout(limit);
      resolve({ code: exit, stdout: stdout.trim(), tookMs: performance.now() - startMs });
    });
  });
}

const tellCode = `
const error = await new CrossTenantCredential(options).getToken(scope).catch((error) => error);
console.log(error.code);`;

describe("proxies", () => {
  it("of the environment carry the exchange, as Node's fetch has it, and never the host's identity endpoint", async () => {
    const [identity, proxy] = [await listen(identityAnswers), await listen((_request, response) => response.end())];
    const ended = await run(tellCode, {
      IDENTITY_ENDPOINT: `${identity.origin}/msi/token`,
      IDENTITY_HEADER: "header",
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: proxy.origin,
      HTTPS_PROXY: proxy.origin,
    });
    expect(ended.stdout).toBe("exchange.unreachable");
    expect(identity.seen).toEqual(["GET /msi/token"]);
    // Three attempts, each by the proxy.
    expect(new Set(proxy.seen)).toEqual(new Set(["CONNECT login.invalid:8443"]));
  }, 30_000);
});

/** The token service, in the process itself. */
const answered = `
const fetchToken = async () => Response.json({ token_type: "Bearer", expires_in: 3600, access_token: "token" });
globalThis.fetch = fetchToken;`;

describe("a process", () => {
  it("ends when its work is done: no held token, renewal or time-out keeps it alive", async () => {
    const identity = await listen(identityAnswers);
    const environment = { IDENTITY_ENDPOINT: `${identity.origin}/msi/token`, IDENTITY_HEADER: "header" };
    const body = `${answered}
globalThis.credential = new CrossTenantCredential(options);
console.log((await credential.getToken(scope)).token);`;
    const ended = await run(body, environment);
    expect([ended.code, ended.stdout]).toEqual([0, "token"]);
    expect(ended.tookMs).toBeLessThan(9_000);
  }, 30_000);

  it("lives on while a caller waits for a retry, though nothing else is to be done", async () => {
    let asked = 0;
    const identity = await listen((request, response) => {
      asked += 1;
      if (asked > 1) identityAnswers(request, response);
      else response.writeHead(500).end();
    });
    const environment = { IDENTITY_ENDPOINT: `${identity.origin}/msi/token`, IDENTITY_HEADER: "header" };
    const body = `${answered}
new CrossTenantCredential(options).getToken(scope).then(({ token }) => console.log(token));`;
    const ended = await run(body, environment);
    expect([ended.code, ended.stdout]).toEqual([0, "token"]);
    expect(identity.seen).toHaveLength(2);
  }, 30_000);
});

describe("a direct request", () => {
  const request = { method: "GET", headers: { "x-one": "1" }, redirect: "manual" } as const;

  it("gives status, headers and text, and keeps no connection", async () => {
    const kept: (string | undefined)[] = [];
    const { origin } = await listen(({ headers }, response) => {
      kept.push(headers.connection);
      response.writeHead(404, { "Retry-After": "7" }).end(`one=${headers["x-one"] as string}`);
    });
    const answer = await fetchDirectly(`${origin}/a`, { ...request, signal: new AbortController().signal });
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("x-none")]).toEqual([404, "7", null]);
    expect(await answer.text()).toBe("one=1");
    expect(kept).toEqual(["close"]);
  });

  it("sends a body", async () => {
    let received = "";
    const { origin } = await listen((incoming, response) => {
      incoming.setEncoding("utf8").on("data", (text: string) => (received += text));
      incoming.on("end", () => response.end());
    });
    const signal = new AbortController().signal;
    const answer = await fetchDirectly(origin, { ...request, method: "POST", body: "a=b", signal });
    await answer.text();
    expect(received).toBe("a=b");
  });

  it("ends with its signal, before and during the answer", async () => {
    const { origin } = await listen((incoming, response) => {
      if (incoming.url === "/slow") response.write("the beginning");
    });
    const before = new AbortController();
    const asked = fetchDirectly(`${origin}/silent`, { ...request, signal: before.signal });
    before.abort(new Error("enough"));
    await expect(asked).rejects.toThrow(/abort|enough/);
    const during = new AbortController();
    const answer = await fetchDirectly(`${origin}/slow`, { ...request, signal: during.signal });
    const text = answer.text();
    during.abort(new Error("enough"));
    await expect(text).rejects.toThrow(/abort|enough/);
  });

  it("fails with the system's own code when nobody listens", async () => {
    const asked = fetchDirectly("http://127.0.0.1:1/", { ...request, signal: new AbortController().signal });
    await expect(asked).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe.each([
  ["a direct request", fetchDirectly],
  ["a request by the global fetch", fetchGlobally],
])("%s", (_name, fetchOne) => {
  const ask = (origin: string): ReturnType<typeof fetchOne> =>
    fetchOne(origin, { method: "GET", headers: {}, redirect: "manual", signal: new AbortController().signal });

  it("is not followed when it is redirected", async () => {
    const elsewhere = await listen((_request, response) => response.end());
    const { origin } = await listen((_request, response) =>
      response.writeHead(302, { location: elsewhere.origin }).end(),
    );
    const answer = await ask(origin);
    expect([answer.status, elsewhere.seen]).toEqual([302, []]);
  });

  it("refuses to read more than a mebibyte, and ends an answer that has no end", async () => {
    const ended = gate<string>();
    const { origin } = await listen((_request, response) => {
      const write = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
      };
      response.on("drain", write).on("close", () => ended.open("ended"));
      write();
    });
    const answer = await ask(origin);
    await expect(answer.text()).rejects.toThrow("an answer of more than 1048576 bytes");
    expect(await ended.promise).toBe("ended");
  });

  it("reads UTF-8, with its mark or without, and nothing at all", async () => {
    const texts = ["\uFEFFé", "é", ""];
    const { origin } = await listen((_request, response) => response.end(texts.shift()));
    expect([
      await (await ask(origin)).text(),
      await (await ask(origin)).text(),
      await (await ask(origin)).text(),
    ]).toEqual(["é", "é", ""]);
  });
});
