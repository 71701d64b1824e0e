import { CrossTenantCredentialError } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import { aadsts, FakeCloud, gate, minuteMs, refusal, reply, settle, startMs, storageScope } from "./fake-world.ts";
import type { FetchResponse } from "@tegata/credential";

async function aWarmCloud() {
  const cloud = new FakeCloud();
  const credential = cloud.credential();
  await credential.getToken(storageScope);
  return { cloud, credential };
}

describe("renewal", () => {
  it("starts at three quarters of the life, once, and no caller waits for it", async () => {
    const { cloud, credential } = await aWarmCloud();
    await cloud.clock.advance(45 * minuteMs - 1);
    await credential.getToken(storageScope);
    expect(cloud.tokenRequests).toHaveLength(1);

    const held = gate<FetchResponse>();
    cloud.token = () => held.promise;
    await cloud.clock.advance(1);
    const tokens = await Promise.all(Array.from({ length: 100 }, () => credential.getToken(storageScope)));
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(["token-1"]));
    await settle();
    expect(cloud.tokenRequests).toHaveLength(2);

    held.open(cloud.accessToken());
    await settle();
    expect((await credential.getToken(storageScope)).token).toBe("token-2");
    expect(cloud.identityRequests).toHaveLength(1);
  });

  it("follows the service's refresh_in when that is earlier", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => cloud.accessToken({ refresh_in: 600 });
    const token = await cloud.credential().getToken(storageScope);
    expect(token.refreshAfterTimestamp).toBe(startMs + 10 * minuteMs);
  });

  it("is spread, so that processes that started together do not renew together", async () => {
    const moments = await Promise.all(
      [0, 0.999].map(async (fraction) => {
        const cloud = new FakeCloud();
        const credential = cloud.credential({ random: { fraction: () => fraction, uuid: () => "" } });
        return ((await credential.getToken(storageScope)).refreshAfterTimestamp ?? 0) - startMs;
      }),
    );
    expect(moments.map((ms) => Math.round(ms / minuteMs))).toEqual([42, 48]);
  });

  it("renews the assertion before it expires, while the old one goes on being used", async () => {
    const { cloud, credential } = await aWarmCloud();
    await cloud.clock.advance(18 * 60 * minuteMs);
    cloud.identity = () => Promise.reject(new TypeError("fetch failed"));
    expect((await credential.getToken(storageScope)).token).toBe("token-2");
    expect(cloud.identityRequests).toHaveLength(2);
  });

  it("asks for a new assertion when the old one has expired", async () => {
    const { cloud, credential } = await aWarmCloud();
    await cloud.clock.advance(24 * 60 * minuteMs);
    await credential.getToken(storageScope);
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([2, 2]);
  });
});

describe("an outage", () => {
  it("is invisible until the token has really expired, and over with the service's return", async () => {
    const { cloud, credential } = await aWarmCloud();
    cloud.token = () => reply(503, "");
    for (let minute = 0; minute < 60; minute += 1) {
      expect((await credential.getToken(storageScope)).token).toBe("token-1");
      await cloud.clock.advance(minuteMs);
    }
    const late = refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    await cloud.clock.advance(minuteMs);
    expect((await late).code).toBe("exchange.failed");

    cloud.token = () => cloud.accessToken();
    expect((await credential.getToken(storageScope)).token).toMatch(/^token-/);
  });

  it("is not made worse: a failed renewal in the background backs off, longer each time", async () => {
    const { cloud, credential } = await aWarmCloud();
    cloud.token = () => reply(400, { error: "temporarily_unavailable" });
    const attemptsAt: number[] = [];
    await cloud.clock.advance(45 * minuteMs);
    for (let second = 0; second < 120; second += 1) {
      const before = cloud.tokenRequests.length;
      await credential.getToken(storageScope);
      await settle();
      if (cloud.tokenRequests.length > before) attemptsAt.push(second);
      await cloud.clock.advance(1_000);
    }
    expect(attemptsAt).toEqual([0, 5, 15, 35, 75]);
  });

  it("of the connection fails nobody who holds a valid token", async () => {
    const { cloud, credential } = await aWarmCloud();
    cloud.token = () => Promise.reject(new TypeError("fetch failed"));
    await cloud.clock.advance(50 * minuteMs);
    await credential.getToken(storageScope);
    await cloud.clock.advance(5 * minuteMs);
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
  });

  it("leaves the service alone for as long as Retry-After says, with or without a valid token", async () => {
    const { cloud, credential } = await aWarmCloud();
    cloud.token = () => reply(429, "slow down", { "retry-after": "1200" });
    await cloud.clock.advance(45 * minuteMs);
    await credential.getToken(storageScope);
    await cloud.clock.advance(14 * minuteMs);
    await credential.getToken(storageScope);
    expect(cloud.tokenRequests).toHaveLength(2);

    await cloud.clock.advance(2 * minuteMs);
    const error = await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect([error.code, error.retryAfterMs, error.retryable]).toEqual(["exchange.throttled", 1_200_000, true]);
    expect(cloud.tokenRequests).toHaveLength(2);

    cloud.token = () => cloud.accessToken();
    await cloud.clock.advance(4 * minuteMs);
    expect((await credential.getToken(storageScope)).token).toBe("token-3");
  });
});

describe("an expired token", () => {
  it("is waited for once by everyone when its renewal is under way", async () => {
    const { cloud, credential } = await aWarmCloud();
    const held = gate<FetchResponse>();
    cloud.token = () => held.promise;
    // The exchange may take 15 seconds; the token expires before that.
    await cloud.clock.advance(60 * minuteMs - 5_000);
    await credential.getToken(storageScope);
    await cloud.clock.advance(6_000);
    const waiting = [1, 2, 3].map(() => credential.getToken(storageScope));
    held.open(cloud.accessToken());
    expect((await Promise.all(waiting)).map(({ token }) => token)).toEqual(["token-2", "token-2", "token-2"]);
    expect(cloud.tokenRequests).toHaveLength(2);
  });
});

describe("the tokens held", () => {
  it("are bounded in number: the one used longest ago makes room, and is told", async () => {
    const cloud = new FakeCloud();
    const evicted: string[] = [];
    const credential = cloud.credential({
      maxTokens: 3,
      onEvent: (event) => {
        if (event.type === "token.evicted") evicted.push(event.scope);
      },
    });
    const scopes = ["a", "b", "c", "d"].map((name) => `api://${name}/.default`);
    for (const index of [0, 1, 2, 2, 0, 1, 3]) await credential.getToken(scopes[index] ?? "");
    expect(evicted).toEqual([scopes[2]]);
    expect(cloud.tokenRequests).toHaveLength(4);
    for (const index of [0, 1, 3]) await credential.getToken(scopes[index] ?? "");
    expect(cloud.tokenRequests).toHaveLength(4);
    await credential.getToken(scopes[2] ?? "");
    expect(cloud.tokenRequests).toHaveLength(5);
  });

  it("are bounded in bytes", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => cloud.accessToken({ access_token: "t".repeat(1_000) });
    const credential = cloud.credential({ maxBytes: 5_000 });
    for (let number = 0; number < 20; number += 1) await credential.getToken(`api://${number}/.default`);
    expect(credential.inspect().cache).toEqual({ tokens: 3, bytes: 4_800, maxTokens: 100_000, maxBytes: 5_000 });
    expect(credential.inspect().tokens.map(({ scope }) => scope)).toEqual(
      [17, 18, 19].map((n) => `api://${n}/.default`),
    );
  });

  it("are held one at a time when even one is too many, rather than none", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ maxBytes: 1 });
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    expect((await credential.getToken("api://b/.default")).token).toBe("token-2");
    expect(credential.inspect().cache.tokens).toBe(1);
  });
});

describe("an assertion that Entra calls stale", () => {
  it.each([700024, 700027, 7000214])("is replaced once by a fresh one (AADSTS%i)", async (code) => {
    const { cloud, credential } = await aWarmCloud();
    cloud.token = () => (cloud.tokenRequests.length === 2 ? aadsts(code) : cloud.accessToken());
    expect((await credential.getToken("https://vault.azure.net/.default")).token).toBe("token-3");
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([2, 3]);
  });

  it("is told when the next is refused too", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => aadsts(700024);
    const error = await refusal(cloud.credential().getToken(storageScope), CrossTenantCredentialError);
    expect(error.aadsts).toBe(700024);
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([2, 2]);
  });

  it("is replaced by one request for all who were refused with it", async () => {
    const { cloud, credential } = await aWarmCloud();
    let refused = 0;
    cloud.token = () => (refused++ < 3 ? aadsts(700027) : cloud.accessToken());
    const scopes = ["a", "b", "c"].map((name) => `api://${name}/.default`);
    await Promise.all(scopes.map((scope) => credential.getToken(scope)));
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([2, 7]);
  });
});
