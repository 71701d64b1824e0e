import { describe, expect, it } from "vitest";
import { token } from "../emulator.ts";
import { anAdmin, invalid } from "./an-admin.ts";

describe("faults through the admin API", () => {
  it("are added, shown with what they met, and taken away", async () => {
    const { emulator, call } = await anAdmin();
    const throttle = { kind: "throttle", service: "token", directory: "fabrikam", times: 3, retryAfterSeconds: 1 };
    const shown = { id: "fault-1", ...throttle, body: "json", met: 0 };
    expect(await call("POST /faults", throttle)).toEqual({ status: 201, body: { fault: shown } });
    await emulator.fetch(new Request(`${token}/fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration`));
    expect(await call("GET /faults")).toEqual({ status: 200, body: { faults: [{ ...shown, met: 1 }] } });
    expect(await call("POST /faults/clear", { id: "fault-9" })).toEqual(invalid("there is no fault fault-9"));
    expect(await call("POST /faults/clear", { id: "fault-1" })).toEqual({ status: 200, body: { removed: 1 } });
    expect(await call("POST /faults/clear")).toEqual({ status: 200, body: { removed: 0 } });
  });

  it.each([
    { kind: "latency", milliseconds: 100 },
    { kind: "slow-body", milliseconds: 100, host: "vm-batch" },
    { kind: "throttle", body: "text", operation: "POST *" },
    { kind: "status", status: 410, service: "managedIdentity" },
    { kind: "reset", times: 1 },
    { kind: "malformed-body", forSeconds: 60 },
    { kind: "propagation", object: "roleAssignment", seconds: 300, mode: "flapping" },
    { kind: "disabled-principal", principal: "44444444-4444-4444-8444-444444444444" },
    { kind: "credential-first", directory: "fabrikam" },
  ])("may be %j", async (fault) => {
    const { call } = await anAdmin();
    // What changes the services' knowledge meets no request by itself.
    const met = ["propagation", "disabled-principal", "credential-first"].includes(fault.kind) ? {} : { met: 0 };
    const ends = "forSeconds" in fault ? { endsAt: "2026-01-02T03:05:05.000Z" } : {};
    expect(await call("POST /faults", fault)).toEqual({
      status: 201,
      body: { fault: { id: "fault-1", ...fault, ...met, ...ends } },
    });
  });

  it.each<[unknown, string[]]>([
    [{}, ["kind is missing"]],
    ["not json", ["the body must be a JSON object"]],
    [[], ["the body must be a JSON object"]],
    [
      { kind: "explosion" },
      [
        "kind must be one of latency, throttle, status, reset, malformed-body, slow-body, propagation, disabled-principal, credential-first",
      ],
    ],
    [
      {
        kind: "status",
        status: 200,
        service: "admin",
        directory: "nowhere",
        host: "no-host",
        times: 0,
        forSeconds: "long",
        extra: 1,
      },
      [
        "forSeconds must be a whole number from 1 to 31536000",
        "there is no directory nowhere",
        "there is no host no-host",
        "service must be one of managedIdentity, token, graph, resourceManager, blob, foundry",
        "times must be a whole number from 1 to 1000000",
        "status must be a whole number from 400 to 599",
        "there is no extra",
      ],
    ],
    [{ kind: "propagation", times: 2 }, ["object is missing", "seconds is missing", "there is no times"]],
    [{ kind: "latency" }, ["milliseconds is missing"]],
    [{ kind: "disabled-principal", principal: "" }, ["principal must be a text"]],
  ])("are refused with everything that is wrong: %j", async (fault, faults) => {
    const { emulator, call } = await anAdmin();
    expect(await call("POST /faults", fault)).toEqual(invalid(...faults));
    expect(emulator.context.faults.isQuiet).toBe(true);
  });

  it("never meet the admin API itself", async () => {
    const { call } = await anAdmin();
    await call("POST /faults", { kind: "status", status: 500 });
    await call("POST /faults", { kind: "reset" });
    expect((await call("GET /faults")).status).toBe(200);
    expect((await call("POST /faults/clear")).body).toEqual({ removed: 2 });
  });

  it("are in the journal when they are met, which can be asked for by kind and service", async () => {
    const { emulator, call } = await anAdmin();
    await call("POST /faults", { kind: "status", status: 503, times: 1 });
    const path = "/fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration";
    await emulator.fetch(new Request(`${token}${path}`));
    const at = "2026-01-02T03:04:05.000Z";
    const fault = {
      sequence: 1,
      at,
      kind: "fault",
      fault: "fault-1",
      effect: "status",
      service: "token",
      method: "GET",
      path,
    };
    expect(await call("GET /journal?kind=fault")).toEqual({ status: 200, body: { entries: [fault] } });
    expect(await call("GET /journal?service=graph")).toEqual({ status: 200, body: { entries: [] } });
    expect(await call("GET /journal?since=1&service=token&kind=request")).toMatchObject({
      body: { entries: [{ sequence: 2, status: 503 }] },
    });
    expect(await call("GET /journal?since=x&kind=y")).toEqual(
      invalid("since must be a sequence number", "kind must be one of request, token issued, refusal, access, fault"),
    );
  });
});

describe("the clock through the admin API", () => {
  it("is shown, moved, set and given back", async () => {
    const { call } = await anAdmin();
    const shows = (now: string, shiftSeconds: number) => ({ status: 200, body: { now, shiftSeconds } });
    expect(await call("GET /clock")).toEqual(shows("2026-01-02T03:04:05.000Z", 0));
    expect(await call("POST /clock", { shiftSeconds: 3600 })).toEqual(shows("2026-01-02T04:04:05.000Z", 3600));
    expect(await call("POST /clock", { shiftSeconds: -7200 })).toEqual(shows("2026-01-02T02:04:05.000Z", -3600));
    expect(await call("POST /clock", { now: "2026-01-02T12:04:05+09:00" })).toEqual(
      shows("2026-01-02T03:04:05.000Z", 0),
    );
    expect(await call("POST /clock", { now: "2027-01-01T00:00:00Z" })).toEqual(
      shows("2027-01-01T00:00:00.000Z", 31_438_555),
    );
    expect(await call("POST /clock", { machine: true })).toEqual(shows("2026-01-02T03:04:05.000Z", 0));
  });

  it.each<[unknown, string[]]>([
    [{}, ["give one of shiftSeconds, now and machine"]],
    [{ shiftSeconds: 1, now: "2027-01-01T00:00:00Z" }, ["give one of shiftSeconds, now and machine"]],
    [
      { now: "tomorrow" },
      ["now must be an instant such as 2026-01-02T03:04:05Z", "give one of shiftSeconds, now and machine"],
    ],
    [{ now: "2027-13-45T99:00:00Z" }, ["now must be an instant that exists"]],
    [{ now: "2027-02-30T00:00:00Z" }, ["now must be an instant that exists"]],
    [
      { shiftSeconds: 1.5 },
      [
        "shiftSeconds must be a whole number from -3155760000 to 3155760000",
        "give one of shiftSeconds, now and machine",
      ],
    ],
  ])("refuses %j", async (body, faults) => {
    const { emulator, call } = await anAdmin();
    expect(await call("POST /clock", body)).toEqual(invalid(...faults));
    expect(emulator.context.clock.shiftMs).toBe(0);
  });
});
