import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { UserDelegationKey } from "@azure/storage-blob";
import { beforeAll, describe, expect, it } from "vitest";
import { delegationKey } from "./delegation-key.ts";
import { callBlob } from "./storage.ts";
import type { UnderAttack } from "./under-attack.ts";
import { expectUnharmed, underAttack } from "./under-attack.ts";

const account = "fabrikamdata";
const startsOn = new Date("2026-01-02T03:00:00Z");
const expiresOn = new Date("2026-01-02T05:00:00Z");
const address = { start: "127.0.0.1" };
const every = {
  containerName: "orders",
  blobName: "a.txt",
  permissions: ContainerSASPermissions.parse("r"),
  startsOn,
  expiresOn,
  ipRange: address,
  protocol: SASProtocol.Https,
  cacheControl: "no-cache",
  contentDisposition: "inline",
  contentEncoding: "identity",
  contentLanguage: "en",
  contentType: "text/plain",
};

let place: UnderAttack;
let key: StorageSharedKeyCredential;
let delegation: UserDelegationKey;

beforeAll(async () => {
  place = await underAttack();
  const { resources } = place.chain.emulator.context.store.state.arm;
  const secrets = resources.find(({ name }) => name === account)?.secrets;
  key = new StorageSharedKeyCredential(account, secrets?.["key1"] ?? "");
  delegation = await delegationKey(place, { startsOn, expiresOn });
});

const signatures: Readonly<Record<string, () => string>> = {
  "a blob by key": () => generateBlobSASQueryParameters(every, key).toString(),
  "a container by key": () => {
    const { blobName: _, ...values } = every;
    return generateBlobSASQueryParameters(values, key).toString();
  },
  "an account by key": () =>
    generateAccountSASQueryParameters(
      {
        startsOn,
        expiresOn,
        ipRange: address,
        protocol: SASProtocol.Https,
        permissions: AccountSASPermissions.parse("r"),
        resourceTypes: AccountSASResourceTypes.parse("o").toString(),
        services: AccountSASServices.parse("b").toString(),
      },
      key,
    ).toString(),
  "a blob by user delegation key": () => generateBlobSASQueryParameters(every, delegation, account).toString(),
  "a container by user delegation key": () => {
    const { blobName: _, ...values } = every;
    return generateBlobSASQueryParameters(values, delegation, account).toString();
  },
};

const status = async (query: string, path = "/orders/a.txt", method = "GET"): Promise<number> =>
  (await callBlob(place.chain, `${method} ${path}?${query}`)).status;

/** What else a value might be made to say. */
function others(name: string, value: string): string[] {
  const last = value.at(-1) === "A" ? "B" : "A";
  const known: Readonly<Record<string, string[]>> = {
    sp: ["racwdxltmeop", "rwd", "rl"],
    se: ["2099-01-01T00:00:00Z", "2026-01-02T05:00:01Z"],
    st: ["2020-01-01T00:00:00Z"],
    sr: ["c", "b", "d", "bs"].filter((each) => each !== value),
    srt: ["sco"],
    ss: ["bfqt"],
    sip: ["0.0.0.0-255.255.255.255", "127.0.0.2"],
    spr: ["https,http"],
    sv: ["2018-11-09", "2015-04-05", "2099-01-01"],
    skoid: [place.chain.principalId],
    sktid: ["11111111-1111-4111-8111-111111111111"],
    ske: ["2099-01-01T00:00:00Z"],
  };
  return ["", `${value.slice(0, -1)}${last}`, `${value}x`, ...(known[name] ?? [])].filter((each) => each !== value);
}

/** Every way to tamper with one field of a signature. */
function tampered(query: string, name: string): string[] {
  const fields = new URLSearchParams(query);
  const value = fields.get(name) ?? "";
  const without = [...fields].filter(([each]) => each !== name);
  const written = (pairs: readonly (readonly string[])[]): string =>
    pairs.map(([each = "", text = ""]) => `${each}=${encodeURIComponent(text)}`).join("&");
  return [
    written(without),
    ...others(name, value).flatMap((other) => [
      written([...without, [name, other]]),
      // Which of two would count?
      written([[name, other], ...fields]),
      written([...fields, [name, other]]),
    ]),
  ];
}

describe.each(Object.keys(signatures))("the signature for %s", (kind) => {
  it("opens what it was made for, for reading only", async () => {
    const query = signatures[kind]?.() ?? "";
    expect(await status(query)).toBe(200);
    expect(await status(query, "/orders/a.txt", "DELETE")).toBe(403);
    expect(await status(query, "/secret/secret.txt")).toBe(kind.startsWith("an account") ? 200 : 403);
  });

  it("opens nothing with any field tampered with, left out or said twice", async () => {
    const query = signatures[kind]?.() ?? "";
    const opened: string[] = [];
    for (const name of new URLSearchParams(query).keys()) {
      for (const attempt of tampered(query, name)) {
        const got = await status(attempt);
        if (got < 400 || got >= 500) opened.push(`${got} ${attempt.replace(/sig=[^&]*/, "sig=…")}`);
      }
    }
    expect(opened).toEqual([]);
    await expectUnharmed(place);
  });

  it("takes no field that was not signed", async () => {
    const query = signatures[kind]?.() ?? "";
    const opened: string[] = [];
    for (const field of [
      "rscd=x",
      "rscc=x",
      "sip=127.0.0.1",
      "si=policy",
      "ses=scope",
      "saoid=x",
      "suoid=x",
      "sdd=1",
    ]) {
      const [name = ""] = field.split("=");
      if (new URLSearchParams(query).has(name)) continue;
      const got = await callBlob(place.chain, `GET /orders/a.txt?${query}&${field}`);
      // An account's signature says nothing of an answer's headers: there is nothing that they would go against.
      const isSaid = !kind.startsWith("an account");
      const isObeyed = ["content-disposition", "cache-control"].some((header) => got.headers.get(header) === "x");
      if (got.status >= 500 || (isSaid && isObeyed)) opened.push(`${got.status} ${field}`);
    }
    expect(opened).toEqual([]);
  });
});

describe("the emulator's clock", () => {
  it("decides whether a signature is in time", async () => {
    const { world } = place.chain.emulator;
    const query = signatures["a blob by key"]?.() ?? "";
    const before = world.now();
    world.advance(2 * 3600);
    expect(await status(query)).toBe(403);
    world.advance((before - world.now()) / 1000);
    expect(await status(query)).toBe(200);
  });
});

describe("a user delegation key", () => {
  it("of another signer, another directory or another time derives another signature", async () => {
    const forged: UserDelegationKey[] = [
      { ...delegation, signedObjectId: place.chain.principalId },
      { ...delegation, signedTenantId: "11111111-1111-4111-8111-111111111111" },
      { ...delegation, signedExpiresOn: new Date("2026-01-09T00:00:00Z") },
      { ...delegation, value: Buffer.from("a key that everybody knows").toString("base64") },
    ];
    for (const each of forged)
      expect(await status(generateBlobSASQueryParameters(every, each, account).toString())).toBe(403);
    await expectUnharmed(place);
  });
});
