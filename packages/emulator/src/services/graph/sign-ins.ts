import { apiOfAudience } from "@tegata/core";
import type { ServicePrincipal } from "../../directory/directory.ts";
import type { CredentialKind, JournalEntry, SignInAttempt } from "../../journal.ts";
import { listOf } from "./answer.ts";
import type { GraphAnswer, GraphCall, GraphRoutes, Item } from "./call.ts";
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
type Refused = Extract<JournalEntry, { kind: "refusal" }> & { readonly signIn: SignInAttempt };

/** One attempt to get a token, granted or refused. */
interface SignIn {
  readonly sequence: number;
  readonly at: string;
  readonly principal: ServicePrincipal | undefined;
  readonly appId: string | null;
  readonly credential: CredentialKind;
  readonly resource: string;
  readonly correlationId: string | null;
  readonly status: Item;
}

function show(call: GraphCall, { sequence, at, principal, appId, credential, ...rest }: SignIn): Item {
  const api = apiOfAudience(call.context.cloud, rest.resource, call.context.aliases);
  const resourcePrincipal = everyPrincipal(call).find((each) => each.appId === (api?.appId ?? rest.resource));
  return {
    id: `00000000-0000-4000-8000-${sequence.toString(16).padStart(12, "0")}`,
    createdDateTime: at,
    appDisplayName: principal?.displayName ?? null,
    appId,
    correlationId: rest.correlationId,
    servicePrincipalId: principal?.id ?? null,
    servicePrincipalName: principal?.displayName ?? null,
    clientCredentialType: credentialTypes[credential],
    resourceDisplayName: api?.displayName ?? resourcePrincipal?.displayName ?? null,
    resourceId: api?.appId ?? resourcePrincipal?.appId ?? null,
    resourceServicePrincipalId: resourcePrincipal?.id ?? null,
    resourceTenantId: call.directory.tenantId,
    conditionalAccessStatus: "notApplied",
    isInteractive: false,
    signInEventTypes: [credential === "managed identity" ? "managedIdentity" : "servicePrincipal"],
    status: rest.status,
  };
}

const succeeded: Item = { errorCode: 0, failureReason: null, additionalDetails: null };

function granted(call: GraphCall, { sequence, at, credential, resource, claims }: Issued): SignIn {
  const principal = everyPrincipal(call).find(({ id }) => id === claims.objectId);
  const appId = principal?.appId ?? claims.clientId ?? null;
  return { sequence, at, principal, appId, credential, resource, correlationId: null, status: succeeded };
}

/** The reason is the message without its ids and times, which the entry has itself. */
function refused(call: GraphCall, { sequence, at, code, message, correlationId, signIn }: Refused): SignIn {
  const { clientId, credential, resource } = signIn;
  const principal = everyPrincipal(call).find(({ appId }) => appId === clientId.toLowerCase());
  const failureReason = message.replace(/^AADSTS\d+: /, "").replace(/ Trace ID: .*$/s, "");
  const status = { errorCode: Number(code.replace("AADSTS", "")), failureReason, additionalDetails: null };
  return { sequence, at, principal, appId: clientId, credential, resource, correlationId, status };
}

function signInOf(call: GraphCall, entry: JournalEntry): SignIn | undefined {
  if (entry.kind !== "token issued" && entry.kind !== "refusal") return undefined;
  if (entry.directory !== call.directory.name) return undefined;
  if (entry.kind === "token issued") return granted(call, entry);
  const { signIn } = entry;
  return signIn && refused(call, { ...entry, signIn });
}

/**
 * The directory's own log of sign-ins: every token that it issued or refused, and what proved the one who asked. Like
 * Graph's, it shows those of service principals only to who asks for them by `signInEventTypes`.
 */
function list(call: GraphCall): GraphAnswer {
  const asksForThem = /signInEventTypes\/any/i.test(call.query.get("$filter") ?? "");
  const entries = asksForThem ? call.context.journal.since() : [];
  const signIns = entries.flatMap((entry) => signInOf(call, entry) ?? []);
  return listOf(call, "auditLogs/signIns", signIns.map((each) => show(call, each)).toReversed());
}

export const signInRoutes: GraphRoutes = routes(["signIns"], { "GET auditLogs/signIns": list });
