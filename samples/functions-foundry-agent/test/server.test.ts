import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";

const server = fileURLToPath(new URL("../server.ts", import.meta.url));
const settings = {
  FOUNDRY_PROJECT_ENDPOINT: "https://account.services.ai.azure.com/api/projects/project",
  FOUNDRY_MODEL: "gpt-4.1",
  TEGATA_RESOURCE_TENANT_ID: "22222222-2222-4222-8222-222222222222",
  TEGATA_APPLICATION_CLIENT_ID: "44444444-4444-4444-8444-444444444444",
  TEGATA_MANAGED_IDENTITY_CLIENT_ID: "33333333-3333-4333-8333-333333333333",
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

/** The functions, once they are served, and their address. */
async function serving() {
  const environment = { IDENTITY_ENDPOINT: await emptyIdentityEndpoint(), IDENTITY_HEADER: "header" };
  const child = start({ ...settings, ...environment });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.startsWith("listening")) break;
  }
  return { child, lines, url: `http://127.0.0.1:${/\d+$/.exec(lines.at(-1) ?? "")?.[0]}` };
}

describe("the functions, under the stand-in for their host", () => {
  it("name every missing setting and end with 1", async () => {
    const child = start({ FOUNDRY_MODEL: "gpt-4.1" });
    const text = child.stderr.setEncoding("utf8").toArray();
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(1);
    expect((await text).join("")).toBe(
      [
        "These settings are missing:",
        "  FOUNDRY_PROJECT_ENDPOINT: the project, such as https://account.services.ai.azure.com/api/projects/project",
        "  TEGATA_RESOURCE_TENANT_ID: the directory that the project trusts",
        "  TEGATA_APPLICATION_CLIENT_ID: the multi-tenant application that trusts the managed identity",
        "  TEGATA_MANAGED_IDENTITY_CLIENT_ID: the user-assigned managed identity of this function app",
        "",
      ].join("\n"),
    );
  });

  it("are served where they are registered, by method and route, and say what is wrong", async () => {
    const { child, lines, url } = await serving();
    expect(lines[0]).toBe("functions: askClassicAgent, askCurrentAgent");
    const ask = async (path: string, body: string, method = "POST") => {
      const response = await fetch(`${url}${path}`, { method, ...(method === "POST" ? { body } : {}) });
      return [response.status, await response.text()] as const;
    };
    for (const path of ["/api/agents/classic", "/api/agents/current"]) {
      expect(await ask(path, '{"question":"What is open?"}')).toEqual([
        502,
        JSON.stringify({
          code: "identity.refused",
          message:
            "the App Service identity endpoint answered 400: No User Assigned or Delegated Managed Identity found",
          fix: "Assign the user-assigned managed identity to this host, and check the id given to managedIdentity().",
          hop: 1,
        }),
      ]);
      for (const body of ["", "{", "{}", '{"question":""}', '{"question":7}', "null"])
        expect((await ask(path, body))[0]).toBe(400);
      expect((await ask(path, "", "GET"))[0]).toBe(404);
    }
    expect((await ask("/api/elsewhere", "{}"))[0]).toBe(404);
    const closed = once(child, "close");
    child.kill("SIGTERM");
    expect(await closed).toEqual([0, null]);
  });
});
