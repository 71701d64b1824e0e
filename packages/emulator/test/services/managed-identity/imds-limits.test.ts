import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../src/services/managed-identity/rate-limit.ts";
import { anEmulator, vmBatch } from "../../emulator.ts";
import { askImds } from "../../wire.ts";

const path = "/metadata/identity/oauth2/token";
const exchange = `${path}?api-version=2018-02-01&resource=api://AzureADTokenExchange`;
const tooMany = { status: 429, body: { error: "too_many_requests", error_description: "Too many requests" } };

describe("the limits of the Instance Metadata Service", () => {
  it("are 20 token requests a second, whatever becomes of them (imds.limits)", async () => {
    const emulator = await anEmulator();
    const ask = async () => {
      const { status, body } = await askImds(emulator, exchange);
      return { status, body };
    };
    for (let request = 0; request < 20; request++) expect((await ask()).status).toBe(400);
    expect(await ask()).toEqual(tooMany);
    emulator.world.advance(0.999);
    expect(await ask()).toEqual(tooMany);
    emulator.world.advance(0.001);
    expect((await ask()).status).toBe(400);
  });

  it("are 5 other requests a second, counted apart (imds.other-limits)", async () => {
    const emulator = await anEmulator();
    const compute = "/metadata/instance/compute?api-version=2021-02-01";
    for (let request = 0; request < 5; request++) expect((await askImds(emulator, compute)).status).toBe(200);
    const { status, body } = await askImds(emulator, compute);
    expect({ status, body }).toEqual(tooMany);
    expect((await askImds(emulator, exchange)).status).toBe(400);
  });

  it("lock nobody out when the clock is set back", async () => {
    const emulator = await anEmulator();
    for (let request = 0; request < 21; request++) await askImds(emulator, exchange);
    emulator.context.clock.shiftBy(-86_400_000);
    expect((await askImds(emulator, exchange)).status).toBe(400);
  });

  it("are five at a time", () => {
    const limit = new RateLimit({ perSecond: 20, concurrent: 5, now: () => 0 });
    const ends = Array.from({ length: 5 }, () => limit.begin());
    expect(ends.every(Boolean)).toBe(true);
    expect(limit.begin()).toBeUndefined();
    ends[0]?.();
    expect(limit.begin()).toBeTypeOf("function");
  });

  it("hold for real requests that come together", async () => {
    const emulator = await anEmulator();
    const answers = await Promise.all(Array.from({ length: 12 }, () => askImds(emulator, exchange)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].every((status) => status === 400 || status === 429)).toBe(true);
    emulator.world.advance(1);
    expect((await askImds(emulator, exchange)).status).toBe(400);
  });
});

describe("the instance metadata of a virtual machine", () => {
  const ask = async (pathAndQuery: string, headers?: Record<string, string>) => {
    const { status, body, text } = await askImds(await anEmulator(), pathAndQuery, headers);
    return { status, body: body ?? text };
  };
  const id =
    "/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines/vm-batch";
  const compute = {
    azEnvironment: "AzurePublicCloud",
    location: "japaneast",
    name: "vm-batch",
    osType: "Linux",
    provider: "Microsoft.Compute",
    resourceGroupName: "rg-app",
    resourceId: id,
    subscriptionId: "11111111-0000-4000-8000-00000000005b",
    tags: "",
    vmScaleSetName: "",
    vmSize: "Standard_B2s",
    zone: "",
  };

  it("has the region where MSAL looks for it", async () => {
    expect(await ask("/metadata/instance/compute?api-version=2021-02-01")).toEqual({ status: 200, body: compute });
    expect(await ask("/metadata/instance/compute/location?api-version=2020-06-01&format=text")).toEqual({
      status: 200,
      body: "japaneast",
    });
  });

  it("is small as a whole", async () => {
    expect(await ask("/metadata/instance?api-version=2023-11-15")).toEqual({
      status: 200,
      body: { compute, network: { interface: [] } },
    });
  });

  it.each([
    [
      "/metadata/instance/compute?api-version=2021-02-01",
      {},
      400,
      { error: "Bad request. Required metadata header not specified" },
    ],
    [
      "/metadata/instance/compute?api-version=2021-02-01",
      { metadata: "true", "x-forwarded-for": "203.0.113.7" },
      400,
      { error: "Bad request. Requests with X-Forwarded-For are refused" },
    ],
    [
      "/metadata/instance/compute",
      { metadata: "true" },
      400,
      {
        error:
          "Bad request. api-version is invalid or was not specified in the request. For more information refer to aka.ms/azureimds",
        "newest-versions": ["2025-04-07", "2024-07-17", "2024-03-15"],
      },
    ],
    [
      "/metadata/instance/compute?api-version=2021-02-01&api-version=2021-02-01",
      { metadata: "true" },
      400,
      { error: "Bad request. A query parameter is given twice" },
    ],
    ["/metadata/instance/compute/nothing?api-version=2021-02-01", { metadata: "true" }, 404, { error: "Not found" }],
    ["/metadata/instance/__proto__?api-version=2021-02-01", { metadata: "true" }, 404, { error: "Not found" }],
    [
      "/metadata/instance/compute/location?api-version=2021-02-01",
      { metadata: "true" },
      400,
      { error: "Bad request. A leaf is given with format=text only" },
    ],
  ] as const)("refuses %s with %j", async (pathAndQuery, headers, status, body) => {
    expect(await ask(pathAndQuery, headers)).toEqual({ status, body });
  });

  it("takes no other verb", async () => {
    const emulator = await anEmulator();
    const request = new Request(`${vmBatch}/metadata/instance/compute`, {
      method: "POST",
      headers: { metadata: "true" },
    });
    expect((await emulator.fetch(request)).status).toBe(405);
  });
});
