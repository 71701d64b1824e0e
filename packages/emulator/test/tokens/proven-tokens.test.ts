import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ProvenTokens } from "../../src/tokens/proven-tokens.ts";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

const aToken = (name: string): string =>
  `${part({ alg: "RS256" })}.${part({ name })}.${part(`the signature of ${name}`)}`;
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { publicKey: otherKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

function added(proven: ProvenTokens, ...tokens: readonly string[]): void {
  for (const token of tokens) {
    const decoded = proven.decode(token);
    if (!decoded) throw new Error("that is no token");
    proven.add(token, { decoded, key: publicKey });
  }
}

describe("what is remembered of a proven token", () => {
  it("holds for the key object that it was verified with alone, not for an equal one nor for another", () => {
    const proven = new ProvenTokens();
    added(proven, aToken("a"));
    const equal = createPublicKey({ key: publicKey.export({ format: "jwk" }), format: "jwk" });
    expect(proven.has(aToken("a"), publicKey)).toBe(true);
    expect(proven.has(aToken("a"), equal)).toBe(false);
    expect(proven.has(aToken("a"), otherKey)).toBe(false);
  });

  it("holds for its text to the letter", () => {
    const proven = new ProvenTokens();
    added(proven, aToken("a"));
    for (const other of [aToken("b"), `${aToken("a")} `, aToken("a").slice(1), `e${aToken("a")}`, ""])
      expect(proven.has(other, publicKey)).toBe(false);
  });

  it("is found by the token's end and holds for no other token that ends alike", () => {
    const proven = new ProvenTokens();
    const signature = part("one signature, long enough to fill the whole end of a token");
    const [one, other] = ["one", "other"].map((name) => `${part({ alg: "RS256" })}.${part({ name })}.${signature}`);
    added(proven, one ?? "");
    expect(proven.has(other ?? "", publicKey)).toBe(false);
    expect(proven.decode(other ?? "")?.claims).toEqual({ name: "other" });
    proven.forget(other ?? "");
    expect(proven.has(one ?? "", publicKey)).toBe(true);
    added(proven, other ?? "");
    expect([proven.has(one ?? "", publicKey), proven.has(other ?? "", publicKey)]).toEqual([false, true]);
  });

  it("is nothing of a token that was only decoded", () => {
    const proven = new ProvenTokens();
    expect(proven.decode(aToken("a"))?.claims).toEqual({ name: "a" });
    expect(proven.decode("no token")).toBeUndefined();
    expect(proven.size).toBe(0);
  });

  it("is handed out such that no request can change what the next one reads", () => {
    const proven = new ProvenTokens();
    added(proven, aToken("a"));
    const decoded = proven.decode(aToken("a"));
    expect(decoded).toEqual({ header: { alg: "RS256" }, claims: { name: "a" } });
    expect(Object.isFrozen(decoded?.claims) && Object.isFrozen(decoded?.header)).toBe(true);
  });

  it("is gone once it is forgotten, and may be proven again", () => {
    const proven = new ProvenTokens();
    added(proven, aToken("a"));
    proven.forget(aToken("a"));
    expect(proven.has(aToken("a"), publicKey)).toBe(false);
    added(proven, aToken("a"));
    expect(proven.has(aToken("a"), publicKey)).toBe(true);
  });

  it("is no more than so many tokens: the oldest goes first", () => {
    const proven = new ProvenTokens({ tokens: 2, characters: 10_000, longest: 1000 });
    added(proven, aToken("a"), aToken("b"), aToken("a"), aToken("c"));
    expect(["a", "b", "c"].map((name) => proven.has(aToken(name), publicKey))).toEqual([true, false, true]);
    expect(proven.size).toBe(2);
  });

  it("is no more than so many characters, and no token that is too long", () => {
    const { length } = aToken("a");
    const proven = new ProvenTokens({ tokens: 100, characters: 2 * length, longest: length });
    added(proven, aToken("a"), aToken("b"), aToken("c"), aToken("longer than that"));
    expect(["a", "b", "c"].map((name) => proven.has(aToken(name), publicKey))).toEqual([false, true, true]);
    expect(proven.size).toBe(2);
  });
});
