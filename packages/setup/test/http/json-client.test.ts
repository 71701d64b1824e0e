import { describe, expect, test } from "vitest";
import { createJsonClient, type JsonClient, type JsonClientOptions } from "../../src/http/json-client.ts";
import { FakeClock } from "../fakes/clock.ts";
import { canary } from "../fakes/token.ts";

type Reply = Response | Error;

interface Trial {
  readonly client: JsonClient;
  readonly clock: FakeClock;
  readonly sent: { readonly url: string; readonly init: RequestInit }[];
}

function aClient(replies: readonly Reply[], options: Partial<JsonClientOptions> = {}): Trial {
  const clock = new FakeClock();
  const sent: Trial["sent"] = [];
  const client = createJsonClient({
    clock,
    origin: "https://graph.microsoft.com",
    randomUuid: () => "c0ffee00-0000-4000-8000-000000000000",
    token: () => Promise.resolve(canary),
    fetch: (url, init) => {
      const reply = replies[Math.min(sent.length, replies.length - 1)] ?? new Error("no reply");
      sent.push({ url, init });
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply.clone());
    },
    ...options,
  });
  return { client, clock, sent };
}

const tooMany = (retryAfter: string): Response =>
  new Response(null, { status: 429, headers: { "retry-after": retryAfter } });

describe("the JSON client", () => {
  test("sends the token, both names of the correlation id, and follows no redirect", async () => {
    const { client, sent } = aClient([Response.json({})]);
    await client.send("PATCH", "/v1.0/x", { body: { a: 1 }, headers: { prefer: "create-if-missing" } });
    expect(sent).toEqual([
      {
        url: "https://graph.microsoft.com/v1.0/x",
        init: {
          method: "PATCH",
          redirect: "manual",
          body: '{"a":1}',
          headers: {
            accept: "application/json",
            "content-type": "application/json",
            authorization: `Bearer ${canary}`,
            prefer: "create-if-missing",
            "client-request-id": "c0ffee00-0000-4000-8000-000000000000",
            "x-ms-client-request-id": "c0ffee00-0000-4000-8000-000000000000",
          },
        },
      },
    ]);
  });

  test("waits as long as Retry-After says, in seconds or until a date", async () => {
    const inFour = new Date(Date.UTC(2026, 10, 22) + 17_000 + 4_000).toUTCString();
    const { client, clock } = aClient([tooMany("17"), tooMany(inFour), Response.json({ ok: true })]);
    expect((await client.send("GET", "/")).body).toEqual({ ok: true });
    expect(clock.sleptMs).toEqual([17_000, 4_000]);
  });

  test("backs off by doubling when nothing is said, and gives up after six tries with the ids of the last", async () => {
    const unavailable = new Response("<html>", { status: 503, headers: { "request-id": "req-9" } });
    const { client, clock, sent } = aClient([unavailable]);
    await expect(client.send("GET", "/v1.0/x")).rejects.toMatchObject({
      code: "service.unavailable",
      message: "GET https://graph.microsoft.com/v1.0/x was answered 503: no error body",
      ids: { requestId: "req-9", correlationId: "c0ffee00-0000-4000-8000-000000000000" },
    });
    expect(clock.sleptMs).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(sent).toHaveLength(6);
  });

  test("does not wait for a Retry-After of an hour", async () => {
    const { client, clock } = aClient([tooMany("3600")]);
    await expect(client.send("GET", "/")).rejects.toMatchObject({ code: "service.unavailable" });
    expect(clock.sleptMs).toEqual([]);
  });

  test("tries again after a lost connection and after a torn body", async () => {
    const { client } = aClient([
      new TypeError("fetch failed"),
      new Response('{"value": ['),
      Response.json({ ok: true }),
    ]);
    expect((await client.send("GET", "/")).body).toEqual({ ok: true });
  });

  test("reports a lost connection without the foreign object, and without what it may have quoted", async () => {
    const { client } = aClient([new TypeError(`fetch failed, authorization: Bearer ${canary}-and-more`)]);
    const error: unknown = await client.send("GET", "/").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "network.failed" });
    expect(JSON.stringify(error)).not.toContain(canary);
  });

  test.each<[number, unknown, string]>([
    [401, { error: { code: "InvalidAuthenticationToken", message: "m" } }, "operator.token-refused"],
    [401, { error: { code: "InvalidAuthenticationTokenTenant", message: "m" } }, "subscription.wrong-directory"],
    [403, { error: { code: "Authorization_RequestDenied", message: "m" } }, "permission.denied"],
    [404, { error: { code: "ResourceGroupNotFound", message: "m" } }, "resource-group.not-found"],
    [404, { error: { code: "SubscriptionNotFound", message: "m" } }, "subscription.not-found"],
    [400, { error: { code: "RoleAssignmentLimitExceeded", message: "m" } }, "role.assignment-limit"],
    [400, { error: { code: "RoleAssignmentUpdateNotPermitted", message: "m" } }, "role.name-taken"],
    [302, undefined, "service.refused"],
    [418, "text", "service.refused"],
  ])("makes of %i %j the final error %s", async (status, body, code) => {
    const reply = new Response(body === undefined ? null : JSON.stringify(body), { status });
    const { client, sent } = aClient([reply]);
    await expect(client.find("/x", { permission: "Owner" })).rejects.toMatchObject({ code, status });
    expect(sent).toHaveLength(1);
  });

  test.each<[number, string, string, RegExp]>([
    [403, "RequestDisallowedByPolicy", "service.refused", /Azure Policy .* no role lifts it/],
    [403, "DenyAssignmentAuthorizationFailed", "permission.denied", /deny assignment .* no role lifts it/],
    [403, "Directory_QuotaExceeded", "service.refused", /is full/],
    [409, "ScopeLocked", "service.refused", /az lock delete/],
    [409, "MissingSubscriptionRegistration", "service.refused", /az provider register/],
    [400, "FailedIdentityOperation", "service.refused", /take the one that the message names off the host/],
  ])("tells of %i %s what repairs it, which is no right of the caller's", async (status, serviceCode, code, fix) => {
    const { client } = aClient([Response.json({ error: { code: serviceCode, message: "m" } }, { status })]);
    const error: unknown = await client.send("PUT", "/x", { permission: "Owner" }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, status, fix: expect.stringMatching(fix) as string });
  });

  test("takes 404 for an absence only when nothing above it is missing", async () => {
    const { client } = aClient([Response.json({ error: { code: "ResourceNotFound" } }, { status: 404 })]);
    expect(await client.find("/x")).toBeUndefined();
  });

  test("reads every page of a list, also where the link names the default port", async () => {
    const { client, sent } = aClient([
      Response.json({ value: [1], "@odata.nextLink": "https://graph.microsoft.com:443/v1.0/x?$skiptoken=a" }),
      Response.json({ value: [2], nextLink: null }),
    ]);
    expect(await client.list("/v1.0/x")).toEqual([1, 2]);
    expect(sent[1]?.url).toBe("https://graph.microsoft.com/v1.0/x?$skiptoken=a");
  });

  test("sends no token to the next page of another origin", async () => {
    const { client, sent } = aClient([
      Response.json({ value: [1], nextLink: "https://graph.microsoft.com.evil.example/x" }),
    ]);
    await expect(client.list("/v1.0/x")).rejects.toMatchObject({ code: "service.foreign-link" });
    expect(sent).toHaveLength(1);
  });

  test("stops on request, before a request and during a wait", async () => {
    const stop = new AbortController();
    const { client, sent } = aClient([tooMany("9")], { signal: stop.signal, onRetry: () => stop.abort() });
    await expect(client.send("GET", "/")).rejects.toMatchObject({ code: "cancelled" });
    await expect(client.send("GET", "/")).rejects.toMatchObject({ code: "cancelled" });
    expect(sent).toHaveLength(1);
  });
});
