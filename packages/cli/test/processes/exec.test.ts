import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Ended, Place, StartOptions, Tegata } from "./place.ts";
import { aPlace } from "./place.ts";

let place: Place;
let emulator: RunningEmulator;
beforeAll(async () => {
  [place, emulator] = await Promise.all([aPlace(), startEmulator()]);
});
afterAll(() => Promise.all([place.dispose(), emulator.close()]));

function start(host: string, script: string, options?: StartOptions, more: readonly string[] = []): Tegata {
  const words = [
    "exec",
    ...more,
    "--state",
    emulator.environment.stateFolder,
    "--on",
    host,
    "--",
    process.execPath,
    "-e",
    script,
  ];
  return place.start(words, options);
}

async function variablesOn(host: string, inherited: Record<string, string> = {}): Promise<NodeJS.Dict<string>> {
  const { code, stdout } = await start(host, "process.stdout.write(JSON.stringify(process.env))", {
    environment: inherited,
  }).ended;
  expect(code).toBe(0);
  return JSON.parse(stdout) as NodeJS.Dict<string>;
}

describe("the program's environment", () => {
  test("on App Service is the host's identity endpoint, trust, the proxy and a port", async () => {
    const { ca, caBundle, proxy, directories } = emulator.environment;
    const host = directories["contoso"]?.hosts?.["app-orders"];
    const seen = await variablesOn("app-orders");
    expect(seen).toMatchObject({
      IDENTITY_ENDPOINT: host?.identityEndpoint,
      IDENTITY_HEADER: host?.identityHeader,
      WEBSITE_SITE_NAME: "app-orders",
      APPSETTING_WEBSITE_SITE_NAME: "app-orders",
      NODE_EXTRA_CA_CERTS: ca,
      SSL_CERT_FILE: caBundle,
      REQUESTS_CA_BUNDLE: caBundle,
      HTTPS_PROXY: proxy,
      NODE_USE_ENV_PROXY: "1",
    });
    expect(Number(seen["PORT"])).toBeGreaterThan(1_023);
    expect(seen["NO_PROXY"]?.split(",")).toEqual(expect.arrayContaining(["localhost", "127.0.0.1"]));
  });

  test("on App Service may be that of the protocol 2017-09-01, with the same endpoint", async () => {
    const host = emulator.environment.directories["contoso"]?.hosts?.["app-orders"];
    const old = ["--identity-protocol", "2017-09-01"];
    const script = "process.stdout.write(JSON.stringify(process.env))";
    const { stdout } = await start("app-orders", script, {}, old).ended;
    const seen = JSON.parse(stdout) as NodeJS.Dict<string>;
    const given = Object.entries(seen).filter(([name]) => /^(MSI|IDENTITY)_/.test(name));
    expect(Object.fromEntries(given)).toEqual({
      MSI_ENDPOINT: host?.identityEndpoint,
      MSI_SECRET: host?.identityHeader,
    });
    const refused = await start("vm-batch", script, {}, old).ended;
    expect([refused.code, refused.stderr]).toEqual([
      64,
      expect.stringContaining("vm-batch has no identity endpoint of the protocol 2017-09-01"),
    ]);
  });

  test("on a virtual machine is IMDS and no host secret", async () => {
    const seen = await variablesOn("vm-batch");
    expect(Object.values(seen)).toContain(
      emulator.environment.directories["contoso"]?.hosts?.["vm-batch"]?.identityEndpoint,
    );
    expect(Object.keys(seen).filter((name) => /^(IDENTITY_|WEBSITE_)/.test(name))).toEqual([]);
  });

  test("has nothing inherited that would lead a client elsewhere, and keeps the rest", async () => {
    const misleading = {
      AZURE_CLIENT_ID: "x",
      AZURE_CLIENT_SECRET: "x",
      AZURE_TENANT_ID: "x",
      AZURE_AUTHORITY_HOST: "x",
      MSI_ENDPOINT: "x",
      MSI_SECRET: "x",
      IMDS_ENDPOINT: "x",
      IDENTITY_SERVER_THUMBPRINT: "x",
      HTTP_PROXY: "http://elsewhere:1",
      http_proxy: "http://elsewhere:1",
      ALL_PROXY: "http://elsewhere:1",
    };
    const seen = await variablesOn("app-orders", {
      ...misleading,
      HTTPS_PROXY: "http://elsewhere:1",
      PORT: "8123",
      MINE: "kept",
    });
    for (const name of Object.keys(misleading)) expect({ name, value: seen[name] }).toEqual({ name, value: undefined });
    expect(seen).toMatchObject({ HTTPS_PROXY: emulator.environment.proxy, PORT: "8123", MINE: "kept" });
  });

  test("does not hold the operators' secrets, though the shell has them", async () => {
    const operators = {
      TEGATA_HOME_CLIENT_ID: "x",
      TEGATA_HOME_CLIENT_SECRET: "x",
      TEGATA_RESOURCE_CLIENT_ID: "x",
      TEGATA_RESOURCE_CLIENT_SECRET: "x",
      TEGATA_RESOURCE_FEDERATED_TOKEN_FILE: "x",
    };
    const settings = { TEGATA_HOME_TENANT_ID: "kept", TEGATA_APPLICATION_CLIENT_ID: "kept" };
    const seen = await variablesOn("app-orders", { ...operators, ...settings });
    expect(Object.entries(seen).filter(([name]) => /^TEGATA_(HOME|RESOURCE|APPLICATION)_/.test(name))).toEqual(
      Object.entries(settings),
    );
  });
});

describe("the program's end", () => {
  test.each([0, 64])("with exit code %i is the command's", async (code) => {
    expect(await start("vm-batch", `process.exit(${code})`).ended).toMatchObject({ code, stdout: "", stderr: "" });
  });

  const handler = (name: string, code: number): string => `process.on("${name}", () => process.exit(${code}));`;
  test.each(["SIGTERM", "SIGINT"] as const)("after %s, which is passed on, is its own answer to it", async (name) => {
    const exec = start("vm-batch", `${handler(name, 7)} setInterval(() => {}, 1e6); console.log("ready");`);
    await exec.printed("stdout", "ready");
    exec.signal(name, "process");
    expect(await exec.ended).toMatchObject({ code: 7 });
    expect(exec.isGone()).toBe(true);
  });

  test("by a signal is 128 and the signal's number", async () => {
    const exec = start("vm-batch", `setInterval(() => {}, 1e6); console.log("ready");`);
    await exec.printed("stdout", "ready");
    exec.signal("SIGTERM", "process");
    expect(await exec.ended).toMatchObject({ code: 143 });
    expect(exec.isGone()).toBe(true);
  });
});

describe("refused", () => {
  const state = (): string[] => ["--state", emulator.environment.stateFolder];
  const refusals: [string, () => string[], number, string][] = [
    [
      "an unknown host, with the hosts there are",
      () => ["--on", "app-other", ...state(), "--", "true"],
      1,
      "error cli.host-unknown: the emulator has no host app-other\nIts hosts are app-orders, func-agents, vm-batch.\n",
    ],
    [
      "a program that is not there",
      () => ["--on", "vm-batch", ...state(), "--", "no-such-program"],
      1,
      "error cli.program-not-found: there is no program no-such-program\nGive the program as you would type it, behind --.\n",
    ],
    [
      "no host",
      () => [...state(), "--", "true"],
      64,
      "error cli.usage: --on is missing\nName a host: tegata exec --on app-orders -- node app.js\n",
    ],
    [
      "no program",
      () => ["--on", "vm-batch", ...state()],
      64,
      "error cli.usage: no program is given\nPut it behind --: tegata exec --on app-orders -- node app.js\n",
    ],
  ];
  test.each(refusals)("%s", async (_what, words, code, stderr) => {
    expect(await place.run(["exec", ...words()])).toEqual({ code, signal: null, stdout: "", stderr } satisfies Ended);
  });

  test("no emulator running", async () => {
    const { code, stderr } = await place.run(["exec", "--state", place.folder, "--on", "vm-batch", "--", "true"]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error cli.emulator-not-running: no emulator runs in ${place.folder}\nStart one with: tegata emulator start. It may have another folder: name it with --state.\n`,
    );
  });
});
