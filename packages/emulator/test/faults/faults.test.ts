import { describe, expect, it } from "vitest";
import type { AnswerFault, FaultLife, FaultMatch, FaultSpecification } from "../../src/faults/fault.ts";
import { aChain } from "../chain.ts";
import { anEmulator, appOrders, arm, blob, fabrikam, graph, token, vmBatch } from "../emulator.ts";
import { expectRefusal } from "../refusal.ts";
import { askAppService, askImds, callArm, callGraph, correlationId, field, postToken, read } from "../wire.ts";

const guid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const timestamp = "2026-01-02 03:04:05Z";

/** One answer of each service: 404s and 401s will do, as long as the service itself gives them. */
const requests = {
  token: `${token}/fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration`,
  graph: `${graph}/v1.0/applications`,
  resourceManager: `${arm}/subscriptions?api-version=2022-12-01`,
  blob: `${blob}/fabrikamdata/orders?restype=container`,
  appService: `${appOrders}/msi/token`,
  imds: `${vmBatch}/metadata/identity/oauth2/token`,
} as const;

async function anEmulatorWith(...specifications: FaultSpecification[]) {
  const emulator = await anEmulator();
  for (const specification of specifications) emulator.context.faults.add(specification);
  const get = async (name: keyof typeof requests) => read(await emulator.fetch(new Request(requests[name])));
  return { emulator, get };
}

describe("the emulator's faults", () => {
  it("are none at the start", async () => {
    const { context } = await anEmulator();
    expect([context.faults.list(), context.faults.isQuiet, context.clock.shiftMs]).toEqual([[], true, 0]);
  });

  it("throttle the token service with a JSON body and Retry-After", async () => {
    const { emulator, get } = await anEmulatorWith({
      kind: "throttle",
      service: "token",
      retryAfterSeconds: 7,
      body: "json",
    });
    const { status, headers, body } = await get("token");
    const trace = field(body, "trace_id");
    const correlation = field(body, "correlation_id");
    expect({ status, retryAfter: headers.get("retry-after"), body }).toEqual({
      status: 429,
      retryAfter: "7",
      body: {
        error: "temporarily_unavailable",
        error_description: `AADSTS90055: The tenant is temporarily throttled. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
        error_codes: [90055],
        timestamp,
        trace_id: guid,
        correlation_id: guid,
      },
    });
    expect(emulator.context.journal.since().map(({ kind }) => kind)).toEqual(["fault", "request"]);
  });

  it("throttle one caller of a service, by either id, and nobody else", async () => {
    const { operatorPrincipalId: caller } = fabrikam;
    const { emulator } = await anEmulatorWith({ kind: "throttle", service: "graph", body: "json", caller });
    const list = async (company: "contoso" | "fabrikam") =>
      (await callGraph(emulator, company, "GET /v1.0/organization")).status;
    expect([await list("fabrikam"), await list("contoso")]).toEqual([429, 200]);
    emulator.context.faults.clear();
    const match = { service: "resourceManager", caller: fabrikam.operatorClientId.toUpperCase() } as const;
    emulator.context.faults.add({ kind: "throttle", retryAfterSeconds: 3, body: "json", ...match });
    const refused = await callArm(emulator, "fabrikam", "GET /subscriptions?api-version=2022-12-01");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "3"]);
    expect((await callArm(emulator, "contoso", "GET /subscriptions?api-version=2022-12-01")).status).toBe(200);
    expect((await read(await emulator.fetch(new Request(requests.resourceManager)))).status).toBe(401);
  });

  it("throttle with a body that is not JSON, as what stands in front of Entra does", async () => {
    const { get } = await anEmulatorWith({ kind: "throttle", retryAfterSeconds: 1, body: "text" });
    const { status, headers, text } = await get("token");
    expect({ status, retryAfter: headers.get("retry-after"), type: headers.get("content-type"), text }).toEqual({
      status: 429,
      retryAfter: "1",
      type: "text/html",
      text: "<html><body>Too many requests</body></html>",
    });
  });

  const told = (status: number) => `The emulator was told to answer ${status}.`;
  const innerError = { date: "2026-01-02T03:04:05", "request-id": guid, "client-request-id": guid };
  it.each([
    ["graph", 429, { error: { code: "TooManyRequests", message: "Too many requests.", innerError } }],
    ["graph", 503, { error: { code: "ServiceUnavailable", message: told(503), innerError } }],
    ["resourceManager", 429, { error: { code: "TooManyRequests", message: told(429) } }],
    ["resourceManager", 500, { error: { code: "InternalServerError", message: told(500) } }],
    ["appService", 500, { statusCode: 500, message: told(500), correlationId: guid }],
    ["appService", 429, { statusCode: 429, message: "Too many requests", correlationId: guid }],
    ["imds", 410, { error: "unknown", error_description: told(410) }],
    ["imds", 404, { error: "unknown", error_description: told(404) }],
    ["imds", 429, { error: "too_many_requests", error_description: "Too many requests" }],
  ] as const)("let %s answer %i in its own form", async (name, status, body) => {
    const { get } = await anEmulatorWith({ kind: "status", status, retryAfterSeconds: 2 });
    const answer = await get(name);
    expect({ status: answer.status, retryAfter: answer.headers.get("retry-after"), body: answer.body }).toEqual({
      status,
      retryAfter: "2",
      body,
    });
  });

  it("let the token service answer 503 as Entra words an outage", async () => {
    const { get } = await anEmulatorWith({ kind: "status", status: 503 });
    const { status, headers, body } = await get("token");
    const [trace, correlation] = [field(body, "trace_id"), field(body, "correlation_id")];
    expect({ status, retryAfter: headers.get("retry-after"), body }).toEqual({
      status: 503,
      retryAfter: null,
      body: {
        error: "temporarily_unavailable",
        error_description: `AADSTS90033: A transient error has occurred. Please try again. Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
        error_codes: [90033],
        timestamp,
        trace_id: guid,
        correlation_id: guid,
      },
    });
  });

  it.each([
    { kind: "status", status: 503 },
    { kind: "throttle", body: "json" },
  ] as const)("let Blob say that it is busy, in the header too, where its clients look: $kind", async (fault) => {
    const { get } = await anEmulatorWith({ ...fault, retryAfterSeconds: 1, service: "blob" });
    const { status, text, headers } = await get("blob");
    expect({ status, code: headers.get("x-ms-error-code"), retryAfter: headers.get("retry-after"), text }).toEqual({
      status: 503,
      code: "ServerBusy",
      retryAfter: "1",
      text: '<?xml version="1.0" encoding="utf-8"?><Error><Code>ServerBusy</Code><Message>The server is currently unable to receive requests. Please retry your request.</Message></Error>',
    });
  });

  it("cut Blob's XML off", async () => {
    const { get } = await anEmulatorWith({ kind: "malformed-body", service: "blob" });
    const { status, text, headers } = await get("blob");
    expect([status, headers.get("content-type"), text]).toEqual([
      200,
      "application/xml",
      '<?xml version="1.0" encoding="utf-8"?><EnumerationRes',
    ]);
  });

  it("break the connection off", async () => {
    const { get } = await anEmulatorWith({ kind: "reset", times: 1 });
    await expect(get("token")).rejects.toThrow("socket hang up");
    expect((await get("token")).status).toBe(200);
  });

  it("cut a body off under a status that promises more", async () => {
    const { get } = await anEmulatorWith({ kind: "malformed-body", times: 1 });
    const request = get("token");
    await expect(request).rejects.toThrow(SyntaxError);
    expect((await get("token")).status).toBe(200);
  });

  it("hold an answer back, and send a body slowly", async () => {
    const { emulator, get } = await anEmulatorWith(
      { kind: "latency", milliseconds: 250 },
      { kind: "latency", milliseconds: 50, service: "token" },
      { kind: "slow-body", milliseconds: 4000 },
    );
    const { status, body } = await get("token");
    expect([status, field(body, "issuer")]).toEqual([
      200,
      `https://login.microsoftonline.com/${fabrikam.tenantId}/v2.0`,
    ]);
    expect(emulator.world.waits).toEqual([300, 2000, 2000]);
  });
});

describe("a fault meets", () => {
  const status = { kind: "status", status: 500 } as const;
  const tenants = ["contoso.onmicrosoft.com", fabrikam.tenantId];
  async function tokenStatuses(fault: AnswerFault & FaultMatch & FaultLife): Promise<number[]> {
    const { emulator } = await anEmulatorWith(fault);
    const urls = tenants.map((tenant) => `${token}/${tenant}/v2.0/.well-known/openid-configuration`);
    return Promise.all(urls.map(async (url) => (await emulator.fetch(new Request(url))).status));
  }

  it("the directory that it names", async () => {
    expect(await tokenStatuses({ ...status, directory: "fabrikam" })).toEqual([200, 500]);
    expect(await tokenStatuses({ ...status, directory: "contoso" })).toEqual([500, 200]);
  });

  it("the operation that it names", async () => {
    expect(await tokenStatuses({ ...status, operation: "GET /fabrikam*" })).toEqual([200, 200]);
    expect(await tokenStatuses({ ...status, operation: "GET /contoso.onmicrosoft.com/v2.0/*" })).toEqual([500, 200]);
    expect(await tokenStatuses({ ...status, operation: "*/openid-configuration" })).toEqual([500, 500]);
    expect(await tokenStatuses({ ...status, operation: "POST *" })).toEqual([200, 200]);
  });

  it("the directory of a bearer token, of a subscription, of a storage account", async () => {
    const emulator = await anEmulator();
    emulator.context.faults.add({ ...status, directory: "contoso", operation: "GET *" });
    const isMet = async (answer: Promise<{ readonly status: number }>) => (await answer).status === 500;
    expect([
      await isMet(callGraph(emulator, "contoso", "GET /v1.0/applications")),
      await isMet(callGraph(emulator, "fabrikam", "GET /v1.0/applications")),
      await isMet(
        callArm(
          emulator,
          "fabrikam",
          "GET /subscriptions/11111111-0000-4000-8000-00000000005b?api-version=2022-12-01",
          { token: null },
        ),
      ),
      await isMet(callArm(emulator, "fabrikam", `GET ${fabrikam.group}?api-version=2022-09-01`)),
      await isMet(emulator.fetch(new Request(requests.blob))),
    ]).toEqual([true, false, true, false, false]);
  });

  it("the host that it names", async () => {
    const { get } = await anEmulatorWith({ ...status, host: "vm-batch" });
    expect([(await get("appService")).status, (await get("imds")).status, (await get("graph")).status]).toEqual([
      401, 500, 401,
    ]);
  });

  it("as many requests as it is for, and of two the older one decides", async () => {
    const { emulator, get } = await anEmulatorWith({ ...status, times: 2 }, { kind: "status", status: 502, times: 1 });
    const statuses = [];
    for (let request = 0; request < 4; request++) statuses.push((await get("token")).status);
    expect([statuses, emulator.context.faults.list()]).toEqual([[500, 500, 502, 200], []]);
  });

  it("requests until its time by the emulator's clock is over", async () => {
    const { emulator, get } = await anEmulatorWith({ ...status, forSeconds: 60 });
    expect(emulator.context.faults.list()).toEqual([
      { id: "fault-1", kind: "status", status: 500, forSeconds: 60, met: 0, endsAt: "2026-01-02T03:05:05.000Z" },
    ]);
    emulator.world.advance(59);
    expect((await get("token")).status).toBe(500);
    emulator.context.clock.shiftBy(1000);
    expect((await get("token")).status).toBe(200);
  });

  it("no request after it was taken away", async () => {
    const { emulator, get } = await anEmulatorWith(status, { kind: "status", status: 502 });
    const { faults } = emulator.context;
    expect([faults.remove("fault-1"), faults.remove("fault-9"), (await get("token")).status]).toEqual([
      true,
      false,
      502,
    ]);
    expect([faults.clear(), faults.isQuiet, (await get("token")).status]).toEqual([1, true, 200]);
  });
});

describe("the emulator's clock", () => {
  it("makes tokens of another time, and runs on", async () => {
    const emulator = await anEmulator();
    emulator.context.clock.setTo(Date.UTC(2030, 0, 1));
    emulator.world.advance(5);
    const answer = await postToken(emulator, {});
    expectRefusal(answer, {
      status: 400,
      error: "invalid_request",
      code: 900144,
      message: "The request body must contain the following parameter: 'grant_type'.",
      timestamp: "2030-01-01 00:00:05Z",
    });
    emulator.context.clock.reset();
    expect(emulator.context.world.now()).toBe(Date.UTC(2026, 0, 2, 3, 4, 10));
  });

  it("set ahead, lets an assertion expire (700024)", async () => {
    const chain = await aChain();
    const assertion = await chain.assertion();
    chain.emulator.context.clock.shiftBy(2 * 86_400_000);
    const { status, body } = await chain.exchange({ client_assertion: assertion });
    expect([status, (body as { error_codes: number[] }).error_codes]).toEqual([401, [700024]]);
    expect(correlationId).toBe(field(body, "correlation_id"));
    expect((await askAppService(chain.emulator, "")).status).toBe(400);
    expect((await askImds(chain.emulator, "/metadata/identity/oauth2/token", {})).status).toBe(400);
  });
});
