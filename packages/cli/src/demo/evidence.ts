import type { TokenSummary } from "@tegata/core";
import { findBuiltInRole } from "@tegata/core";
import type { AccessEntry, CredentialKind, JournalEntry, TokenIssuedEntry } from "@tegata/emulator";
import { CliError } from "../errors.ts";
import type { JourneyPlan } from "./configuration.ts";

/** A token that was issued, with what proved the one who got it. */
export interface IssuedToken {
  readonly to: string;
  readonly directory: string;
  readonly credential: CredentialKind;
  readonly resource: string;
  readonly claims: TokenSummary;
}

/** What the journal says about one way from a host to a resource. */
export interface Journey {
  readonly plan: JourneyPlan;
  readonly identityToken: IssuedToken;
  readonly accessToken: IssuedToken;
  readonly operations: readonly string[];
  readonly role: string;
  /** Where the role was assigned. */
  readonly scope: string;
}

/** What the journal says about the demo. */
export interface Evidence {
  readonly journeys: readonly Journey[];
  /** Every token, the workloads' and the operators'. */
  readonly tokens: readonly IssuedToken[];
}

interface Parties {
  readonly identity: string;
  readonly application: string;
  readonly journeys: readonly JourneyPlan[];
}

function issued(entry: TokenIssuedEntry): IssuedToken {
  const { to, directory, credential, resource, claims } = entry;
  return { to, directory, credential, resource, claims };
}

function missing(what: string): CliError {
  return new CliError("demo.failed", `the emulator's journal has no ${what}`, { fix: "Please report this." });
}

interface Seen {
  readonly tokens: readonly IssuedToken[];
  readonly accesses: readonly AccessEntry[];
  readonly identity: string;
}

function readJourney(plan: JourneyPlan, { tokens, accesses, identity }: Seen): Journey {
  const identityToken = tokens.find(
    ({ credential, to }) => credential === "managed identity" && to === `${identity} on ${plan.host}`,
  );
  const accessToken = tokens.find(
    ({ credential, claims }) =>
      credential === "federated identity credential" && claims.audience?.replace(/\/+$/, "") === plan.audience,
  );
  if (!identityToken) throw missing(`token of a managed identity on ${plan.host}`);
  if (!accessToken) throw missing(`token for a federated identity credential for ${plan.audience}`);
  const { objectId } = accessToken.claims;
  const own = accesses.filter(({ service }) => service === plan.service);
  const [first] = own;
  if (!first || own.some(({ principalId }) => principalId !== objectId))
    throw missing(`access to ${plan.service} by the application's service principal`);
  return {
    plan,
    identityToken,
    accessToken,
    operations: [...new Set(own.map(({ operation }) => operation))],
    role: findBuiltInRole(first.role)?.name ?? first.role,
    scope: first.assignedAt,
  };
}

/**
 * Reads the chains off the journal, and refuses to call them secret-free unless they were: every token of a workload must
 * have come from the managed identity or through the federated identity credential.
 */
export function readEvidence(journal: readonly JournalEntry[], parties: Parties): Evidence {
  const tokens = journal.filter((entry) => entry.kind === "token issued").map(issued);
  const isWorkload = ({ to }: IssuedToken): boolean =>
    to.startsWith(`${parties.identity} `) || to === parties.application;
  const withSecret = tokens.filter(isWorkload).find(({ credential }) => credential === "client secret");
  if (withSecret) {
    throw new CliError("demo.failed", `${withSecret.to} got a token with a ${withSecret.credential}`, {
      fix: "Please report this.",
    });
  }
  const accesses = journal.filter((entry): entry is JournalEntry & AccessEntry => entry.kind === "access");
  const seen = { tokens, accesses, identity: parties.identity };
  return { journeys: parties.journeys.map((plan) => readJourney(plan, seen)), tokens };
}

/** The tokens counted by who got them and how, in the order in which they first appear. */
export function countTokens(
  tokens: readonly IssuedToken[],
): readonly (Omit<IssuedToken, "claims"> & { readonly count: number })[] {
  const counts = new Map<string, Omit<IssuedToken, "claims"> & { count: number }>();
  for (const { to, directory, credential, resource } of tokens) {
    const key = [to, directory, credential, resource].join("\n");
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { to, directory, credential, resource, count: 1 });
  }
  return [...counts.values()];
}
