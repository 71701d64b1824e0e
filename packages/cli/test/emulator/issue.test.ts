import { generateKeyPairSync } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectEnvelope } from "../processes/envelope.ts";
import type { Commands } from "./commands.ts";
import { emulatorCommands } from "./commands.ts";

let commands: Commands;
beforeAll(async () => {
  commands = await emulatorCommands();
});
afterAll(() => commands.dispose());

const issue = (...words: string[]) => commands.run("issue", ...words);
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

test("emulator issue prints a workload's token, or writes it for its owner only and prints none", async () => {
  const github = await issue("github", "--repository", "contoso/orders", "--ref", "refs/heads/main");
  expect([github.code, github.stderr]).toEqual([0, ""]);
  expect(claimsOf(github.stdout)).toMatchObject({
    iss: "https://token.actions.githubusercontent.com",
    sub: "repo:contoso/orders:ref:refs/heads/main",
  });

  // A file that everybody could read does not stay one.
  const file = join(commands.folder, "token");
  await writeFile(file, "old", { mode: 0o644 });
  const kubernetes = await issue("kubernetes", "--namespace", "shop", "--service-account", "orders", "--file", file);
  const token = await readFile(file, "utf8");
  expect(claimsOf(token)).toMatchObject({
    sub: "system:serviceaccount:shop:orders",
    aud: ["api://AzureADTokenExchange"],
  });
  expect((await stat(file)).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
  expect([kubernetes.code, `${kubernetes.stdout}${kubernetes.stderr}`.includes(token.slice(0, 20))]).toEqual([
    0,
    false,
  ]);

  const wrong = await issue("github", "--repository", "orders", "--json");
  expect(wrong.code).toBe(64);
  expect(expectEnvelope(wrong)).toMatchObject({
    ok: false,
    diagnostics: [{ code: "cli.usage", message: "The request is not valid: repository must be owner/name." }],
  });

  const nowhere = join(commands.folder, "nowhere", "token");
  const lost = await issue("github", "--repository", "contoso/orders", "--file", nowhere, "--json");
  expect(lost.code).toBe(64);
  expect(expectEnvelope(lost)).toMatchObject({
    diagnostics: [{ code: "cli.usage", message: `${nowhere} cannot be written` }],
  });
});

test("emulator issuer adds an issuer with its keys or without, which then signs here, lists and forgets it", async () => {
  const issuer = (...words: string[]) => commands.run("issuer", ...words);
  const [gitlab, own] = ["https://gitlab.example.com", "https://oidc.example.com/tenant"];
  const { n, e } = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
  const file = join(commands.folder, "jwks.json");
  await writeFile(file, JSON.stringify({ keys: [{ kty: "RSA", kid: "mine", n, e }] }));
  expect((await issuer("add", "--issuer", gitlab, "--keys", file)).stdout).toBe(
    `Tokens of ${gitlab} are taken where a federated identity credential names it.\nIts keys: mine\n`,
  );
  expect((await issuer("add", "--issuer", own)).code).toBe(0);
  const words = ["--issuer", own, "--subject", "job-1", "--claims", '{"team":"orders"}'];
  expect(claimsOf((await issue("registered", ...words)).stdout)).toMatchObject({
    iss: own,
    sub: "job-1",
    aud: "api://AzureADTokenExchange",
    team: "orders",
  });
  const wrong = await issue("registered", "--issuer", gitlab, "--subject", "job-1", "--json");
  expect(expectEnvelope(wrong)).toMatchObject({ ok: false, diagnostics: [{ code: "cli.usage" }] });

  for (const faulty of [
    ["--subject", "job-1"],
    ["--issuer", own],
    [...words, "--claims", "["],
  ])
    expect(expectEnvelope(await issue("registered", ...faulty, "--json"))).toMatchObject({
      diagnostics: [{ code: "cli.usage" }],
    });

  expect((await issuer("remove", "--issuer", gitlab)).stdout).toBe(`${gitlab} is forgotten.\n`);
  const again = await issuer("remove", "--issuer", gitlab);
  expect([again.code, again.stderr]).toEqual([64, expect.stringContaining(`there is no issuer ${gitlab}`)]);
  expect((await issuer("list")).stdout).toMatch(
    /^https:\/\/token\.actions.*\n.* {2}kubernetes .*\nhttps:\/\/oidc\.example\.com\/tenant {2}registered {2}1 in its key document\n$/,
  );
});
