import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../src/index.ts";
import { aChain } from "../chain.ts";
import { decode } from "../wire.ts";
import { startSeconds } from "../world.ts";

const perToken = new Set(["iat", "nbf", "exp", "aio", "uti", "xms_ftd", "xms_rd"]);

function fixed(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !perToken.has(name)));
}

async function aClient() {
  const chain = await aChain();
  const claims = async () => decode(await chain.token()).claims;
  const issued = () =>
    chain.emulator.context.journal
      .since()
      .filter((entry): entry is Extract<JournalEntry, { kind: "token issued" }> => entry.kind === "token issued");
  return { ...chain, world: chain.emulator.world, claims, issued };
}

describe("the tokens that one client gets one after the other", () => {
  it("say the same in the same order, each with times and opaque claims of its own", async () => {
    const { world, claims } = await aClient();
    const first = await claims();
    world.advance(90);
    const second = await claims();
    expect(Object.keys(second)).toEqual(Object.keys(first));
    expect(fixed(second)).toEqual(fixed(first));
    expect([second["iat"], second["nbf"], second["exp"]]).toEqual([
      startSeconds + 90 - 300,
      startSeconds + 90 - 300,
      startSeconds + 90 + 3600,
    ]);
    for (const name of ["aio", "uti", "xms_ftd", "xms_rd"]) {
      expect(second[name]).not.toBe(first[name]);
      expect(String(second[name])).toHaveLength(String(first[name]).length);
    }
  });

  it("are each an entry of the journal, with the time and the expiry of that token", async () => {
    const { world, claims, issued } = await aClient();
    await claims();
    await claims();
    world.advance(90);
    await claims();
    const [one, other, late] = issued().filter(({ directory, credential }) => {
      return directory === "fabrikam" && credential === "federated identity credential";
    });
    expect(other).toEqual({ ...one, sequence: other?.sequence });
    expect(other?.sequence).toBeGreaterThan(one?.sequence ?? Infinity);
    expect(late?.at).toBe("2026-01-02T03:05:35.000Z");
    expect(late?.claims).toEqual({
      ...one?.claims,
      issuedAtSeconds: startSeconds - 210,
      notBeforeSeconds: startSeconds - 210,
      expiresOnSeconds: startSeconds + 3690,
    });
    expect(late?.verdicts.length).toBeGreaterThan(30);
  });

  it("show a change of the client at once", async () => {
    const chain = await aClient();
    await chain.claims();
    const principals = chain.emulator.context.truth.directories.flatMap(({ servicePrincipals }) => servicePrincipals);
    const principal = principals.find(({ id }) => id === chain.principalId);
    if (principal) principal.displayName = "renamed";
    await chain.claims();
    expect(chain.issued().at(-1)?.to).toBe("renamed");
  });
});
