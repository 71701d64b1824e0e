import type { TokenSummary, Verdict } from "@tegata/core";
import { redact } from "@tegata/core";
import type { World } from "./world.ts";

/** How the party that got a token proved who it is. */
export type CredentialKind = "managed identity" | "federated identity credential" | "certificate" | "client secret";

/** A request that a service answered. */
export interface RequestEntry {
  readonly kind: "request";
  readonly service: string;
  readonly method: string;
  /** Without the query: it may hold a signature. */
  readonly path: string;
  readonly status: number;
  readonly userAgent: string;
}

/** A token that was issued: who it speaks for and what proved it. Never the token. */
export interface TokenIssuedEntry {
  readonly kind: "token issued";
  readonly directory: string;
  readonly to: string;
  readonly credential: CredentialKind;
  readonly resource: string;
  readonly claims: TokenSummary;
  readonly verdicts: readonly Verdict[];
}

/** A refusal, with the rule that decided. */
export interface RefusalEntry {
  readonly kind: "refusal";
  readonly service: string;
  readonly directory: string | null;
  /** `AADSTS700213`, `AuthorizationPermissionMismatch`, … */
  readonly code: string;
  readonly message: string;
  readonly correlationId: string;
  readonly verdicts: readonly Verdict[];
}

/** A data operation that was allowed, and by which role. */
export interface AccessEntry {
  readonly kind: "access";
  readonly service: string;
  readonly principalId: string;
  readonly operation: string;
  /** Where the operation took place. */
  readonly scope: string;
  readonly role: string;
  /** Where the role was assigned: there or above. */
  readonly assignedAt: string;
}

/** A fault that a request met: the answer may not be the service's own. */
export interface FaultEntry {
  readonly kind: "fault";
  readonly fault: string;
  /** `throttle`, `latency`, … */
  readonly effect: string;
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export type JournalEvent = RequestEntry | TokenIssuedEntry | RefusalEntry | AccessEntry | FaultEntry;
export type JournalEntry = { readonly sequence: number; readonly at: string } & JournalEvent;

/** Takes out what a caller put where no secret belongs: a token as a scope, a secret as a client id. */
function withoutSecrets(event: JournalEvent): JournalEvent {
  if (event.kind === "request") {
    return { ...event, path: redact(event.path), userAgent: redact(event.userAgent) };
  }
  if (event.kind === "fault") return { ...event, path: redact(event.path) };
  if (event.kind !== "refusal") return event;
  const verdicts = event.verdicts.map((verdict) =>
    verdict.saw === undefined ? verdict : { ...verdict, saw: redact(verdict.saw) },
  );
  return { ...event, message: redact(event.message), verdicts };
}

/** What happened, in order, for people, tests and the console. Holds no secret. Keeps the newest entries only. */
export class Journal {
  readonly #entries: JournalEntry[] = [];
  readonly #world: World;
  readonly #limit: number;
  readonly #subscribers: ((entry: JournalEntry) => void)[] = [];
  #sequence = 0;

  constructor(world: World, limit = 10_000) {
    this.#world = world;
    this.#limit = limit;
  }

  add(event: JournalEvent): void {
    const entry: JournalEntry = {
      sequence: ++this.#sequence,
      at: new Date(this.#world.now()).toISOString(),
      ...withoutSecrets(event),
    };
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit) this.#entries.splice(0, this.#entries.length - this.#limit);
    for (const subscriber of this.#subscribers) subscriber(entry);
  }

  /** Hands every further entry on, as it is added. */
  subscribe(subscriber: (entry: JournalEntry) => void): void {
    this.#subscribers.push(subscriber);
  }

  /** Entries behind a sequence number, oldest first. */
  since(sequence = 0): readonly JournalEntry[] {
    return this.#entries.filter((entry) => entry.sequence > sequence);
  }
}
