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
  /** Of a refused sign-in: who tried, with what, and what for, as far as the request said so. */
  readonly signIn?: SignInAttempt;
}

export interface SignInAttempt {
  readonly clientId: string;
  readonly credential: CredentialKind;
  readonly resource: string;
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

/** What writes verdicts out when somebody reads them. */
export interface Evidence {
  readonly verdicts: () => readonly Verdict[];
}

type WithEvidence<Event extends JournalEvent> = Event extends { readonly verdicts: readonly Verdict[] }
  ? Omit<Event, "verdicts"> & { readonly verdicts: readonly Verdict[] | Evidence }
  : Event;

/**
 * What can be noted: an event, whose verdicts may be left to be written out when somebody reads them. One and the same
 * object may be noted any number of times.
 */
export type EventToKeep = WithEvidence<JournalEvent>;

function withVerdicts(event: EventToKeep): JournalEvent {
  if (event.kind !== "token issued" && event.kind !== "refusal") return event;
  const { verdicts } = event;
  return { ...event, verdicts: "verdicts" in verdicts ? verdicts.verdicts() : verdicts };
}

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
  const { signIn } = event;
  const attempt = signIn && { ...signIn, clientId: redact(signIn.clientId), resource: redact(signIn.resource) };
  return { ...event, message: redact(event.message), verdicts, ...(attempt ? { signIn: attempt } : {}) };
}

/**
 * What happened, in order, for people, tests and the console. What it hands out holds no secret. Keeps the newest
 * entries only, and writes one out when it is first read: most are noted in the midst of a request and never read.
 */
export class Journal {
  // Three rings: a sequence number has the place that is left over when it is divided by the limit. Columns, not an
  // object for each entry: what thousands of entries keep alive costs the collector more than all the rest of noting.
  readonly #atMs: Float64Array;
  readonly #events: (EventToKeep | undefined)[] = [];
  readonly #entries: (JournalEntry | undefined)[] = [];
  readonly #world: World;
  readonly #limit: number;
  readonly #subscribers: { readonly kind: JournalEvent["kind"]; readonly take: (entry: JournalEntry) => void }[] = [];
  #sequence = 0;

  constructor(world: World, limit = 10_000) {
    this.#world = world;
    this.#limit = limit;
    this.#atMs = new Float64Array(limit);
  }

  add(event: EventToKeep): void {
    const sequence = ++this.#sequence;
    const place = (sequence - 1) % this.#limit;
    this.#atMs[place] = this.#world.now();
    this.#events[place] = event;
    this.#entries[place] = undefined;
    for (const { kind, take } of this.#subscribers) if (kind === event.kind) take(this.#written(sequence));
  }

  /** Hands every further entry of a kind on, as it is added. */
  subscribe(kind: JournalEvent["kind"], take: (entry: JournalEntry) => void): void {
    this.#subscribers.push({ kind, take });
  }

  /** Entries behind a sequence number, oldest first. */
  since(sequence = 0): readonly JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (let next = Math.max(sequence, this.#sequence - this.#limit, 0) + 1; next <= this.#sequence; next++)
      entries.push(this.#written(next));
    return entries;
  }

  #written(sequence: number): JournalEntry {
    const place = (sequence - 1) % this.#limit;
    const event = this.#events[place];
    if (event) {
      const at = new Date(this.#atMs[place] as number).toISOString();
      this.#entries[place] = { sequence, at, ...withoutSecrets(withVerdicts(event)) };
      this.#events[place] = undefined;
    }
    return this.#entries[place] as JournalEntry;
  }
}
