// One object from what is there to what is wanted: observe, ensure, sync. There is no memory of earlier runs, so a run
// that was cut off anywhere is finished by the next one.
import { pauseFor } from "../cancellation.ts";
import type { Clock } from "../clock.ts";
import { isRefusal, joinFaults, SetupError } from "../errors.ts";
import type { Change } from "../plan/change.ts";
import type { Adoption } from "../plan/visitor.ts";
import { changeOf } from "../plan/visitor.ts";
import type { Resource, Wait } from "../resources/resource.ts";
import { propagationLimitMs } from "../resources/resource.ts";
import type { OnProgress, StepResult } from "./progress.ts";

export interface ConvergeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress;
  readonly adopt: Adoption;
}

/** What one step starts with. */
export interface StepStart {
  /** What a look of this very run saw; saves asking again. */
  readonly recalled?: { readonly seen: unknown } | undefined;
  /** Awaited before the first write. */
  readonly after?: Promise<unknown> | undefined;
}

/** An object after its step. */
export interface Converged<Seen> {
  readonly seen: Seen;
  readonly change: Change;
  readonly result: StepResult;
}

const firstDelayMs = 2_000;
const longestDelayMs = 15_000;

/** Waits of one step, up to the limit of their reason. */
class Patience {
  readonly #options: ConvergeOptions;
  readonly #resource: Resource<never>;
  #sinceMs: number | undefined;
  #delayMs = firstDelayMs;

  constructor(resource: Resource<never>, options: ConvergeOptions) {
    this.#resource = resource;
    this.#options = options;
  }

  async wait({ reason, limitMs, fix }: Wait, error: SetupError): Promise<void> {
    const { clock, signal, onProgress } = this.#options;
    const { address, directory } = this.#resource;
    this.#sinceMs ??= clock.nowMs();
    const elapsedMs = clock.nowMs() - this.#sinceMs;
    const nextTryInMs = Math.min(this.#delayMs, limitMs - elapsedMs);
    if (nextTryInMs <= 0) throw outOfPatience(address, reason, { elapsedMs, cause: error, fix });
    onProgress({ type: "waiting", tenantId: directory.tenantId, address, reason, elapsedMs, limitMs, nextTryInMs });
    await pauseFor(nextTryInMs, { clock, signal });
    this.#delayMs = Math.min(longestDelayMs, this.#delayMs * 2);
  }
}

function outOfPatience(
  address: string,
  reason: string,
  { elapsedMs, cause, fix }: { elapsedMs: number; cause: SetupError; fix: string | undefined },
): SetupError {
  return new SetupError("propagation.timeout", `${address}: ${reason}, after ${Math.round(elapsedMs / 1_000)} s`, {
    fix: fix ?? "Check the ids in the configuration; if they are right, run apply again later.",
    cause,
    ids: cause.ids,
    details: cause.details,
  });
}

/** Changes that are not made unless somebody names them: one error for each kind, joined. */
export function refusedChanges(changes: readonly Change[]): SetupError {
  const narrowed = changes.filter((change) => change.action === "refused" && change.why !== undefined);
  const others = changes.filter((change) => !narrowed.includes(change));
  return joinFaults([...(others.length > 0 ? [foreign(others)] : []), ...narrowed.map(narrowing)]);
}

function narrowing(change: Change): SetupError {
  const { why = "", unless = "" } = change.action === "refused" ? change : {};
  return new SetupError("application.narrowed", `${change.address} ${why}`, {
    fix: `Name a directory that uses it in the configuration; or, to shut the others out, add ${unless}.`,
    details: { address: change.address },
  });
}

/** Objects in the way that are not as wanted and carry no mark of ours. */
function foreign(changes: readonly Change[]): SetupError {
  const lines = changes.map((change) => {
    const fields = change.action === "refused" ? change.fields : [];
    return `${change.address} (${fields.map(({ field, from, to }) => `${field}: ${from} -> ${to}`).join(", ")})`;
  });
  return new SetupError("ownership.foreign", `not made by Tegata, and not as wanted: ${lines.join("; ")}`, {
    fix: `Look at it; to have it changed, adopt it by name: ${changes.map(({ address }) => `--adopt "${address}"`).join(" ")}.`,
    details: { addresses: changes.map(({ address }) => address) },
  });
}

/** What a conflict calls for when the thing in the way cannot be seen yet. */
function waitForConflict(error: SetupError): Wait | undefined {
  return isRefusal(error, 409)
    ? { reason: "something of that name is there but cannot be read yet", limitMs: propagationLimitMs.application }
    : undefined;
}

const results: Readonly<Record<Change["action"], StepResult>> = {
  create: "created",
  update: "updated",
  delete: "deleted",
  keep: "unchanged",
  refused: "unchanged",
  blocked: "unchanged",
};

/** One run of observe, ensure and sync over one object. */
class Step<Seen> {
  readonly #resource: Resource<Seen>;
  readonly #options: ConvergeOptions;
  readonly #patience: Patience;
  readonly #after: Promise<unknown> | undefined;
  #recalled: StepStart["recalled"];
  #first: Change | undefined;
  #conflict: SetupError | undefined;

  constructor(resource: Resource<Seen>, options: ConvergeOptions, { recalled, after }: StepStart) {
    this.#recalled = recalled;
    this.#after = after;
    this.#resource = resource;
    this.#options = options;
    this.#patience = new Patience(resource as Resource<never>, options);
  }

  async attempt(): Promise<Converged<Seen>> {
    const resource = this.#resource;
    const seen = await this.#look();
    const change = changeOf(resource, seen, this.#options.adopt);
    if (change.action === "refused") throw refusedChanges([change]);
    await this.#after;
    this.#start(change);
    if (seen === undefined) {
      await this.#outwaitConflict();
      return this.#finish(await resource.create(), "create");
    }
    return this.#finish(change.action === "update" ? await resource.update(seen) : seen, change.action);
  }

  /** Makes ready for another attempt, or throws the error when it is final. */
  async recover(error: SetupError): Promise<void> {
    if (this.#conflict === undefined && this.#resource.isAlreadyThere?.(error)) {
      this.#conflict = error;
      return;
    }
    const wait = this.#resource.waitFor?.(error);
    if (wait === undefined) throw error;
    await this.#patience.wait(wait, error);
  }

  async #look(): Promise<Seen | undefined> {
    const recalled = this.#recalled;
    this.#recalled = undefined;
    return recalled ? (recalled.seen as Seen | undefined) : this.#resource.observe();
  }

  #start(change: Change): void {
    if (this.#first !== undefined) return;
    this.#first = change;
    if (change.action !== "keep") this.#options.onProgress({ type: "started", change });
  }

  async #outwaitConflict(): Promise<void> {
    const conflict = this.#conflict;
    if (conflict === undefined) return;
    const wait = waitForConflict(conflict);
    if (wait === undefined) throw conflict;
    await this.#patience.wait(wait, conflict);
    this.#conflict = undefined;
  }

  #finish(seen: Seen, action: Change["action"]): Converged<Seen> {
    const change = this.#first as Change;
    const isAdopted = this.#conflict !== undefined && action !== "create";
    const isSkipped = this.#resource.isSkipped?.(seen) === true;
    return { seen, change, result: isSkipped ? "skipped" : isAdopted ? "adopted" : results[change.action] };
  }
}

/** Brings one object in line. @throws SetupError */
export async function converge<Seen>(
  resource: Resource<Seen>,
  options: ConvergeOptions,
  start: StepStart = {},
): Promise<Converged<Seen>> {
  const step = new Step(resource, options, start);
  for (;;) {
    try {
      return await step.attempt();
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      await step.recover(error);
    }
  }
}
