import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const server = fileURLToPath(new URL("../server.ts", import.meta.url));
const settings = {
  STORAGE_BLOB_ENDPOINT: "https://account.blob.core.windows.net",
  STORAGE_CONTAINER: "orders",
  TEGATA_RESOURCE_TENANT_ID: "22222222-2222-2222-2222-222222222222",
  TEGATA_APPLICATION_CLIENT_ID: "44444444-4444-4444-4444-444444444444",
  TEGATA_MANAGED_IDENTITY_CLIENT_ID: "33333333-3333-3333-3333-333333333333",
};
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["--conditions=@tegata/source", server], {
    env: { PATH: process.env["PATH"], PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  stops.push(() => child.kill("SIGKILL"));
  return child;
}

/** The program, once it listens, and its address. */
async function listening(environment: Readonly<Record<string, string>>) {
  const child = start(environment);
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, line, url: `http://127.0.0.1:${/\d+$/.exec(line)?.[0]}` };
}

/** An identity endpoint that knows no identity. */
async function emptyIdentityEndpoint(): Promise<string> {
  const endpoint = createServer((_, response) => {
    response.writeHead(400, { "content-type": "application/json" });
    response.end('{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found"}');
  });
  stops.push(() => endpoint.close());
  endpoint.listen(0, "127.0.0.1");
  await once(endpoint, "listening");
  return `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/msi/token`;
}

describe("the web app", () => {
  it("names every missing setting and exits with 1", async () => {
    const child = start({ STORAGE_CONTAINER: "orders" });
    const text = child.stderr.setEncoding("utf8").toArray();
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(1);
    expect((await text).join("")).toBe(
      [
        "These settings are missing:",
        "  STORAGE_BLOB_ENDPOINT: the storage account, such as https://account.blob.core.windows.net",
        "  TEGATA_RESOURCE_TENANT_ID: the directory that the storage account trusts",
        "  TEGATA_APPLICATION_CLIENT_ID: the multi-tenant application that trusts the managed identity",
        "  TEGATA_MANAGED_IDENTITY_CLIENT_ID: the user-assigned managed identity of this host",
        "",
      ].join("\n"),
    );
  });

  it("says in one line where it listens, and stops on SIGTERM", async () => {
    const { child, line } = await listening(settings);
    expect(line).toMatch(/^listening on port \d+$/);
    const closed = once(child, "close");
    child.kill("SIGTERM");
    expect(await closed).toEqual([0, null]);
  });

  it("answers 502 with code and fix when there is no token to be had", async () => {
    const environment = { IDENTITY_ENDPOINT: await emptyIdentityEndpoint(), IDENTITY_HEADER: "header" };
    const { url } = await listening({ ...settings, ...environment });
    for (const [path, method] of [
      ["/", "GET"],
      ["/files", "GET"],
      ["/files/a.txt", "GET"],
      ["/files/a.txt", "PUT"],
    ] as const) {
      const response = await fetch(`${url}${path}`, { method, ...(method === "PUT" ? { body: "text" } : {}) });
      expect(response.status).toBe(502);
      expect(await response.json()).toEqual({
        code: "identity.refused",
        message: "the App Service identity endpoint answered 400: No User Assigned or Delegated Managed Identity found",
        fix: "Assign the user-assigned managed identity to this host, and check the id given to managedIdentity().",
        hop: 1,
      });
    }
  });

  it.each(["/elsewhere", "/files/", "/files/a/b", "/files/%E0"])("has nothing at %s", async (path) => {
    const { url } = await listening(settings);
    const response = await fetch(`${url}${path}`);
    expect([response.status, ((await response.json()) as { readonly code: string }).code]).toEqual([404, "NotFound"]);
  });
});
