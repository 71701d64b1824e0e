import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import { aChain } from "../../chain.ts";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, contoso, token } from "../../emulator.ts";
import { expectRefusal } from "../../refusal.ts";
import { callGraph, decode, operatorToken, read } from "../../wire.ts";
import { rollKeys } from "../../../src/directory/signing-keys.ts";

const graph = "https://graph.microsoft.com/.default";

function home(emulator: TestEmulator) {
  const [directory] = emulator.context.truth.directories;
  if (!directory) throw new Error("there is no home directory");
  return directory;
}

async function publishedKids(emulator: TestEmulator): Promise<string[]> {
  const url = `${token}/${contoso.tenantId}/discovery/v2.0/keys`;
  const { keys } = (await read(await emulator.fetch(new Request(url)))).body as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

function roll(emulator: TestEmulator, graceSeconds?: number): Promise<void> {
  const { world, store } = emulator.context;
  return rollKeys(home(emulator), { world, save: store.save, ...(graceSeconds === undefined ? {} : { graceSeconds }) });
}

const kidOf = async (emulator: TestEmulator) => decode(await operatorToken(emulator, "contoso", graph)).header["kid"];

describe("a directory's keys", () => {
  it("are announced ahead: the next one is published before it signs, and signs after the roll", async () => {
    const emulator = await anEmulator();
    await emulator.context.keys.announce(home(emulator));
    const [first, next] = await publishedKids(emulator);
    expect(await kidOf(emulator)).toBe(first);
    await roll(emulator);
    expect(await kidOf(emulator)).toBe(next);
    const after = await publishedKids(emulator);
    expect([after.length, after[0], after[2]]).toEqual([3, next, first]);
  });

  it("still verify for 25 hours once they are rolled away, and no longer", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const assertion = await chain.assertion();
    const old = decode(assertion).header["kid"];
    const bearer = await operatorToken(emulator, "contoso", graph);
    await roll(emulator);
    expect((await chain.exchange({ client_assertion: assertion })).status).toBe(200);
    const call = () => callGraph(emulator, "contoso", "GET /v1.0/applications", { token: bearer });
    expect((await call()).status).toBe(200);
    expect(await publishedKids(emulator)).toContain(old);
    emulator.world.advance(90_000);
    expect(await publishedKids(emulator)).not.toContain(old);
    expect((await chain.exchange({ client_assertion: assertion })).body).toMatchObject({ error_codes: [700027] });
  });

  it("are gone at once when no grace is given: stale tokens are refused, fresh ones served (assertion.signature, 700027)", async () => {
    const chain = await aChain();
    const assertion = await chain.assertion();
    await roll(chain.emulator, 0);
    expectRefusal(await chain.exchange({ client_assertion: assertion }), {
      status: 401,
      error: "invalid_client",
      code: 700027,
      message: "Client assertion failed signature validation. [Reason - The key was not found.]",
    });
    // The platform caches the identity's token; a day later it asks for another.
    chain.emulator.world.advance(86_400);
    expect((await chain.exchange()).status).toBe(200);
  });

  it("roll twice at once without losing one", async () => {
    const emulator = await anEmulator();
    const before = await kidOf(emulator);
    await Promise.all([roll(emulator), roll(emulator)]);
    const kids = await publishedKids(emulator);
    expect(kids).toContain(before);
    expect(new Set(kids).size).toBe(kids.length);
    expect(home(emulator).signingKeys.filter(({ isAnnounced }) => isAnnounced)).toHaveLength(1);
    expect(kids[0]).toBe(await kidOf(emulator));
  });

  const tricks: readonly (readonly [string, unknown])[] = [
    ["a path", "../../../../dev/null"],
    ["a query", "' OR '1'='1"],
    ["a property of every object", "__proto__"],
    ["another such property", "constructor"],
    ["an address", "https://attacker.example/keys"],
    ["a text of 100 000 characters", "k".repeat(100_000)],
    ["an empty text", ""],
  ];
  it.each(tricks)("are not found by a kid that is %s", async (_, kid) => {
    const chain = await aChain();
    const answer = await chain.exchange({ client_assertion: forge(await chain.assertion(), { header: { kid } }) });
    expect(answer.body).toMatchObject({ error: "invalid_client", error_codes: [700027] });
    expect(answer.text.length).toBeLessThan(5000);
    expect((await chain.exchange()).status).toBe(200);
  });

  it.each([{ kid: ["a"] }, { kid: { a: 1 } }, { kid: 7 }, { kid: null }])(
    "are not named by a kid that is no text: %o (assertion.key-id, 5002723)",
    async (header) => {
      const chain = await aChain();
      const answer = await chain.exchange({ client_assertion: forge(await chain.assertion(), { header }) });
      expect(answer.body).toMatchObject({ error: "invalid_client", error_codes: [5002723] });
    },
  );
});
