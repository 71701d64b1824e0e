import type { AnswerFault, Fault, FaultSpecification, RequestFacts, StateFault } from "./fault.ts";
import { isAnswerFault, matches } from "./fault.ts";

interface Standing {
  readonly id: string;
  readonly specification: FaultSpecification;
  readonly endsMs: number;
  met: number;
}

/** What a request meets: how long it waits, then at most one thing that happens to its answer. */
export interface Encounter {
  readonly faults: readonly Fault[];
  readonly latencyMs: number;
  readonly slowBodyMs: number;
  readonly decisive: Exclude<AnswerFault, { kind: "latency" | "slow-body" }> | undefined;
}

const additive = new Set(["latency", "slow-body"]);

/** The faults that stand. None does at the start, and none is kept over a restart: the emulator is strict by default. */
export class Faults {
  readonly #now: () => number;
  readonly #onStateFaults: () => void;
  #standing: Standing[] = [];
  #ids = 0;

  /** `onStateFaults` is told whenever a fault that changes what services know has come or gone. */
  constructor(now: () => number, onStateFaults: () => void = () => undefined) {
    this.#now = now;
    this.#onStateFaults = onStateFaults;
  }

  add(specification: FaultSpecification): Fault {
    const { forSeconds } = specification;
    const endsMs = forSeconds === undefined ? Infinity : this.#now() + forSeconds * 1000;
    const standing: Standing = { id: `fault-${++this.#ids}`, specification, endsMs, met: 0 };
    this.#standing.push(standing);
    if (!isAnswerFault(specification)) this.#onStateFaults();
    return show(standing);
  }

  list(): readonly Fault[] {
    return this.#active().map(show);
  }

  /** Takes one fault away; tells whether there was one. */
  remove(id: string): boolean {
    const before = this.#standing.length;
    this.#standing = this.#standing.filter((standing) => standing.id !== id);
    this.#onStateFaults();
    return this.#standing.length < before;
  }

  /** Takes all away; tells how many there were. */
  clear(): number {
    const count = this.#active().length;
    this.#standing = [];
    this.#onStateFaults();
    return count;
  }

  /** Whether nothing stands: then services run as if there were no faults at all. */
  get isQuiet(): boolean {
    return this.#standing.length === 0;
  }

  /** The faults that change what services know. */
  stateFaults(): readonly Extract<Fault, StateFault>[] {
    return this.list().filter((fault): fault is Extract<Fault, StateFault> => !isAnswerFault(fault));
  }

  /** Whether the token service of a directory looks at the credential before it looks for the service principal. */
  credentialFirst(directory: string | undefined): boolean {
    if (this.isQuiet) return false;
    return this.stateFaults().some(
      (fault) => fault.kind === "credential-first" && (fault.directory === undefined || fault.directory === directory),
    );
  }

  /** What a request meets; each fault met is counted. Of those that decide the answer, the oldest does. */
  meet(request: RequestFacts): Encounter {
    const met: Standing[] = [];
    for (const standing of this.#active()) {
      const { specification } = standing;
      if (!isAnswerFault(specification) || !matches(specification, request)) continue;
      const isDecided = met.some((other) => !additive.has(other.specification.kind));
      if (isDecided && !additive.has(specification.kind)) continue;
      standing.met += 1;
      met.push(standing);
    }
    const effects = met.map(({ specification }) => specification as AnswerFault);
    const total = (kind: "latency" | "slow-body"): number =>
      effects.reduce((sum, effect) => sum + (effect.kind === kind ? effect.milliseconds : 0), 0);
    return {
      faults: met.map(show),
      latencyMs: total("latency"),
      slowBodyMs: total("slow-body"),
      decisive: effects.find((effect) => effect.kind !== "latency" && effect.kind !== "slow-body"),
    };
  }

  #active(): Standing[] {
    const nowMs = this.#now();
    this.#standing = this.#standing.filter(
      ({ endsMs, met, specification }) => nowMs < endsMs && met < (specification.times ?? Infinity),
    );
    return this.#standing;
  }
}

function show({ id, specification, endsMs, met }: Standing): Fault {
  return {
    id,
    ...specification,
    ...(isAnswerFault(specification) ? { met } : {}),
    ...(endsMs === Infinity ? {} : { endsAt: new Date(endsMs).toISOString() }),
  };
}
