import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { World } from "../../src/command.ts";
import { main } from "../../src/main.ts";
import type { Envelope } from "../../src/output/result.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const pasted =
  "2026-01-02T03:04:05.1234567Z ##[error]AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/orders:ref:refs/heads/main'. Trace ID: 00000000-1111-2222-3333-444444444444";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tegata-explain-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

async function run(words: readonly string[], input: Uint8Array | string = ""): Promise<Ran> {
  const terminal = fakeTerminal();
  const world: World = {
    terminal,
    environment: {},
    workingFolder: folder,
    platform: "linux",
    input: Readable.from([typeof input === "string" ? Buffer.from(input) : input]),
  };
  const code = await main(["explain", ...words], world);
  return { code, out: terminal.results.join("\n"), notes: terminal.notes.join("\n") };
}

describe("tegata explain", () => {
  test("explains a text on standard input: where, what, why, and what repairs it", async () => {
    const { code, out, notes } = await run([], pasted);
    expect({ code, notes }).toEqual({ code: 0, notes: "" });
    expect(out).toContain("AADSTS700213: subject matches no credential");
    expect(out).toContain("Failed at hop 2, the exchange at Microsoft Entra");
    expect(out).toContain("subject: repo:contoso/orders:ref:refs/heads/main");
    expect(out).toContain("Add a credential whose subject is exactly repo:contoso/orders:ref:refs/heads/main");
  });

  test("--json has hop, service, code, title, causes and links in data", async () => {
    const { code, out } = await run(["--json"], pasted);
    expect(code).toBe(0);
    const envelope = JSON.parse(out) as Envelope;
    expect(envelope).toMatchObject({
      schemaVersion: 1,
      command: "explain",
      ok: true,
      data: {
        hop: 2,
        service: "entra",
        code: "AADSTS700213",
        title: "subject matches no credential",
        causes: [
          { likelihood: "high", cause: expect.any(String), fix: expect.any(String) },
          { likelihood: "medium" },
          { likelihood: "medium" },
          { likelihood: "medium" },
        ],
        links: [
          "https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
          "https://login.microsoftonline.com/error?code=700213",
          "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
        ],
        ids: { traceId: "00000000-1111-2222-3333-444444444444" },
      },
      diagnostics: [],
    });
  });

  test("takes a code, a text in several words, and - for standard input", async () => {
    expect((await run(["700213"])).out).toContain("AADSTS700213");
    expect((await run(["Please", "run", "'az", "login'", "to", "setup", "account."])).out).toContain("az login");
    expect((await run(["-"], pasted)).code).toBe(0);
  });

  test("reads a file as PowerShell writes it, in UTF-16", async () => {
    await writeFile(join(folder, "build.log"), Buffer.from(`\uFEFF${pasted}\r\n`, "utf16le"));
    expect((await run(["--file", "build.log"])).out).toContain("AADSTS700213");
  });

  test.each([
    ["AADSTS50076: you must use multi-factor authentication", "a person's sign-in", "explain.other-subject"],
    ["npm error code ERESOLVE", "package installation", "explain.other-subject"],
    ["the weather is fine", "unknown", "explain.unknown"],
  ])("%j is no error of the chain: ok is false and the exit code 1", async (text, subject, code) => {
    const ran = await run(["--json"], text);
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: false,
      data: { ok: false, hop: null, subject },
      diagnostics: [{ code }],
    });
  });

  test("says which other errors stand in a log, and how often", async () => {
    const later =
      "\nAuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.";
    const { out } = await run([], `${pasted}\n${"x".repeat(2000)}\n${pasted}${later}`);
    expect(out).toContain("AADSTS700213: subject matches no credential</> (2 times)");
    expect(out).toContain(
      "AuthorizationPermissionMismatch: no data role that allows this operation (hop 3, the resource)",
    );
  });

  test.each([
    [[], ""],
    [[], " \n"],
    [["--file", "missing.log"], ""],
    [["--file", "build.log", "700213"], ""],
  ])("%j with %j is wrong usage", async (words, input) => expect((await run(words, input)).code).toBe(64));

  test("shows no secret of the text", async () => {
    const secret = "abc8Q~abcdefghijklmnopqrstuvwxyz0123456789";
    const ran = await run(["--json"], `client_secret=${secret} issuer '${secret}' ${pasted}`);
    expect(ran.out).not.toContain("8Q~abcdef");
  });
});
