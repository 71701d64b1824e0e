import type { TokenSummary } from "@tegata/core";
import { findBuiltInRole } from "@tegata/core";
import type { AccessEntry, CredentialKind, JournalEntry, TokenIssuedEntry } from "@tegata/emulator";
import { CliError } from "../errors.ts";

/** A token that was issued, with what proved the one who got it. */
export interface IssuedToken {
  readonly to: string;
  readonly directory: string;
  readonly credential: CredentialKind;
  readonly resource: string;
  readonly claims: TokenSummary;
}

/** What the journal says about the demo's chain. */
export interface Evidence {
  readonly identityToken: IssuedToken;
  readonly accessToken: IssuedToken;
  readonly operations: readonly string[];
  readonly role: string;
  /** Where the role was assigned. */
  readonly scope: string;
  /** Every token, the workload's and the operators'. */
  readonly tokens: readonly IssuedToken[];
}

interface Parties {
  readonly identity: string;
  readonly application: string;
}

function issued(entry: TokenIssuedEntry): IssuedToken {
  const { to, directory, credential, resource, claims } = entry;
  return { to, directory, credential, resource, claims };
}

function missing(what: string): CliError {
  return new CliError("demo.failed", `the emulator's journal has no ${what}`, { fix: "Please report this." });
}

/**
 * Reads the chain off the journal, and refuses to call it secret-free unless it was: every token of the workload must
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
  const identityToken = tokens.find(({ credential }) => credential === "managed identity");
  const accessToken = tokens.find(({ credential }) => credential === "federated identity credential");
  const accesses = journal.filter((entry): entry is JournalEntry & AccessEntry => entry.kind === "access");
  const [first] = accesses;
  if (!identityToken) throw missing("token of a managed identity");
  if (!accessToken) throw missing("token for a federated identity credential");
  const { objectId } = accessToken.claims;
  if (!first || accesses.some(({ principalId }) => principalId !== objectId))
    throw missing("access by the application's service principal");
  return {
    identityToken,
    accessToken,
    operations: [...new Set(accesses.map(({ operation }) => operation))],
    role: findBuiltInRole(first.role)?.name ?? first.role,
    scope: first.assignedAt,
    tokens,
  };
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
