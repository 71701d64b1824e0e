import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { EmulatorError, startEmulator as startInFolder } from "../src/index.ts";
import type { RunningEmulator } from "../src/testing.ts";
import { startEmulator } from "../src/testing.ts";
import { ask, askThrough, tunnel } from "./sockets.ts";

describe("an emulator on sockets", () => {
  let running: RunningEmulator;
  const notices: string[] = [];
  beforeAll(async () => {
    running = await startEmulator({ onNotice: (line) => notices.push(line) });
  });
  afterAll(() => running.close());

  const document = "/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration";

  it("is verified by a client that trusts its authority, under localhost and 127.0.0.1", async () => {
    const { authority } = running.environment;
    const ca = await readFile(running.environment.ca, "utf8");
    expect(ca).toBe(running.ca);
    for (const origin of [authority, authority.replace("localhost", "127.0.0.1")]) {
      const { status, text } = await ask(`${origin}${document}`, { ca });
      expect([status, JSON.parse(text)]).toMatchObject([
        200,
        { token_endpoint: `${authority}/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token` },
      ]);
    }
    const bundle = await readFile(running.environment.caBundle, "utf8");
    expect(bundle.endsWith(ca)).toBe(true);
  });

  it("is refused by a client that does not trust it, and says once what to do", async () => {
    await expect(ask(`${running.environment.authority}${document}`)).rejects.toThrow(/certificate/);
    await expect(ask(`${running.environment.graph}/v1.0`)).rejects.toThrow(/certificate/);
    await expect.poll(() => notices.length).toBe(1);
    expect(notices[0]).toContain(running.environment.ca);
  });

  it("gives every service and host an origin of its own (trap.22)", () => {
    const { authority, resourceManager, graph, blob, foundry, proxy, admin, directories } = running.environment;
    const hosts = Object.values(directories["contoso"]?.hosts ?? {}).map(({ identityEndpoint }) => identityEndpoint);
    const origins = [authority, resourceManager, graph, blob, foundry, proxy, admin.url, ...hosts];
    expect(new Set(origins.map((url) => new URL(url).port)).size).toBe(10);
    expect(hosts.every((url) => url.startsWith("http://127.0.0.1:"))).toBe(true);
  });

  it("puts itself behind Microsoft's names through its proxy", async () => {
    const login = await askThrough(running, "login.microsoftonline.com", document);
    expect([login.status, JSON.parse(login.text)]).toMatchObject([
      200,
      { token_endpoint: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token" },
    ]);
    const blob = await askThrough(running, "fabrikamdata.blob.core.windows.net", "/orders/first.txt");
    expect([blob.status, blob.headers["www-authenticate"]]).toEqual([
      401,
      "Bearer authorization_uri=https://login.microsoftonline.com/22222222-2222-4222-8222-222222222222/oauth2/authorize resource_id=https://storage.azure.com",
    ]);
    expect((await askThrough(running, "graph.microsoft.com", "/v1.0/applications")).status).toBe(401);
    expect((await askThrough(running, "management.azure.com", "/subscriptions?api-version=1")).status).toBe(401);
  });

  it.each(["example.com:443", "login.microsoftonline.com:80", "login.microsoftonline.com.example:443", "localhost:22"])(
    "does not lead to %s",
    async (target) => {
      const { status, socket } = await tunnel(running.environment.proxy, target);
      socket.destroy();
      expect(status).toBe(403);
    },
  );

  it("answers for Microsoft's names to clients that hand the proxy a whole URL, as older versions of axios do", async () => {
    const { proxy } = running.environment;
    const whole = (host: string, path: string) =>
      ask(proxy, {
        path: `https://${host}${path}`,
        headers: { host: "elsewhere.example", "x-ms-version": "2026-06-06" },
      });
    const login = await whole("login.microsoftonline.com:443", document);
    expect([login.status, JSON.parse(login.text)]).toMatchObject([
      200,
      { token_endpoint: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/oauth2/v2.0/token" },
    ]);
    const others = [
      await whole("fabrikamdata.blob.core.windows.net", "/orders/first.txt"),
      await whole("graph.microsoft.com", "/v1.0/applications"),
      await whole("management.azure.com", ""),
    ];
    expect(others.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  it.each([
    "https://example.com/",
    "https://login.microsoftonline.com:8443/",
    "https://graph.microsoft.com@localhost/",
    "http://graph.microsoft.com/v1.0/me",
  ])("does not lead to %s", async (path) => {
    expect((await ask(running.environment.proxy, { path })).status).toBe(403);
  });

  it("takes no plain requests at the proxy", async () => {
    const { status, text } = await ask(running.environment.proxy, { path: "http://example.com/" });
    expect([status, text]).toEqual([
      403,
      "The emulator's proxy takes CONNECT for login.microsoftonline.com, graph.microsoft.com, management.azure.com, *.blob.core.windows.net, *.services.ai.azure.com, login.windows.net, login.microsoft.com, sts.windows.net, *.login.microsoft.com, and requests of a virtual machine to http://169.254.169.254.\n",
    ]);
  });

  it("outlives clients that break off in the middle", async () => {
    const { hostname, port } = new URL(running.environment.proxy);
    for (const target of ["example.com:443", "login.microsoftonline.com:443"]) {
      const socket = connect(Number(port), hostname);
      await new Promise((resolve) => socket.once("connect", resolve));
      socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
      await new Promise((resolve) => socket.once("data", resolve));
      socket.resetAndDestroy();
    }
    expect((await ask(`${running.environment.authority}${document}`, { ca: running.ca })).status).toBe(200);
  });

  it("answers a broken Host header and goes on", async () => {
    const { authority } = running.environment;
    const { status } = await ask(`${authority}${document}`, {
      ca: running.ca,
      servername: "localhost",
      headers: { host: "a b<c>" },
    });
    expect(status).toBe(400);
    expect((await ask(`${authority}${document}`, { ca: running.ca })).status).toBe(200);
  });
});

/** A request of fabrikam's operator, who signs in first. */
async function asOperator(
  running: RunningEmulator,
  resource: string,
  { method, url }: { readonly method: string; readonly url: string },
): Promise<Request> {
  const { tenantId, operator } = running.environment.directories["fabrikam"] ?? {};
  const form = {
    grant_type: "client_credentials",
    client_id: operator?.clientId ?? "",
    client_secret: operator?.clientSecret ?? "",
    scope: `https://${resource}/.default`,
  };
  const endpoint = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const body = new URLSearchParams(form);
  const { access_token: token } = (await (
    await running.emulator.fetch(new Request(endpoint, { method: "POST", body }))
  ).json()) as { access_token: string };
  return new Request(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "x-ms-version": "2026-10-06", "content-type": "application/json" },
    ...(method === "POST" ? { body: JSON.stringify({ displayName: "kept" }) } : {}),
  });
}

describe("a start of the emulator", () => {
  it("keeps ports, keys, secrets, objects and blobs for the next start", async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), "tegata-test-"));
    try {
      const first = await startInFolder({ stateFolder, ports: "free" });
      const container = "https://fabrikamdata.blob.core.windows.net/orders?restype=container";
      const created = await first.emulator.fetch(
        await asOperator(first, "storage.azure.com", { method: "PUT", url: container }),
      );
      const applications = "https://graph.microsoft.com/v1.0/applications";
      await first.emulator.fetch(await asOperator(first, "graph.microsoft.com", { method: "POST", url: applications }));
      const { directories } = first.emulator.context.store.state;
      await first.close();
      await first.close();
      const second = await startInFolder({ stateFolder });
      expect(second.environment).toEqual(first.environment);
      expect(second.ca).toBe(first.ca);
      expect(second.emulator.context.store.state.directories).toEqual(directories);
      expect(directories[1]?.applications.map(({ displayName }) => displayName)).toContain("kept");
      expect(directories[1]?.signingKeys).toHaveLength(2);
      const kept = await second.emulator.fetch(
        await asOperator(second, "storage.azure.com", { method: "GET", url: container }),
      );
      expect([created.status, kept.status]).toEqual([201, 200]);
      await second.close();
      const third = await startInFolder({ stateFolder, ports: "free" });
      expect(new URL(third.environment.authority).port).not.toBe(new URL(first.environment.authority).port);
      await third.close();
    } finally {
      await rm(stateFolder, { recursive: true, force: true });
    }
  });

  it("makes files with secrets readable for their owner only", async () => {
    const running = await startEmulator();
    onTestFinished(running.close);
    const { stateFolder } = running.environment;
    const mode = async (name: string): Promise<string> =>
      ((await stat(join(stateFolder, name))).mode & 0o777).toString(8);
    expect(await mode(".")).toBe("700");
    for (const name of ["state.json", "tls.json", "admin-key", "ports.json", "running.json", "lock"]) {
      expect([name, await mode(name)]).toEqual([name, "600"]);
    }
  });

  it("does not start among somebody's own blobs, and touches none (folder.foreign)", async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), "tegata-test-"));
    onTestFinished(() => rm(stateFolder, { recursive: true, force: true }));
    await mkdir(join(stateFolder, "blobs"));
    await writeFile(join(stateFolder, "blobs", "photo.jpg"), "mine");
    await expect(startInFolder({ stateFolder, ports: "free" })).rejects.toMatchObject({
      code: "folder.foreign",
      message: `${stateFolder} is no state folder, and has blobs of its own; nothing was changed`,
    });
    expect(await readdir(stateFolder, { recursive: true })).toEqual(["blobs", join("blobs", "photo.jpg")]);
  });

  it("names the port that is taken, and leaves nothing behind (port.taken)", async () => {
    const stateFolder = await mkdtemp(join(tmpdir(), "tegata-test-"));
    const squatter = createServer();
    try {
      await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
      const { port } = squatter.address() as AddressInfo;
      const first = await startInFolder({ stateFolder, ports: "free" });
      await first.close();
      const ports = JSON.parse(await readFile(join(stateFolder, "ports.json"), "utf8")) as object;
      await writeFile(join(stateFolder, "ports.json"), JSON.stringify({ ...ports, graph: port }));
      const error: unknown = await startInFolder({ stateFolder }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(EmulatorError);
      expect(error).toMatchObject({
        code: "port.taken",
        message: `port ${port} (graph) is taken by another program, perhaps another emulator`,
        fix: "Stop that program, or start with --ports free.",
      });
      const second = await startInFolder({ stateFolder, ports: "free" });
      await second.close();
    } finally {
      squatter.close();
      await rm(stateFolder, { recursive: true, force: true });
    }
  });

  it.each(["ports.json", "tls.json", "state.json"])("says which file is damaged: %s", async (name) => {
    const stateFolder = await mkdtemp(join(tmpdir(), "tegata-test-"));
    try {
      await writeFile(join(stateFolder, name), '{"caKey":"half a secr');
      const error: unknown = await startInFolder({ stateFolder }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "state.damaged", message: `${join(stateFolder, name)} cannot be read` });
      expect(JSON.stringify(error)).not.toContain("half a secr");
    } finally {
      await rm(stateFolder, { recursive: true, force: true });
    }
  });
});
