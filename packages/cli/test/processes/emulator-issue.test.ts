import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { expectEnvelope } from "./envelope.ts";
import type { Place } from "./place.ts";
import { aPlace } from "./place.ts";

let place: Place;
let state: string[];
beforeEach(async () => {
  place = await aPlace();
  state = ["--state", join(place.folder, "state")];
  const started = place.start(["emulator", "start", "--json", "--ports", "free", ...state]);
  await started.printed("stdout", "\n");
});
afterEach(() => place.dispose());

const issue = (...words: string[]) => place.run(["emulator", "issue", ...words, ...state]);
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
  const file = join(place.folder, "token");
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
});
