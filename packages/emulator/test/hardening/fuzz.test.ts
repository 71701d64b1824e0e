import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aChain } from "../chain.ts";
import { anEmulator, appOrders, vmBatch } from "../emulator.ts";
import { anAdmin } from "../admin/an-admin.ts";

const names = [
  "api-version",
  "resource",
  "client_id",
  "clientid",
  "principal_id",
  "object_id",
  "mi_res_id",
  "msi_res_id",
  "x",
];
const values = fc.oneof(
  fc.constantFrom("2019-08-01", "2017-09-01", "2018-02-01", "https://storage.azure.com", "", "/", "%", "__proto__"),
  fc.string({ unit: "binary" }),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...names), values), { maxLength: 6 })
  .map((pairs) => new URLSearchParams(pairs).toString());
const headerName = fc.constantFrom("x-identity-header", "secret", "metadata", "x-forwarded-for", "x-other");
const headers = fc.dictionary(
  headerName,
  fc.string({ unit: "grapheme-ascii" }).map((text) => text.trim()),
);

describe("whatever is asked of", () => {
  it("an App Service endpoint, nobody gets a token without its secret, and it never fails", async () => {
    const { emulator, identity } = await aChain();
    await fc.assert(
      fc.asyncProperty(query, headers, async (parameters, sent) => {
        const url = `${appOrders}/msi/token?${parameters}&client_id=${identity.clientId}`;
        const { status } = await emulator.fetch(new Request(url, { headers: sent }));
        expect(status).toBe(401);
      }),
      { numRuns: 150 },
    );
  });

  it("a virtual machine, it answers with a refusal of its own and never fails", async () => {
    const emulator = await anEmulator();
    const paths = fc.constantFrom(
      "/metadata/identity/oauth2/token",
      "/metadata/instance",
      "/metadata/instance/compute/x",
      "/%2e%2e/",
      "/metadata",
    );
    await fc.assert(
      fc.asyncProperty(paths, query, headers, async (path, parameters, sent) => {
        emulator.world.advance(1);
        const { status } = await emulator.fetch(new Request(`${vmBatch}${path}?${parameters}`, { headers: sent }));
        expect([200, 400, 404]).toContain(status);
        expect(status === 200 && !path.startsWith("/metadata/instance")).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it("the admin API with its key, it answers 400 or does it, and never fails", async () => {
    const { call } = await anAdmin();
    const paths = fc.constantFrom("/faults", "/clock", "/directories", "/hosts", "/faults/clear");
    const fields = fc.constantFrom(
      "kind",
      "name",
      "now",
      "shiftSeconds",
      "status",
      "seconds",
      "object",
      "directory",
      "__proto__",
    );
    const body = fc.oneof(fc.dictionary(fields, fc.jsonValue({ maxDepth: 1 })), fc.jsonValue(), fc.string());
    await fc.assert(
      fc.asyncProperty(paths, body, async (path, sent) => {
        const { status } = await call(`POST ${path}` as `POST /${string}`, sent ?? undefined);
        expect([200, 201, 400]).toContain(status);
      }),
      { numRuns: 200 },
    );
  });
});
