import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { aChain } from "./chain.ts";
import type { TestEmulator } from "./emulator.ts";
import { anEmulator, arm, blob, graph, token, vmBatch } from "./emulator.ts";
import { askAppService, operatorToken, read } from "./wire.ts";

const canary = "eyJhbGciOiJSUzI1NiJ9.eyJjYW5hcnkiOnRydWV9.c2lnbmF0dXJlLW9mLWEtY2FuYXJ5";
const reason = "The emulator failed; its journal has the reason.";
const guid = expect.stringMatching(/^[0-9a-f-]{36}$/);

/** An emulator that fails whenever it is asked for its state. */
async function broken(operation: "store" | "keys") {
  const { emulator, assertion, application, identity } = await aChain();
  const forGraph = await operatorToken(emulator, "contoso", `${graph}/.default`);
  const forArm = await operatorToken(emulator, "contoso", `${arm}/.default`);
  const held = await assertion();
  const fail = (): never => {
    throw new Error(`it broke over ${canary}`);
  };
  if (operation === "store") vi.spyOn(emulator.context.store, "save").mockImplementation(fail);
  else vi.spyOn(emulator.context.keys, "signing").mockImplementation(fail);
  return { emulator, forGraph, forArm, held, application, identity };
}

function lastRefusal(emulator: TestEmulator) {
  return emulator.context.journal.since().findLast((entry) => entry.kind === "refusal");
}

describe("a service whose emulator fails", () => {
  it("answers as Graph does, and the journal has the reason without the token", async () => {
    const { emulator, forGraph } = await broken("store");
    const headers = { authorization: `Bearer ${forGraph}`, "content-type": "application/json" };
    const body = JSON.stringify({ displayName: "orders" });
    const answer = await read(
      await emulator.fetch(new Request(`${graph}/v1.0/applications`, { method: "POST", headers, body })),
    );
    expect([answer.status, answer.body]).toEqual([
      500,
      { error: { code: "Service_InternalServerError", message: reason, innerError: { "request-id": guid } } },
    ]);
    expect(lastRefusal(emulator)).toMatchObject({
      service: "graph",
      code: "InternalError",
      message: "Error: it broke over [token]",
      correlationId: answer.headers.get("request-id"),
    });
  });

  it("answers as Resource Manager does", async () => {
    const { emulator, forArm } = await broken("store");
    const path =
      "/subscriptions/11111111-0000-4000-8000-00000000005b/resourceGroups/rg-app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-x";
    const request = new Request(`${arm}${path}?api-version=2024-11-30`, {
      method: "PUT",
      headers: { authorization: `Bearer ${forArm}`, "content-type": "application/json" },
      body: JSON.stringify({ location: "japaneast" }),
    });
    const { status, body } = await read(await emulator.fetch(request));
    expect([status, body]).toEqual([500, { error: { code: "InternalServerError", message: reason } }]);
  });

  it("answers as the token service does", async () => {
    const { emulator, held, application } = await broken("keys");
    const form = {
      grant_type: "client_credentials",
      client_id: application.appId,
      scope: "https://storage.azure.com/.default",
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: held,
    };
    const request = new Request(`${token}/fabrikam.onmicrosoft.com/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams(form),
    });
    const { status, body } = await read(await emulator.fetch(request));
    expect([status, body]).toEqual([
      500,
      {
        error: "server_error",
        error_description: expect.stringMatching(
          /^The emulator failed; its journal has the reason\. Correlation ID: [0-9a-f-]{36}$/,
        ),
        error_codes: [],
        correlation_id: guid,
      },
    ]);
  });

  it("answers as the identity endpoints do", async () => {
    const { emulator, identity } = await broken("keys");
    const query = `api-version=2019-08-01&resource=https://graph.microsoft.com&client_id=${identity.clientId}`;
    const { status, body } = await askAppService(emulator, query);
    expect([status, body]).toEqual([
      500,
      {
        statusCode: 500,
        message: `An unexpected error occured while fetching the AAD Token: the emulator failed; its journal has the reason.`,
        correlationId: guid,
      },
    ]);
    expect((await emulator.fetch(new Request(`${vmBatch}/metadata/identity/oauth2/token`))).status).toBe(400);
  });

  it("answers as Storage does when the blob engine cannot start, tries again, and stops without complaint", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tegata-test-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const blobFolder = join(folder, "blobs");
    await writeFile(blobFolder, "a file where the folder belongs");
    const emulator = await anEmulator({ blobFolder });
    const ask = async () => read(await emulator.fetch(new Request(`${blob}/fabrikamdata/orders/first.txt`)));
    const { status, headers, text } = await ask();
    expect([status, headers.get("x-ms-error-code"), text]).toEqual([
      500,
      "InternalError",
      `<?xml version="1.0" encoding="utf-8"?><Error><Code>InternalError</Code><Message>The emulator's blob engine did not start; its journal has the reason.</Message></Error>`,
    ]);
    expect(lastRefusal(emulator)).toMatchObject({ service: "blob", message: expect.stringContaining("EEXIST") });
    await rm(blobFolder);
    expect((await ask()).headers.get("x-ms-error-code")).toBe("PublicAccessNotPermitted");
    await emulator[Symbol.asyncDispose]();
    const another = await anEmulator({ blobFolder: join(blobFolder, "blobs.json", "deeper") });
    const failed = await another.fetch(new Request(`${blob}/fabrikamdata/orders/first.txt`));
    expect(failed.status).toBe(500);
    await expect(another[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  it("leaves no timer behind when the blob engine cannot read what it kept: the process can end", async () => {
    const blobFolder = await mkdtemp(join(tmpdir(), "tegata-test-"));
    onTestFinished(() => rm(blobFolder, { recursive: true, force: true }));
    await writeFile(join(blobFolder, "blobs.json"), "garbage");
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
    const emulator = await anEmulator({ blobFolder });
    const before = timers();
    for (let tried = 0; tried < 3; tried += 1) {
      const { status } = await emulator.fetch(new Request(`${blob}/fabrikamdata/orders/first.txt`));
      expect(status).toBe(500);
    }
    await emulator[Symbol.asyncDispose]();
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it("prints nothing", async () => {
    const printed = [vi.spyOn(console, "error"), vi.spyOn(console, "log"), vi.spyOn(console, "warn")];
    const { emulator, forGraph } = await broken("store");
    const headers = { authorization: `Bearer ${forGraph}`, "content-type": "application/json" };
    const body = JSON.stringify({ displayName: "orders" });
    await emulator.fetch(new Request(`${graph}/v1.0/applications`, { method: "POST", headers, body }));
    expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
  });
});
