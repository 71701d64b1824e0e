import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import type { Chain } from "../../chain.ts";
import { aChain, storageScope } from "../../chain.ts";
import { callArm, callGraph, decode } from "../../wire.ts";
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { rollKeys } from "../../../src/directory/signing-keys.ts";
import { callBlob } from "../blob/storage.ts";

/** A chain whose assertion has been accepted, and its token by Storage, so that both are remembered. */
async function acceptedOnce(): Promise<{ chain: Chain; assertion: string; bearer: string }> {
  const chain = await aChain({ role: true });
  const assertion = await chain.assertion();
  const bearer = String(
    ((await chain.exchange({ client_assertion: assertion })).body as Record<string, unknown>)["access_token"],
  );
  expect((await callBlob(chain, "PUT /again?restype=container", { token: bearer })).status).toBe(201);
  expect(chain.emulator.context.keys.proven.size).toBeGreaterThanOrEqual(2);
  return { chain, assertion, bearer };
}

const codes = async (chain: Chain, assertion: string) =>
  ((await chain.exchange({ client_assertion: assertion })).body as { error_codes?: number[] }).error_codes;

/** Every place of a token that is not a dot, a few of each part, with another character there. */
function withOneOtherCharacter(token: string): string[] {
  const places = [0, 5, 30, 200, 700, token.lastIndexOf(".") - 1, token.lastIndexOf(".") + 1, token.length - 5];
  return places.map((at) => `${token.slice(0, at)}${token[at] === "A" ? "B" : "A"}${token.slice(at + 1)}`);
}

describe("a token that was accepted and comes again", () => {
  it("is accepted again, and the journal has every check of both times", async () => {
    const { chain, assertion } = await acceptedOnce();
    expect((await chain.exchange({ client_assertion: assertion })).status).toBe(200);
    const issued = chain.emulator.context.journal.since().filter((entry) => entry.kind === "token issued");
    const [before, again] = issued.slice(-2).map((entry) => ("verdicts" in entry ? entry.verdicts : []));
    expect(again).toEqual(before);
    expect(again?.find(({ id }) => id === "assertion.signature")).toMatchObject({ outcome: "passed" });
  });

  it("lets nothing in that differs by one character, at either door (assertion.signature, 700027)", async () => {
    const { chain, assertion, bearer } = await acceptedOnce();
    for (const changed of withOneOtherCharacter(assertion)) expect(await codes(chain, changed)).toHaveLength(1);
    const signature = assertion.slice(assertion.lastIndexOf(".") + 1);
    expect(await codes(chain, forge(assertion, { claims: { uti: "other" }, signature }))).toEqual([700027]);
    for (const changed of withOneOtherCharacter(bearer))
      expect((await callBlob(chain, "GET /again?restype=container", { token: changed })).status).toBe(401);
    expect((await chain.exchange({ client_assertion: assertion })).status).toBe(200);
  });

  it("lets nothing in that a stranger signed under the same kid (assertion.signature, 700027)", async () => {
    const { chain, assertion, bearer } = await acceptedOnce();
    expect(await codes(chain, forge(assertion, {}))).toEqual([700027]);
    expect((await callBlob(chain, "GET /again?restype=container", { token: forge(bearer, {}) })).status).toBe(401);
    expect((await chain.exchange({ client_assertion: assertion })).status).toBe(200);
  });

  it("is refused once its directory has another key of the same kid (assertion.signature, 700027)", async () => {
    const { chain, assertion, bearer } = await acceptedOnce();
    for (const directory of chain.emulator.context.truth.directories) {
      const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const { n = "", e = "" } = createPublicKey(publicKey.export({ type: "pkcs1", format: "pem" })).export({
        format: "jwk",
      });
      directory.signingKeys = directory.signingKeys.map((key) => ({ ...key, n, e }));
    }
    expect(await codes(chain, assertion)).toEqual([700027]);
    expect((await callBlob(chain, "GET /again?restype=container", { token: bearer })).status).toBe(401);
  });

  it("is refused, and forgotten, once its key was rolled away (assertion.signature, 700027)", async () => {
    const { chain, assertion, bearer } = await acceptedOnce();
    const { world, store, truth, keys } = chain.emulator.context;
    for (const directory of truth.directories) await rollKeys(directory, { world, save: store.save, graceSeconds: 0 });
    const before = keys.proven.size;
    expect(await codes(chain, assertion)).toEqual([700027]);
    expect((await callBlob(chain, "GET /again?restype=container", { token: bearer })).status).toBe(401);
    expect(keys.proven.size).toBe(before - 2);
  });

  it("is refused once it has expired, and taken again when the clock goes back (assertion.validity, 700024)", async () => {
    const { chain, assertion, bearer } = await acceptedOnce();
    const { clock } = chain.emulator.context;
    clock.shiftBy(86_400_000);
    expect(await codes(chain, assertion)).toEqual([700024]);
    expect((await callBlob(chain, "GET /again?restype=container", { token: bearer })).status).toBe(401);
    clock.reset();
    expect((await chain.exchange({ client_assertion: assertion })).status).toBe(200);
    expect((await callBlob(chain, "GET /again?restype=container", { token: bearer })).status).toBe(200);
  });

  it("is refused once the credential is gone that named it (credential.exists, 70025)", async () => {
    const { chain, assertion } = await acceptedOnce();
    const path = `/v1.0/applications/${chain.application.id}/federatedIdentityCredentials` as const;
    const listed = (await callGraph(chain.emulator, "contoso", `GET ${path}`)).body as { value: { id: string }[] };
    for (const { id } of listed.value) await callGraph(chain.emulator, "contoso", `DELETE ${path}/${id}`);
    expect(await codes(chain, assertion)).toEqual([70025]);
  });

  it("is no token for another service: Storage's bearer is refused by Resource Manager, and as an assertion", async () => {
    const { chain, bearer } = await acceptedOnce();
    const path = `/subscriptions?api-version=2022-12-01` as const;
    expect((await callArm(chain.emulator, "fabrikam", `GET ${path}`, { token: bearer })).status).toBe(401);
    expect((await chain.exchange({ client_assertion: bearer, scope: storageScope })).status).not.toBe(200);
    expect(decode(bearer).claims["aud"]).toBe("https://storage.azure.com");
  });
});
