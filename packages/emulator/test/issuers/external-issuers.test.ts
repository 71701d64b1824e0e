import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { ExternalIssuers } from "../../src/issuers/external-issuers.ts";
import type { IssuerNetwork } from "../../src/issuers/network.ts";
import { internet } from "../../src/issuers/network.ts";
import { makeAuthority, makeServerCertificate } from "../../src/tls/certificates.ts";
import { anEmulator } from "../emulator.ts";
import { expectRefusal } from "../refusal.ts";
import { anApplicationThatTrusts, exchangeAtHome } from "../workloads.ts";
import { aWorld, startSeconds } from "../world.ts";

const issuer = "https://oidc.example";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const { n, e } = publicKey.export({ format: "jwk" });

interface Cluster {
  readonly network: IssuerNetwork;
  kids: string[];
  isAway: boolean;
  requests: number;
}

/** An issuer on the internet whose keys can be changed, and which can be away. */
function aCluster(): Cluster {
  const cluster: Cluster = {
    kids: ["k1"],
    isAway: false,
    requests: 0,
    network: {
      resolve: async () => ["93.184.215.14"],
      get: async (url) => {
        cluster.requests += 1;
        if (cluster.isAway) throw new Error("away");
        const keys = cluster.kids.map((kid) => ({ kty: "RSA", kid, n, e }));
        return {
          status: 200,
          body: JSON.stringify(url.pathname === "/keys" ? { keys } : { issuer, jwks_uri: `${issuer}/keys` }),
        };
      },
    },
  };
  return cluster;
}

function aToken(claims: object = {}, kid = "k1"): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const all = { iss: issuer, sub: "workload", aud: "api://AzureADTokenExchange", exp: startSeconds + 600, ...claims };
  const input = `${part({ alg: "RS256", kid })}.${part(all)}`;
  return `${input}.${sign("RSA-SHA256", Buffer.from(input), privateKey).toString("base64url")}`;
}

describe("an issuer on the internet", () => {
  it("is asked once for many tokens, which are then exchanged", async () => {
    const cluster = aCluster();
    const emulator = await anEmulator({ issuerNetwork: cluster.network });
    const appId = await anApplicationThatTrusts(emulator, { issuer, subject: "workload" });
    const answers = await Promise.all([1, 2, 3].map(() => exchangeAtHome(emulator, appId, aToken())));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(cluster.requests).toBe(2);
  });

  it("is not asked for a token that no credential of the client names", async () => {
    const cluster = aCluster();
    const emulator = await anEmulator({ issuerNetwork: cluster.network });
    const appId = await anApplicationThatTrusts(emulator, { issuer, subject: "workload" });
    for (const claims of [{ sub: "other" }, { iss: "https://attacker.example" }, { aud: "x" }]) {
      expect((await exchangeAtHome(emulator, appId, aToken(claims))).status).toBe(401);
    }
    expect(cluster.requests).toBe(0);
  });

  const steps: readonly (readonly [string, number, (path: string) => { status: number; body: string }])[] = [
    ["does not answer (assertion.issuer-reachable, 90061)", 90061, () => ({ status: 500, body: "" })],
    [
      "gives no keys (assertion.issuer-reachable, 50166)",
      50166,
      (path) =>
        path === "/keys"
          ? { status: 404, body: "" }
          : { status: 200, body: `{"issuer":"${issuer}","jwks_uri":"${issuer}/keys"}` },
    ],
    ["answers something else (assertion.issuer-reachable, 501661)", 501661, () => ({ status: 200, body: "<html>" })],
  ];
  it.each(steps)("that %s is no way in", async (_, code, answer) => {
    const network: IssuerNetwork = { resolve: async () => ["93.184.215.14"], get: async (url) => answer(url.pathname) };
    const emulator = await anEmulator({ issuerNetwork: network });
    const appId = await anApplicationThatTrusts(emulator, { issuer, subject: "workload" });
    expectRefusal(await exchangeAtHome(emulator, appId, aToken()), {
      status: 400,
      error: "invalid_request",
      code,
      message: "Request to External OIDC endpoint failed.",
    });
  });
});

describe("the keys of an issuer on the internet", () => {
  it("are asked for again when a token names an unknown one, at most once a minute", async () => {
    const cluster = aCluster();
    const world = aWorld();
    const issuers = new ExternalIssuers(cluster.network, world.now);
    expect(typeof (await issuers.key(issuer, "k1"))).toBe("object");
    cluster.kids = ["k2"];
    for (let strangers = 0; strangers < 20; strangers++) expect(await issuers.key(issuer, "k2")).toBe("unknown key");
    expect(cluster.requests).toBe(2);
    world.advance(60);
    expect(typeof (await issuers.key(issuer, "k2"))).toBe("object");
    expect(cluster.requests).toBe(4);
  });

  it("are kept while the issuer is away, and failures are remembered for ten seconds only", async () => {
    const cluster = aCluster();
    const world = aWorld();
    const issuers = new ExternalIssuers(cluster.network, world.now);
    cluster.isAway = true;
    expect(await issuers.key(issuer, "k1")).toBe("issuer unreachable");
    expect(await issuers.key(issuer, "k1")).toBe("issuer unreachable");
    expect(cluster.requests).toBe(1);
    world.advance(10);
    cluster.isAway = false;
    expect(typeof (await issuers.key(issuer, "k1"))).toBe("object");
    cluster.isAway = true;
    world.advance(60);
    expect(await issuers.key(issuer, "k2")).toBe("unknown key");
    expect(typeof (await issuers.key(issuer, "k1"))).toBe("object");
  });

  it("are forgotten after a day, and of a hundred issuers at most", async () => {
    const cluster = aCluster();
    const world = aWorld();
    const issuers = new ExternalIssuers(cluster.network, world.now);
    await issuers.key(issuer, "k1");
    world.advance(86_400);
    await issuers.key(issuer, "k1");
    expect(cluster.requests).toBe(4);
    for (let index = 0; index < 150; index++) await issuers.key(`https://host-${index}.example`, "k1");
    const before = cluster.requests;
    await issuers.key(issuer, "k1");
    expect(cluster.requests).toBe(before + 2);
  });

  it("that are no keys after all are unknown", async () => {
    const body = JSON.stringify({ keys: [{ kty: "RSA", kid: "k1", n: "A".repeat(342), e: "AAAA" }] });
    const network: IssuerNetwork = {
      resolve: async () => ["93.184.215.14"],
      get: async (url) => ({
        status: 200,
        body: url.pathname === "/keys" ? body : `{"issuer":"${issuer}","jwks_uri":"${issuer}/keys"}`,
      }),
    };
    const emulator = await anEmulator({ issuerNetwork: network });
    const appId = await anApplicationThatTrusts(emulator, { issuer, subject: "workload" });
    expect((await exchangeAtHome(emulator, appId, aToken())).body).toMatchObject({ error_codes: [700027] });
  });
});

describe("the real network", () => {
  it("connects to the given address and trusts no certificate that the system does not", async () => {
    const world = aWorld();
    const authority = await makeAuthority({ ...world, now: Date.now });
    const made = await makeServerCertificate(authority, { dns: ["oidc.example"], ip: [] }, { ...world, now: Date.now });
    let requests = 0;
    const server = createServer({ key: made.privateKey, cert: made.certificate }, (_, response) => {
      requests += 1;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    try {
      const url = new URL(`https://oidc.example:${(server.address() as AddressInfo).port}/`);
      const options = { address: "127.0.0.1", limitBytes: 10, signal: AbortSignal.timeout(5000) };
      await expect(internet.get(url, options)).rejects.toMatchObject({
        code: expect.stringMatching(/CERT|ISSUER|SELF_SIGNED|VERIFY/),
      });
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  });
});
