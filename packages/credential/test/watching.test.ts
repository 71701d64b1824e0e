import * as openTelemetry from "@opentelemetry/api";
import {
  CrossTenantCredential,
  CrossTenantCredentialError,
  managedIdentity,
  type OpenTelemetryApi,
} from "@tegata/credential";
import { describe, expect, it } from "vitest";
import {
  aadsts,
  FakeCloud,
  minuteMs,
  refusal,
  reply,
  resourceTenant,
  settle,
  startMs,
  storageScope,
} from "./fake-world.ts";
import { recordedTelemetry } from "./recorded-telemetry.ts";

describe("spans and metrics", () => {
  it("fit the real @opentelemetry/api", async () => {
    const api: OpenTelemetryApi = openTelemetry;
    const credential = new FakeCloud().credential({ openTelemetry: api });
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
  });

  it("are one span and one measurement for each step, below the caller's span, and none for a held token", async () => {
    const cloud = new FakeCloud();
    const { api, spans, measurements } = recordedTelemetry();
    const credential = cloud.credential({ openTelemetry: api });
    const tracingContext = { name: "the caller's span" };
    for (let call = 0; call < 3; call += 1)
      await credential.getToken(storageScope, { tracingOptions: { tracingContext } });
    expect(spans.map(({ name, root, parent, ended }) => ({ name, root, parent, ended }))).toEqual([
      { name: "tegata.assertion", root: false, parent: tracingContext, ended: true },
      { name: "tegata.exchange", root: false, parent: tracingContext, ended: true },
    ]);
    expect(spans[1]?.attributes).toEqual({
      "tegata.tenant_id": resourceTenant,
      "tegata.scope": storageScope,
      "tegata.background": false,
    });
    expect(measurements).toEqual(
      ["tegata.assertion", "tegata.exchange"].map((step) => ({
        name: "tegata.credential.duration",
        unit: "s",
        value: 0,
        attributes: { "tegata.step": step, "tegata.background": false },
      })),
    );
  });

  it("tell a failure by its code and ids", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => aadsts(700213);
    const { api, spans } = recordedTelemetry();
    await refusal(cloud.credential({ openTelemetry: api }).getToken(storageScope), CrossTenantCredentialError);
    expect(spans[1]?.status).toEqual({ code: 2, message: "exchange.refused" });
    expect(spans[1]?.attributes).toMatchObject({ "error.type": "exchange.refused", "tegata.aadsts": 700213 });
  });
});

describe("the event hook", () => {
  it("is told of what is acquired and retried, and of a failed renewal that nobody waited for", async () => {
    const cloud = new FakeCloud();
    const told: string[] = [];
    const credential = cloud.credential({
      onEvent: (event) =>
        told.push("inBackground" in event && event.inBackground ? `${event.type}, unseen` : event.type),
    });
    await credential.getToken(storageScope);
    await cloud.clock.advance(45 * minuteMs);
    cloud.token = () => reply(503, "");
    await credential.getToken(storageScope);
    await cloud.clock.advance(10_000);
    const retries = ["request.retried", "request.retried"];
    expect(told).toEqual(["assertion.acquired", "token.acquired", ...retries, "token.failed, unseen"]);
  });

  it("cannot fail a token by throwing, and is counted", async () => {
    const credential = new FakeCloud().credential({
      onEvent: () => {
        throw new Error("the hook's own fault");
      },
    });
    await credential.getToken(storageScope);
    expect(credential.inspect().counts.hookFailures).toBe(2);
  });
});

describe("inspect and diagnose", () => {
  it("show what is held and counted, without tokens", async () => {
    const credential = new FakeCloud().credential();
    await credential.getToken(storageScope);
    await credential.getToken(storageScope);
    expect(credential.inspect()).toEqual({
      tenantId: resourceTenant,
      clientId: "44444444-4444-4444-4444-444444444444",
      authority: "https://login.microsoftonline.com",
      assertion: {
        source: "managed identity 33333333-3333-3333-3333-333333333333",
        state: "valid",
        expiresOnTimestamp: startMs + 86_400_000,
        isRequested: false,
        failures: 0,
      },
      tokens: [
        {
          scope: storageScope,
          enableCae: false,
          hasClaims: false,
          state: "valid",
          expiresOnTimestamp: startMs + 60 * minuteMs,
          refreshAfterTimestamp: startMs + 45 * minuteMs,
          isRequested: false,
          failures: 0,
        },
      ],
      cache: { tokens: 1, bytes: 607, maxTokens: 100_000, maxBytes: 268_435_456 },
      counts: { served: 1, waited: 1, identityRequests: 1, exchangeRequests: 1, evicted: 0, hookFailures: 0 },
    });
  });

  it("tell which hop is broken, and ask for nothing that is held", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    cloud.identity = () => reply(400, { message: "No User Assigned or Delegated Managed Identity found" });
    const first = await credential.diagnose(storageScope);
    expect(first).toMatchObject({ ok: false, hops: [{ outcome: "failed" }, { outcome: "not reached" }] });
    expect(first.hops[0].error?.code).toBe("identity.refused");
    expect(first.hops[0].broken?.check).toBe("identity.assigned");

    cloud.identity = new FakeCloud().identity;
    cloud.token = () => aadsts(700016, 400);
    expect(await credential.diagnose(storageScope)).toMatchObject({
      hops: [{ outcome: "ok" }, { outcome: "failed", broken: { check: "application.exists" } }],
    });

    cloud.token = () => cloud.accessToken();
    await cloud.clock.advance(5_000);
    const before = cloud.tokenRequests.length;
    for (let time = 0; time < 3; time += 1) expect((await credential.diagnose(storageScope)).ok).toBe(true);
    await settle();
    expect(cloud.tokenRequests).toHaveLength(before + 1);
  });
});

describe("a clock that is wrong", () => {
  it("is learnt from the token service's Date, and set right for the assertion", async () => {
    const cloud = new FakeCloud();
    const date = new Date(startMs + 10 * minuteMs).toUTCString();
    cloud.token = () => ({ ...cloud.accessToken(), headers: { get: (name) => (name === "date" ? date : null) } });
    const credential = cloud.credential();
    await credential.getToken(storageScope);
    const { skewMs, assertion, tokens } = credential.inspect();
    expect(skewMs).toBe(10 * minuteMs + 500);
    expect(assertion.expiresOnTimestamp).toBe(startMs + 86_400_000 - 10 * minuteMs - 500);
    expect(tokens[0]?.expiresOnTimestamp).toBe(startMs + 60 * minuteMs);
  });

  it("does not lengthen a token's life when it is set back", async () => {
    const cloud = new FakeCloud();
    let setBackMs = 0;
    const { clock } = cloud;
    const credential = new CrossTenantCredential({
      tenantId: resourceTenant,
      clientId: "44444444-4444-4444-4444-444444444444",
      assertion: managedIdentity({ clientId: "33333333-3333-3333-3333-333333333333" }),
      environment: { IDENTITY_ENDPOINT: "http://127.0.0.1:1", IDENTITY_HEADER: "h" },
      fetch: cloud.fetch,
      clock: { now: () => clock.now() - setBackMs, elapsed: clock.now, sleep: clock.sleep },
    });
    await credential.getToken(storageScope);
    setBackMs = 10 * minuteMs;
    await clock.advance(60 * minuteMs);
    expect((await credential.getToken(storageScope)).token).toBe("token-2");
  });
});
