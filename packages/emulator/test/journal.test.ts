import {
  accessChecks,
  assertionChecks,
  clientChecks,
  clientCredentialChecks,
  requestChecks,
  requestFormChecks,
  resourceChecks,
  scopeChecks,
  tenantChecks,
} from "@tegata/core";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../src/index.ts";
import { Journal } from "../src/journal.ts";
import { aChain, grantStorage } from "./chain.ts";
import type { TestEmulator } from "./emulator.ts";
import { blob, contoso, fabrikam } from "./emulator.ts";
import { postToken } from "./wire.ts";
import { aWorld, startSeconds } from "./world.ts";

function last<Kind extends JournalEntry["kind"]>(emulator: TestEmulator, kind: Kind) {
  return emulator.context.journal.since().findLast((entry) => entry.kind === kind) as Extract<
    JournalEntry,
    { kind: Kind }
  >;
}

describe("the journal", () => {
  it("tells of every token to whom, for what and by which credential, never the token", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    await chain.exchange();
    const issued = emulator.context.journal.since().filter((entry) => entry.kind === "token issued");
    const kinds = issued.map(({ directory, credential, to }) => [directory, credential, to]);
    expect(kinds.slice(-2)).toEqual([
      ["contoso", "managed identity", "id-orders on app-orders"],
      ["fabrikam", "federated identity credential", "orders-cross-tenant"],
    ]);
    expect(new Set(kinds.slice(0, -2).map(([, credential]) => credential))).toEqual(new Set(["client secret"]));
    expect(last(emulator, "token issued")).toMatchObject({
      at: "2026-01-02T03:04:05.000Z",
      resource: "https://storage.azure.com",
      claims: {
        version: "1.0",
        issuer: `https://sts.windows.net/${fabrikam.tenantId}/`,
        tenantId: fabrikam.tenantId,
        subject: chain.principalId,
        objectId: chain.principalId,
        audience: "https://storage.azure.com",
        clientId: chain.application.appId,
        expiresOnSeconds: startSeconds + 3600,
      },
    });
  });

  it("carries every check of a granted exchange, all of them passed", async () => {
    const chain = await aChain();
    await chain.exchange();
    const { verdicts } = last(chain.emulator, "token issued");
    // In the order in which they decide; which rules there are is core's to say.
    const lists = [
      tenantChecks,
      requestFormChecks,
      requestChecks,
      scopeChecks,
      clientChecks,
      clientCredentialChecks,
      assertionChecks,
      resourceChecks,
      accessChecks,
    ].map((list) => list.map(({ id }) => id));
    expect(verdicts.map(({ id }) => id)).toEqual(lists.flat());
    expect(verdicts.length).toBeGreaterThan(30);
    expect(new Set(verdicts.map(({ outcome }) => outcome))).toEqual(new Set(["passed"]));
  });

  it("carries what a refusing check wanted and saw, and what was not reached", async () => {
    const chain = await aChain({ credential: { subject: contoso.operatorPrincipalId } });
    await chain.exchange();
    const refusal = last(chain.emulator, "refusal");
    expect(refusal).toMatchObject({ service: "token", directory: "fabrikam", code: "AADSTS700213" });
    expect(refusal.message).toMatch(/^AADSTS700213: No matching federated identity record found/);
    expect(refusal.verdicts.find(({ id }) => id === "credential.subject")).toEqual({
      id: "credential.subject",
      requires:
        "a credential of that issuer has a subject equal to the assertion's sub to the letter, or an expression that holds",
      outcome: "failed",
      provenance: "recorded",
      wanted: contoso.operatorPrincipalId,
      saw: chain.identity.principalId,
    });
    expect(refusal.verdicts.find(({ id }) => id === "assertion.exchange-audience")).toMatchObject({
      outcome: "not reached",
    });
  });

  it("tells by which role a blob was reached, and which operation was refused", async () => {
    const chain = await aChain();
    const put = async () => {
      const headers = { authorization: `Bearer ${await chain.token()}`, "x-ms-version": "2026-10-06" };
      const url = `${blob}/fabrikamdata/orders?restype=container`;
      await (await chain.emulator.fetch(new Request(url, { method: "PUT", headers }))).text();
    };
    await put();
    expect(last(chain.emulator, "refusal")).toMatchObject({
      service: "blob",
      code: "AuthorizationPermissionMismatch",
      message:
        "Container_Create on fabrikamdata/orders: This request is not authorized to perform this operation using this permission.",
    });
    await grantStorage(chain.emulator, chain.principalId);
    await put();
    expect(last(chain.emulator, "access")).toMatchObject({
      service: "blob",
      principalId: chain.principalId,
      operation: "Container_Create",
      scope: `${fabrikam.storage}/blobServices/default/containers/orders`,
      role: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    });
  });

  it("writes requests without their query", async () => {
    const chain = await aChain();
    await postToken(chain.emulator, {}, { headers: { "user-agent": "a-client/1" } });
    expect(last(chain.emulator, "request")).toEqual({
      sequence: expect.any(Number),
      at: "2026-01-02T03:04:05.000Z",
      kind: "request",
      service: "token",
      method: "POST",
      path: `/${fabrikam.tenantId}/oauth2/v2.0/token`,
      status: 400,
      userAgent: "a-client/1",
    });
    await chain.assertion();
    expect(last(chain.emulator, "request")).toMatchObject({
      service: "managedIdentity:app-orders",
      path: "/msi/token",
    });
  });

  it("keeps the newest entries and counts on", () => {
    const journal = new Journal(aWorld(), 3);
    for (const status of [1, 2, 3, 4, 5]) {
      journal.add({ kind: "request", service: "token", method: "GET", path: "/", status, userAgent: "" });
    }
    expect(journal.since().map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
    expect(journal.since(4).map(({ sequence }) => sequence)).toEqual([5]);
  });
});
