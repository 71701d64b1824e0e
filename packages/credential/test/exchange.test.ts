import { aadstsCatalogue } from "@tegata/core";
import { CrossTenantCredentialError } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import {
  aadsts,
  applicationId,
  FakeCloud,
  refusal,
  reply,
  requestId,
  resourceTenant,
  silence,
  startMs,
  storageScope,
} from "./fake-world.ts";

async function failWith(cloud: FakeCloud) {
  const failing = refusal(cloud.credential().getToken(storageScope), CrossTenantCredentialError);
  await cloud.clock.advance(120_000);
  return failing;
}

describe("a refusal of Microsoft Entra", () => {
  it.each([...aadstsCatalogue.values()].map((row) => [row.code, row] as const))(
    "AADSTS%i comes with its title, causes and fix from the catalogue, and is repeated only with a fresh assertion",
    async (code, row) => {
      const cloud = new FakeCloud();
      cloud.token = () => aadsts(code, 401);
      const error = await failWith(cloud);
      expect(error.toJSON()).toEqual({
        name: "CrossTenantCredentialError",
        code: "exchange.refused",
        message: expect.stringContaining(`answered 401 (${row.title}): AADSTS${code}: what happened.`) as string,
        fix: row.fixes[0].replaceAll("{clientId}", applicationId),
        correlationId: "88888888-8888-8888-8888-888888888888",
        traceId: "77777777-7777-7777-7777-777777777777",
        hop: 2,
        aadsts: code,
        title: row.title,
        ...(row.causes.length > 0 ? { causes: row.causes } : {}),
        status: 401,
        retryable: false,
      });
      expect(cloud.tokenRequests).toHaveLength([700024, 700027, 7000214].includes(code) ? 2 : 1);
    },
  );

  it("keeps a number that the catalogue does not know", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => aadsts(123456);
    const error = await failWith(cloud);
    expect([error.code, error.aadsts, error.title]).toEqual(["exchange.refused", 123456, undefined]);
    expect(error.fix).toContain("https://login.microsoftonline.com/error");
  });

  it("is told by its status alone when its body is not JSON", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(403, "<html>blocked</html>");
    const error = await failWith(cloud);
    expect(error.message).toBe(
      `the token service of directory ${resourceTenant} at https://login.microsoftonline.com answered 403`,
    );
    expect(error.ids).toEqual({ correlationId: requestId });
  });

  it("includes a redirect, which is never followed", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(302, "", { location: "https://elsewhere.example/" });
    expect((await failWith(cloud)).status).toBe(302);
    expect([cloud.tokenRequests[0]?.redirect, cloud.strayRequests.length]).toEqual(["manual", 0]);
  });
});

describe("retries of the exchange", () => {
  it.each([500, 502, 503, 504])("follow a %i, two at most", async (status) => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(status, "");
    const error = await failWith(cloud);
    expect([error.code, error.status, error.retryable]).toEqual(["exchange.failed", status, true]);
    expect(cloud.tokenRequests).toHaveLength(3);
  });

  it("bring a token when the trouble passes, with no second identity request", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => (cloud.tokenRequests.length < 3 ? reply(503, "") : cloud.accessToken());
    const getting = cloud.credential().getToken(storageScope);
    await cloud.clock.advance(2_000);
    expect((await getting).token).toBe("token-3");
    expect(cloud.identityRequests).toHaveLength(1);
  });

  it("do not follow a 429 that names no time", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(429, "not even JSON");
    expect((await failWith(cloud)).code).toBe("exchange.throttled");
    expect(cloud.tokenRequests).toHaveLength(1);
  });

  it("wait for a short Retry-After, as seconds or as a date", async () => {
    for (const value of ["5", new Date(startMs + 5_000).toUTCString()]) {
      const cloud = new FakeCloud();
      cloud.token = () =>
        cloud.tokenRequests.length === 1 ? reply(429, "", { "retry-after": value }) : cloud.accessToken();
      const getting = cloud.credential().getToken(storageScope);
      await cloud.clock.advance(4_999);
      expect(cloud.tokenRequests).toHaveLength(1);
      await cloud.clock.advance(1);
      expect((await getting).token).toBe("token-2");
    }
  });

  it("do not wait for a long Retry-After: the caller is told the time", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(503, "", { "retry-after": "60" });
    const error = await refusal(cloud.credential().getToken(storageScope), CrossTenantCredentialError);
    expect([error.code, error.retryAfterMs]).toEqual(["exchange.failed", 60_000]);
    expect(cloud.tokenRequests).toHaveLength(1);
  });

  it("follow a broken connection and silence, also in the middle of an answer", async () => {
    const handlers = [
      () => Promise.reject(new TypeError("fetch failed")),
      silence,
      () => ({ ...reply(200, ""), text: silence }),
    ];
    for (const handler of handlers) {
      const cloud = new FakeCloud();
      cloud.token = handler;
      const error = await failWith(cloud);
      expect([error.code, error.hop, error.retryable]).toEqual(["exchange.unreachable", 2, true]);
      expect(cloud.tokenRequests).toHaveLength(3);
    }
  });

  it("say what to do about a certificate that is not trusted", async () => {
    const cloud = new FakeCloud();
    const untrusted = Object.assign(new Error("self-signed certificate"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    cloud.token = () => Promise.reject(new TypeError("fetch failed", { cause: untrusted }));
    const error = await failWith(cloud);
    expect(error.fix).toContain("NODE_EXTRA_CA_CERTS");
    expect((error.cause as Error).message).toBe("fetch failed: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)");
  });
});

describe("an answer of the token service", () => {
  it("may leave token_type out and spell expires_in as text", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(200, { access_token: "token", expires_in: "600" });
    expect((await cloud.credential().getToken(storageScope)).expiresOnTimestamp).toBe(startMs + 600_000);
  });

  it("counts the life of a token from the moment of asking, never longer", async () => {
    const cloud = new FakeCloud();
    cloud.token = async () => {
      await cloud.clock.sleep(9_000);
      return cloud.accessToken();
    };
    const getting = cloud.credential().getToken(storageScope);
    await cloud.clock.advance(9_000);
    expect((await getting).expiresOnTimestamp).toBe(startMs + 3_600_000);
  });

  it.each([
    [{ expires_in: 3_600 }],
    [{ access_token: "", expires_in: 3_600 }],
    [{ access_token: "token" }],
    [{ access_token: "token", expires_in: 0 }],
    [{ access_token: "token", expires_in: "soon" }],
    [{ access_token: "token", expires_in: 3_600, token_type: "pop" }],
    ["token"],
    ["null"],
  ])("is called malformed when it is %o", async (body) => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(200, body);
    const error = await failWith(cloud);
    expect([error.code, error.hop]).toEqual(["exchange.malformed", 2]);
    expect(cloud.tokenRequests).toHaveLength(1);
  });
});
