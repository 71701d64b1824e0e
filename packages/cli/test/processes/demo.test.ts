import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectEnvelope } from "./envelope.ts";
import type { Place } from "./place.ts";
import { aPlace } from "./place.ts";

let place: Place;
beforeAll(async () => {
  place = await aPlace();
});
afterAll(() => place.dispose());

async function isRefused(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    (error: unknown) =>
      error instanceof TypeError && String((error.cause as NodeJS.ErrnoException).code) === "ECONNREFUSED",
  );
}

describe("tegata demo", () => {
  test("runs the main job, shows the three hops and that what was written is what was read", async () => {
    const { code, stdout, stderr } = await place.run(["demo"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(
      /^1\. A blob, from App Service: [\s\S]*\nHop 1, managed identity: [\s\S]*\nHop 3, resource: /,
    );
    expect(stdout).toMatch(/\n2\. An agent of AI Foundry, from Functions: [\s\S]*\nHop 1, [\s\S]*\nHop 3, resource: /);
    expect(stdout.match(/^Hop /gm)).toHaveLength(6);
    for (const audience of ["https://storage.azure.com", "https://ai.azure.com"])
      expect(stdout).toContain(`\n   audience   ${audience}\n`);
    expect(stdout).toContain("You are application ");
    expect(stdout).toMatch(/\nWhat was written is what was read: 262144 bytes, sha256 [\da-f]{16}…, in \d+ ms\n/);
    expect(stdout).toContain("The workload's chain used no secret: a managed identity, then a federated identity");
    expect(stdout).toContain("tegata demo --keep");
    expect(stderr).toContain("Plan: 7 to create, 2 to change, by two operators. Applying:\n");
    expect(stderr).toContain("A second plan has nothing to do.\n");
    expect(stdout + stderr).not.toContain("\u001B[");
    expect(await place.leftInTemp()).toEqual([]);
  });

  test("with --json prints one envelope on standard output, and progress on standard error only", async () => {
    const demo = place.start(["demo", "--json"]);
    const ended = await demo.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("Storing a file through the app");
    const { command, ok, data, diagnostics } = expectEnvelope(ended);
    expect({ command, ok, diagnostics }).toEqual({ command: "demo", ok: true, diagnostics: [] });
    expect(data).toMatchObject({
      journeys: ["Storage Blob Data Contributor", "Foundry User"].map((role) => ({
        hops: [
          { number: 1, credential: "managed identity", resource: "api://AzureADTokenExchange" },
          { number: 2, name: "exchange", credential: "federated identity credential" },
          { number: 3, name: "resource", role },
        ],
      })),
      roundTrip: { bytes: 262_144, equal: true },
    });
    const { tokens } = data as { readonly tokens: readonly { readonly to: string; readonly credential: string }[] };
    expect(tokens.filter(({ credential }) => credential === "client secret").map(({ to }) => to)).toEqual(
      expect.arrayContaining(["Contoso operator", "Fabrikam operator"]),
    );
    expect(
      tokens
        .filter(({ to }) => to.startsWith("id-") || to.startsWith("orders"))
        .map((one) => one.credential)
        .toSorted(),
    ).toEqual([
      "federated identity credential",
      "federated identity credential",
      "managed identity",
      "managed identity",
    ]);
    expect(demo.isGone()).toBe(true);
    expect(await place.leftInTemp()).toEqual([]);
  });

  test("with --keep stays, can be reached, and ends well with Ctrl-C, leaving nothing", async () => {
    const demo = place.start(["demo", "--keep"]);
    const shown = await demo.printed("stdout", "Ctrl-C ends everything and leaves nothing behind.\n");
    const url = /open (http:\S+)/.exec(shown)?.[1] ?? "";
    const state = /emulator env --state (\S+)/.exec(shown)?.[1] ?? "";
    expect(await (await fetch(`${url}/files`)).text()).toContain("orders.bin");
    const functions = /curl (http:\S+)/.exec(shown)?.[1] ?? "";
    const asked = await fetch(functions, { method: "POST", body: '{"question":"Who am I?"}' });
    expect(await asked.json()).toMatchObject({ agent: "current", answer: expect.stringContaining("Who am I?") });
    const { stdout } = await place.run(["emulator", "env", "--state", state]);
    const { authority, stateFolder } = JSON.parse(stdout) as { authority: string; stateFolder: string };
    expect(stateFolder).toBe(state);
    demo.signal("SIGINT", "group");
    expect(await demo.ended).toMatchObject({ code: 0 });
    expect(demo.isGone()).toBe(true);
    expect(await isRefused(url)).toBe(true);
    expect(await isRefused(authority)).toBe(true);
    expect(existsSync(state)).toBe(false);
    expect(await place.leftInTemp()).toEqual([]);
  });

  test("with --keep and --json prints its envelope at once and nothing more at the end", async () => {
    const demo = place.start(["demo", "--keep", "--json"]);
    await demo.printed("stdout", "\n");
    demo.signal("SIGTERM", "process");
    const ended = await demo.ended;
    expect(ended.code).toBe(0);
    expect(expectEnvelope(ended).ok).toBe(true);
    expect(await place.leftInTemp()).toEqual([]);
  });
});
