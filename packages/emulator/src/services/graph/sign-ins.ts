import { apiOfAudience } from "@tegata/core";
import type { CredentialKind, JournalEntry } from "../../journal.ts";
import { listOf } from "./answer.ts";
import type { GraphCall, GraphRoutes, Item } from "./call.ts";
import { routes } from "./call.ts";
import { everyPrincipal } from "./service-principals.ts";

/** @see https://learn.microsoft.com/graph/api/resources/signin?view=graph-rest-beta (clientCredentialType) */
const credentialTypes: Readonly<Record<CredentialKind, string>> = {
  "managed identity": "managedIdentity",
  "federated identity credential": "federatedIdentityCredential",
  certificate: "certificate",
  "client secret": "clientSecret",
};

type Issued = Extract<JournalEntry, { kind: "token issued" }>;

function show(call: GraphCall, { sequence, at, credential, resource, claims }: Issued): Item {
  const principals = everyPrincipal(call);
  const principal = principals.find(({ id }) => id === claims.objectId);
  const api = apiOfAudience(call.context.cloud, resource, call.context.aliases);
  const resourcePrincipal = principals.find(({ appId }) => appId === (api?.appId ?? resource));
  const isManagedIdentity = credential === "managed identity";
  return {
    id: `00000000-0000-4000-8000-${sequence.toString(16).padStart(12, "0")}`,
    createdDateTime: at,
    appDisplayName: principal?.displayName ?? null,
    appId: principal?.appId ?? claims.clientId ?? null,
    servicePrincipalId: principal?.id ?? null,
    servicePrincipalName: principal?.displayName ?? null,
    clientCredentialType: credentialTypes[credential],
    resourceDisplayName: api?.displayName ?? resourcePrincipal?.displayName ?? null,
    resourceId: api?.appId ?? resourcePrincipal?.appId ?? null,
    resourceServicePrincipalId: resourcePrincipal?.id ?? null,
    resourceTenantId: call.directory.tenantId,
    conditionalAccessStatus: "notApplied",
    isInteractive: false,
    signInEventTypes: [isManagedIdentity ? "managedIdentity" : "servicePrincipal"],
    status: { errorCode: 0, failureReason: null, additionalDetails: null },
  };
}

/**
 * The directory's own log of sign-ins: every token that it issued, and what proved the one who got it. Like Graph's,
 * it shows those of service principals only to who asks for them by `signInEventTypes`.
 */
function list(call: GraphCall) {
  const asksForThem = /signInEventTypes\/any/i.test(call.query.get("$filter") ?? "");
  const issued = call.context.journal
    .since()
    .filter((entry): entry is Issued => entry.kind === "token issued" && entry.directory === call.directory.name);
  const items = asksForThem ? issued.map((entry) => show(call, entry)).toReversed() : [];
  return listOf(call, "auditLogs/signIns", items);
}

export const signInRoutes: GraphRoutes = routes(["signIns"], { "GET auditLogs/signIns": list });
