import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "../../src/issuers/address.ts";
import { askableUrl, discoverKeys, keysIn } from "../../src/issuers/discovery.ts";
import type { IssuerAnswer, IssuerNetwork } from "../../src/issuers/network.ts";

const issuer = "https://oidc.example/cluster";
const n = "w".repeat(342);
const key = { kty: "RSA", use: "sig", kid: "k1", n, e: "AQAB" };
const documents: Readonly<Record<string, unknown>> = {
  "https://oidc.example/cluster/.well-known/openid-configuration": { issuer, jwks_uri: "https://keys.example/jwks" },
  "https://keys.example/jwks": { keys: [key] },
};

interface Net extends IssuerNetwork {
  readonly asked: string[];
}

interface NetOptions {
  readonly addresses?: Readonly<Record<string, readonly string[]>>;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly get?: IssuerNetwork["get"];
}

/** A network of documents. What is asked is written down with the address that was connected to. */
function aNetwork({ addresses = {}, answers = {}, get }: NetOptions = {}): Net {
  const asked: string[] = [];
  return {
    asked,
    resolve: async (hostname) => addresses[hostname] ?? ["93.184.215.14"],
    get: async (url, options) => {
      asked.push(`${url.href} at ${options.address}`);
      if (get) return get(url, options);
      const document = { ...documents, ...answers }[url.href];
      if (document === undefined) return { status: 404, body: "" };
      if (typeof document === "object" && document !== null && "status" in document) {
        return { body: "", ...document } as IssuerAnswer;
      }
      return { status: 200, body: typeof document === "string" ? document : JSON.stringify(document) };
    },
  };
}

const discovery = "https://oidc.example/cluster/.well-known/openid-configuration";
const limits = { timeoutMs: 30, limitBytes: 2000 };

describe("asking an issuer for its keys", () => {
  it("reads the discovery document and the keys that it names", async () => {
    const network = aNetwork();
    expect(await discoverKeys(issuer, network)).toEqual({ outcome: "keys", keys: [{ kid: "k1", n, e: "AQAB" }] });
    expect(network.asked).toEqual([`${discovery} at 93.184.215.14`, "https://keys.example/jwks at 93.184.215.14"]);
  });

  it("takes an issuer that ends in a slash by that name", async () => {
    const answers = { [discovery]: { issuer: `${issuer}/`, jwks_uri: "https://keys.example/jwks" } };
    expect((await discoverKeys(`${issuer}/`, aNetwork({ answers }))).outcome).toBe("keys");
    expect((await discoverKeys(issuer, aNetwork({ answers }))).outcome).toBe("issuer unusable");
  });

  const forbidden = [
    "http://oidc.example",
    "https://localhost",
    "https://localhost.",
    "https://issuer.localhost",
    "https://printer.local",
    "https://metadata.google.internal",
    "https://intranet",
    "https://127.0.0.1",
    "https://127.1",
    "https://2130706433",
    "https://0x7f000001",
    "https://0177.0.0.1",
    "https://0.0.0.0",
    "https://10.1.2.3",
    "https://172.31.255.255",
    "https://192.168.1.1",
    "https://169.254.169.254",
    "https://168.63.129.16",
    "https://100.64.0.1",
    "https://[::1]",
    "https://[::]",
    "https://[fe80::1]",
    "https://[fc00::1]",
    "https://[fd00:ec2::254]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:a9fe:a9fe]",
    "https://[64:ff9b::7f00:1]",
    "https://[2002:7f00:1::]",
    "https://user@oidc.example",
    "https://user:word@oidc.example",
    "https://oidc.example/?x=",
    "https://oidc.example/#",
    "https://oidc.example#@127.0.0.1",
    "file:///etc/passwd",
    "ftp://oidc.example",
    "gopher://oidc.example",
    "//oidc.example",
    "oidc.example",
    "",
  ];
  it.each(forbidden)("never asks %s", async (address) => {
    const network = aNetwork({ get: async () => ({ status: 200, body: "{}" }) });
    expect((await discoverKeys(address, network)).outcome).toBe("issuer unreachable");
    expect(network.asked).toEqual([]);
  });

  it.each(["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "fe80::1", "fd12::1", "::ffff:10.0.0.1", "nonsense"])(
    "asks nobody when the name means %s, also beside a public address",
    async (address) => {
      for (const list of [[address], ["93.184.215.14", address], []]) {
        const network = aNetwork({ addresses: { "oidc.example": list } });
        expect((await discoverKeys(issuer, network)).outcome).toBe("issuer unreachable");
        expect(network.asked).toEqual([]);
      }
    },
  );

  it("connects to the address that it judged, so that a name cannot mean another one by then", async () => {
    let turn = 0;
    const network = aNetwork();
    const rebinding: IssuerNetwork = {
      ...network,
      resolve: async () => [["93.184.215.14"], ["127.0.0.1"]][turn++] ?? [],
    };
    expect((await discoverKeys(issuer, rebinding)).outcome).toBe("keys unreachable");
    expect(network.asked).toEqual([`${discovery} at 93.184.215.14`]);
  });

  it.each([
    "http://keys.example/jwks",
    "https://169.254.169.254/metadata",
    "https://localhost/keys",
    "file:///etc/passwd",
  ])("does not follow the document to %s", async (jwks) => {
    const network = aNetwork({ answers: { [discovery]: { issuer, jwks_uri: jwks } } });
    expect((await discoverKeys(issuer, network)).outcome).toBe("keys unreachable");
    expect(network.asked).toHaveLength(1);
  });

  it.each([301, 302, 307, 308])("follows no redirect (%i)", async (status) => {
    const network = aNetwork({ answers: { [discovery]: { status, body: JSON.stringify({ issuer }) } } });
    expect((await discoverKeys(issuer, network)).outcome).toBe("issuer unreachable");
    expect(network.asked).toHaveLength(1);
  });

  const broken: readonly (readonly [string, NetOptions, string])[] = [
    ["500", { answers: { [discovery]: { status: 500 } } }, "issuer unreachable"],
    ["no JSON", { answers: { [discovery]: "<html>" } }, "issuer unusable"],
    ["a list", { answers: { [discovery]: [1] } }, "issuer unusable"],
    [
      "another issuer",
      { answers: { [discovery]: { issuer: "https://other.example", jwks_uri: "x" } } },
      "issuer unusable",
    ],
    ["no jwks_uri", { answers: { [discovery]: { issuer } } }, "issuer unusable"],
    ["no keys", { answers: { "https://keys.example/jwks": { status: 503 } } }, "keys unreachable"],
    ["keys that are no JSON", { answers: { "https://keys.example/jwks": "keys" } }, "keys unreachable"],
    ["a broken connection", { get: () => Promise.reject(new Error("reset")) }, "issuer unreachable"],
    ["an answer that never comes", { get: () => new Promise(() => undefined) }, "issuer unreachable"],
    [
      "an answer that is too long",
      { answers: { [discovery]: { status: 200, body: "x".repeat(3000) } } },
      "issuer unreachable",
    ],
  ];
  it.each(broken)("comes to an end with %s", async (_, options, outcome) => {
    expect((await discoverKeys(issuer, aNetwork(options), limits)).outcome).toBe(outcome);
  });

  it("comes to an end when the name is never found", async () => {
    const network: IssuerNetwork = { ...aNetwork(), resolve: () => new Promise(() => undefined) };
    expect((await discoverKeys(issuer, network, limits)).outcome).toBe("issuer unreachable");
  });
});

describe("a key document", () => {
  it("gives its RSA signing keys; other kinds and broken ones are passed over", () => {
    const others = [
      { ...key, kty: "EC" },
      { ...key, kty: "oct", k: "c2VjcmV0" },
      { ...key, use: "enc" },
      { ...key, kid: 7 },
      { ...key, n: "AQAB" },
      { ...key, n: "w".repeat(5000) },
      { ...key, e: "w".repeat(100) },
      { ...key, n: `${"w".repeat(341)}=` },
      null,
      "key",
    ];
    expect(keysIn({ keys: [...others, key] })).toEqual([{ kid: "k1", n, e: "AQAB" }]);
    expect(keysIn({ keys: Array.from({ length: 1000 }, () => key) })).toHaveLength(100);
    expect(keysIn({ keys: { 0: key } })).toEqual([]);
  });

  it("of any JSON gives keys or none, and does not throw", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.constantFrom("kty", "kid", "n", "e", "use"), fc.jsonValue())), (keys) => {
        expect(Array.isArray(keysIn({ keys }))).toBe(true);
      }),
    );
  });
});

describe("an address", () => {
  it("of the public internet is told from every other", () => {
    expect(["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "20.190.160.1"].every(isPublicAddress)).toBe(
      true,
    );
    const block = fc.constantFrom("10.", "127.", "169.254.", "192.168.", "172.16.", "172.31.", "0.", "224.", "255.");
    fc.assert(
      fc.property(block, fc.ipV4(), (start, address) => {
        const parts = start.split(".").filter((part) => part !== "");
        expect(isPublicAddress([...parts, ...address.split(".").slice(parts.length)].join("."))).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom("::ffff:", "::", "64:ff9b::"), fc.ipV4(), (start, address) => {
        expect(isPublicAddress(`${start}${address}`)).toBe(false);
      }),
    );
  });

  it("in a URL of any text is asked only over https and without anything that hides a host", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (text) => {
        const url = askableUrl(text);
        expect(url === undefined || (url.protocol === "https:" && url.username === "" && url.search === "")).toBe(true);
      }),
    );
  });
});
