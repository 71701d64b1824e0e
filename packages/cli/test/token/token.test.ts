import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/command.ts";
import { main } from "../../src/main.ts";
import type { Envelope } from "../../src/output/result.ts";
import type { Chain } from "../diagnosis/a-chain.ts";
import { aChain, graph, names } from "../diagnosis/a-chain.ts";
import type { FakeTerminal } from "../fake-terminal.ts";
import { fakeTerminal } from "../fake-terminal.ts";

let chain: Chain;
let folder: string;
beforeAll(async () => {
  [chain, folder] = await Promise.all([aChain(), mkdtemp(join(tmpdir(), "tegata-token-"))]);
});
afterEach(() => chain.restore());
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly terminal: FakeTerminal;
  readonly printed: string;
}

async function run(
  words: readonly string[],
  { interactive = false, environment = chain.inProcess() } = {},
): Promise<Ran> {
  const terminal = fakeTerminal();
  const world: World = {
    terminal: { ...terminal, isInteractive: interactive },
    environment,
    workingFolder: folder,
    platform: "linux",
    fetch: (url, init) => chain.emulator.fetch(new Request(url, init)),
    clock: {
      nowMs: () => chain.emulator.context.clock.now(),
      sleep: () => new Promise(() => {}),
    },
  };
  const code = await main(["token", ...words], world);
  return { code, terminal, printed: [...terminal.results, ...terminal.notes].join("\n") };
}

function dataOf({
  terminal,
}: Ran): { readonly ok: boolean; readonly hops: readonly Record<string, unknown>[] } & Record<string, unknown> {
  return (JSON.parse(terminal.results[0] ?? "{}") as Envelope).data as ReturnType<typeof dataOf>;
}

/** Three parts in base64url, as a token has them. */
const tokenShape = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

describe("tegata token on a host where the chain works", () => {
  test("tells both tokens in words, with what each part must equal, and never a token", async () => {
    const ran = await run([]);
    expect(ran.code).toBe(0);
    expect(ran.printed).toContain("Hop 1: the managed identity's token");
    expect(ran.printed).toContain("the credential's subject: the managed identity's principal (object) id");
    expect(ran.printed).toContain("Hop 2: the exchange for an access token");
    expect(ran.printed).toContain(chain.resource.tenantId);
    expect(ran.printed).not.toContain("differs from");
    expect(ran.printed).not.toMatch(tokenShape);
  });

  test("--json has the claims of both tokens, without token or signature", async () => {
    const ran = await run(["--json"]);
    expect(ran.terminal.results).toHaveLength(1);
    expect(dataOf(ran)).toMatchObject({
      ok: true,
      hops: [
        { hop: 1, outcome: "passed", claims: { tid: chain.home.tenantId } },
        { hop: 2, outcome: "passed", claims: { tid: chain.resource.tenantId } },
      ],
    });
    expect(ran.printed).not.toMatch(tokenShape);
  });

  test("--scope asks for another resource, and says which audience came", async () => {
    const ran = await run(["--scope", "https://graph.microsoft.com/.default", "--json"]);
    expect(JSON.stringify(dataOf(ran))).toContain("Microsoft Graph");
  });

  test("the directory's home is asked with the ids of tegata.yaml where the settings are missing", async () => {
    const text = `version: 1
cloud: public
home:
  tenantId: ${chain.home.tenantId}
  subscriptionId: ${chain.home.subscriptionId}
  resourceGroup: rg-app
  location: japaneast
  identity: ${names.identity}
  application: { name: ${names.application}, clientId: ${chain.inProcess()["TEGATA_APPLICATION_CLIENT_ID"]} }
  trusts: [managedIdentity]
resources:
  - tenantId: ${chain.resource.tenantId}
    grants: [{ api: https://graph.microsoft.com, appRole: Application.Read.All }]
`;
    await writeFile(join(folder, "other.yaml"), text);
    const { IDENTITY_ENDPOINT = "", IDENTITY_HEADER = "" } = chain.inProcess();
    const ran = await run(["--file", "other.yaml", "--json"], { environment: { IDENTITY_ENDPOINT, IDENTITY_HEADER } });
    expect({ code: ran.code, notes: ran.terminal.notes }).toEqual({ code: 0, notes: [] });
    expect(JSON.stringify(dataOf(ran))).toContain("Microsoft Graph");
  });
});

describe("tegata token where a hop fails", () => {
  test("stops at hop 2 and explains the refusal, with the issuer and subject that were presented", async () => {
    const id = chain.inProcess()["TEGATA_APPLICATION_CLIENT_ID"] ?? "";
    const listed = await chain.home.call(`GET ${graph}/applications(appId='${id}')/federatedIdentityCredentials`);
    const [credential] = listed["value"] as { readonly id: string }[];
    await chain.home.call(`DELETE ${graph}/applications(appId='${id}')/federatedIdentityCredentials/${credential?.id}`);
    chain.pass(3600);
    const ran = await run(["--json"]);
    expect(ran.code).toBe(4);
    expect(dataOf(ran)).toMatchObject({
      ok: false,
      hops: [{ outcome: "passed" }, { outcome: "failed", parts: [] }],
      explanation: { ok: true, root: { hop: 2, service: "entra", code: "AADSTS70025" } },
    });
    const shown = await run([]);
    expect(shown.printed).toContain("AADSTS70025");
    expect(shown.printed).toContain("the application never had one, or it was deleted");
    expect(shown.printed).toMatch(/In the text\n +application's name: orders-cross-tenant/);
    // Of a credential that is not there nothing can be seen to agree.
    expect(shown.printed).not.toContain("✓");
    expect(shown.printed).toContain("= must equal; whether it does cannot be seen from here.");
    expect(shown.printed).toContain("tegata doctor knows more");
    expect(shown.printed).not.toMatch(tokenShape);
  });

  test("stops at hop 1 where the host does not have the identity", async () => {
    const environment = {
      ...chain.inProcess(),
      TEGATA_MANAGED_IDENTITY_CLIENT_ID: "99999999-9999-4999-8999-999999999999",
    };
    const ran = await run(["--json"], { environment });
    expect(ran.code).toBe(4);
    expect(dataOf(ran)).toMatchObject({
      ok: false,
      hops: [{ outcome: "failed" }, { outcome: "not reached", parts: [] }],
      explanation: { ok: true, root: { hop: 1 } },
    });
  });

  test("knows the managed identity's own client id where the application's is wanted", async () => {
    const id = chain.outcome.managedIdentity?.clientId ?? "";
    const ran = await run(["--client-id", id, "--json"]);
    expect(ran.code).toBe(4);
    expect(dataOf(ran)["explanation"]).toMatchObject({
      root: {
        code: "AADSTS700016",
        causes: [{ cause: `${id} is the managed identity's own client id, not the application's` }],
      },
    });
    expect(ran.printed).not.toContain("az ad sp create");
  });

  test("says everything that is malformed, in one error, before anything is asked", async () => {
    const words = ["--tenant", "contoso", "--client-id", "orders", "--identity", "id-orders", "--scope", "storage"];
    const ran = await run(words);
    expect(ran.code).toBe(64);
    for (const option of ["--tenant", "--client-id", "--identity", "--scope"])
      expect(ran.printed).toContain(`${option} must be`);
  });

  test("says everything that is missing, in one error", async () => {
    const ran = await run([], { environment: {} });
    expect(ran.code).toBe(64);
    for (const option of ["--tenant", "--client-id", "--identity"]) expect(ran.printed).toContain(option);
  });
});

describe("tegata token --raw", () => {
  test.each([
    ["hop1", "whoever has it can exchange it"],
    ["access", "whoever has this token can use the resource"],
  ])("%s prints that token alone to a terminal, and warns", async (choice, warning) => {
    const ran = await run(["--raw", choice], { interactive: true });
    expect(ran.code).toBe(0);
    expect(ran.terminal.results).toHaveLength(1);
    expect(ran.terminal.results[0]).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(ran.terminal.notes.join("\n")).toContain(warning);
  });

  test("is refused with 64 where the output is no terminal, before anything is asked", async () => {
    const ran = await run(["--raw", "access"]);
    expect(ran.code).toBe(64);
    expect(ran.printed).not.toMatch(tokenShape);
  });

  test("goes to a pipe only with an option that says so, and never into JSON", async () => {
    const piped = await run(["--raw", "access", "--allow-token-in-output"]);
    expect(piped.code).toBe(0);
    expect(piped.terminal.results[0]).toMatch(tokenShape);
    const json = await run(["--raw", "access", "--json"], { interactive: true });
    expect(json.code).toBe(64);
    expect(json.printed).not.toMatch(tokenShape);
  });

  test("names the tokens it knows", async () => {
    expect((await run(["--raw", "everything"], { interactive: true })).code).toBe(64);
  });
});
