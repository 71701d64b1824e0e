import type { JournalEntry } from "@tegata/emulator";
import { describe, expect, test } from "vitest";
import { countTokens, readEvidence } from "../../src/demo/evidence.ts";
import {
  access,
  accessToken,
  agentAccess,
  agentToken,
  aJournal,
  identityToken,
  operatorToken,
  parties,
} from "./a-demo.ts";

const read = (journal: readonly JournalEntry[]) => readEvidence(journal, parties);

describe("readEvidence", () => {
  test("finds both chains: the identity's token, the application's, what was done and by which role", () => {
    expect(read(aJournal()).journeys).toMatchObject([
      {
        identityToken: { to: "id-orders on app-orders", credential: "managed identity" },
        accessToken: { to: "orders-cross-tenant", credential: "federated identity credential" },
        operations: ["BlockBlob_Upload", "Blob_Download"],
        role: "Storage Blob Data Contributor",
      },
      {
        identityToken: { to: "id-orders on func-agents", credential: "managed identity" },
        accessToken: { resource: "https://ai.azure.com", credential: "federated identity credential" },
        operations: ["POST /api/projects/{projectName}/threads/runs", "POST /api/projects/{projectName}/openai/*"],
        role: "Foundry User",
      },
    ]);
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
      {
        to: "id-orders on func-agents",
        directory: "contoso",
        credential: "managed identity",
        resource: "api://AzureADTokenExchange",
        count: 1,
      },
      {
        to: "orders-cross-tenant",
        directory: "fabrikam",
        credential: "federated identity credential",
        resource: "https://ai.azure.com",
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
    expect(read([...aJournal(), operatorToken({ to: "id-orders-operator" })]).tokens).toHaveLength(9);
  });

  test.each([0, 1, 2])("refuses an access by another principal, the %ith of three", (place) => {
    const accesses = [access(), access(), access()];
    accesses[place] = access({ principalId: "99999999-605b-44aa-a435-ce43baf70d5e" });
    expect(() => read([identityToken(), accessToken(), ...accesses])).toThrow(
      "the emulator's journal has no access to blob by the application's service principal",
    );
  });

  const blob = [identityToken(), accessToken(), access()];
  const onFunctions = identityToken({ to: "id-orders on func-agents" });

  test.each([
    ["token of a managed identity on app-orders", [onFunctions, accessToken(), access()]],
    [
      "token for a federated identity credential for https://storage.azure.com",
      [identityToken(), agentToken(), access()],
    ],
    ["access to blob by the application's service principal", [identityToken(), accessToken(), agentAccess()]],
    ["token of a managed identity on func-agents", [...blob, agentToken(), agentAccess()]],
    ["token for a federated identity credential for https://ai.azure.com", [...blob, onFunctions, agentAccess()]],
    ["access to foundry by the application's service principal", [...blob, onFunctions, agentToken()]],
  ])("does not do without the %s", (what, journal) => {
    expect(() => read(journal)).toThrow(`the emulator's journal has no ${what}`);
  });
});
