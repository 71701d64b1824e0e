import type { JournalEntry } from "@tegata/emulator";
import { describe, expect, test } from "vitest";
import { countTokens, readEvidence } from "../../src/demo/evidence.ts";
import { access, accessToken, aJournal, identityToken, operatorToken, parties } from "./a-demo.ts";

const read = (journal: readonly JournalEntry[]) => readEvidence(journal, parties);

describe("readEvidence", () => {
  test("finds the chain: the identity's token, the application's, what was done and by which role", () => {
    expect(read(aJournal())).toMatchObject({
      identityToken: { to: "id-orders on app-orders", credential: "managed identity" },
      accessToken: { to: "orders-cross-tenant", credential: "federated identity credential" },
      operations: ["BlockBlob_Upload", "Blob_Download"],
      role: "Storage Blob Data Contributor",
    });
  });

  test("counts every token with the kind of credential used, the operators' too", () => {
    expect(countTokens(read(aJournal()).tokens)).toEqual([
      {
        to: "Contoso operator",
        directory: "contoso",
        credential: "client secret",
        resource: "https://localhost:7413/",
        count: 2,
      },
      {
        to: "Fabrikam operator",
        directory: "fabrikam",
        credential: "client secret",
        resource: "https://localhost:7412",
        count: 1,
      },
      {
        to: "Contoso operator",
        directory: "contoso",
        credential: "client secret",
        resource: "https://localhost:7412",
        count: 1,
      },
      {
        to: "id-orders on app-orders",
        directory: "contoso",
        credential: "managed identity",
        resource: "api://AzureADTokenExchange",
        count: 1,
      },
      {
        to: "orders-cross-tenant",
        directory: "fabrikam",
        credential: "federated identity credential",
        resource: "https://storage.azure.com",
        count: 1,
      },
    ]);
  });

  test.each([
    ["the application", accessToken({ credential: "client secret" })],
    ["the identity", identityToken({ credential: "client secret" })],
  ])("refuses a token that %s got with a client secret, even one among many", (_who, secret) => {
    expect(() => read([...aJournal(), secret])).toThrow("got a token with a client secret");
    expect(() => read([secret, ...aJournal()])).toThrow("got a token with a client secret");
  });

  test("takes an operator's secret for what it is", () => {
    expect(read([...aJournal(), operatorToken({ to: "id-orders-operator" })]).tokens).toHaveLength(7);
  });

  test.each([0, 1, 2])("refuses an access by another principal, the %ith of three", (place) => {
    const accesses = [access(), access(), access()];
    accesses[place] = access({ principalId: "99999999-605b-44aa-a435-ce43baf70d5e" });
    expect(() => read([identityToken(), accessToken(), ...accesses])).toThrow(
      "the emulator's journal has no access by the application's service principal",
    );
  });

  test.each([
    ["token of a managed identity", [accessToken(), access()]],
    ["token for a federated identity credential", [identityToken(), access()]],
    ["access by the application's service principal", [identityToken(), accessToken()]],
  ])("does not do without the %s", (what, journal) => {
    expect(() => read(journal)).toThrow(`the emulator's journal has no ${what}`);
  });
});
