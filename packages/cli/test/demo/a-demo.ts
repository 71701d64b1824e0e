import type { AccessEntry, JournalEntry, TokenIssuedEntry } from "@tegata/emulator";
import { demoNames } from "../../src/demo/configuration.ts";
import type { readEvidence } from "../../src/demo/evidence.ts";

export const parties: Parameters<typeof readEvidence>[1] = {
  identity: "id-orders",
  application: "orders-cross-tenant",
  journeys: demoNames.journeys,
};
export const servicePrincipal = "88a26b75-605b-44aa-a435-ce43baf70d5e";

let sequence = 0;

function entry(event: TokenIssuedEntry | AccessEntry): JournalEntry {
  return { sequence: ++sequence, at: "2026-01-01T00:00:00.000Z", ...event };
}

export function operatorToken(changes: Partial<TokenIssuedEntry> = {}): JournalEntry {
  return entry({
    kind: "token issued",
    directory: "contoso",
    to: "Contoso operator",
    credential: "client secret",
    resource: "https://localhost:7413/",
    claims: {},
    verdicts: [],
    ...changes,
  });
}

export function identityToken(changes: Partial<TokenIssuedEntry> = {}): JournalEntry {
  return entry({
    kind: "token issued",
    directory: "contoso",
    to: "id-orders on app-orders",
    credential: "managed identity",
    resource: "api://AzureADTokenExchange",
    claims: {
      issuer: "https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0",
      tenantId: "11111111-1111-4111-8111-111111111111",
      subject: "9b18a985-3708-447f-b3b4-34fa6dfd00af",
      audience: "fb60f99c-7a34-4190-8149-302f77469936",
      notBeforeSeconds: 1_767_225_300,
      expiresOnSeconds: 1_767_312_000,
    },
    verdicts: [],
    ...changes,
  });
}

export function accessToken(changes: Partial<TokenIssuedEntry> = {}): JournalEntry {
  return entry({
    kind: "token issued",
    directory: "fabrikam",
    to: "orders-cross-tenant",
    credential: "federated identity credential",
    resource: "https://storage.azure.com",
    claims: {
      issuer: "https://sts.windows.net/22222222-2222-4222-8222-222222222222/",
      tenantId: "22222222-2222-4222-8222-222222222222",
      subject: servicePrincipal,
      objectId: servicePrincipal,
      audience: "https://storage.azure.com",
      clientId: "c9b2ad51-228c-4487-9f7b-c0d87c5bb3ef",
      clientAuthentication: "assertion or certificate",
      notBeforeSeconds: 1_767_225_300,
      expiresOnSeconds: 1_767_229_200,
    },
    verdicts: [],
    ...changes,
  });
}

export function access(changes: Partial<AccessEntry> = {}): JournalEntry {
  return entry({
    kind: "access",
    service: "blob",
    principalId: servicePrincipal,
    operation: "BlockBlob_Upload",
    scope:
      "/subscriptions/s/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata/blobServices/default/containers/orders",
    role: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    assignedAt: "/subscriptions/s/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata",
    ...changes,
  });
}

/** The application's token for the project. */
export function agentToken(changes: Partial<TokenIssuedEntry> = {}): JournalEntry {
  const token = accessToken() as JournalEntry & TokenIssuedEntry;
  const audience = "https://ai.azure.com";
  return entry({ ...token, resource: audience, claims: { ...token.claims, audience }, ...changes });
}

export function agentAccess(changes: Partial<AccessEntry> = {}): JournalEntry {
  const project =
    "/subscriptions/s/resourceGroups/rg-data/providers/Microsoft.CognitiveServices/accounts/fabrikamai/projects/agents";
  return access({
    service: "foundry",
    operation: "POST /api/projects/{projectName}/threads/runs",
    scope: project,
    role: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
    assignedAt: project,
    ...changes,
  });
}

/** The journal of a demo that went well. */
export function aJournal(): JournalEntry[] {
  return [
    operatorToken(),
    operatorToken({ directory: "fabrikam", to: "Fabrikam operator", resource: "https://localhost:7412" }),
    operatorToken({ resource: "https://localhost:7412" }),
    operatorToken(),
    identityToken(),
    accessToken(),
    access(),
    access({ operation: "Blob_Download" }),
    access({ operation: "Blob_Download" }),
    identityToken({ to: "id-orders on func-agents" }),
    agentToken(),
    agentAccess(),
    agentAccess({ operation: "POST /api/projects/{projectName}/openai/*" }),
  ];
}
