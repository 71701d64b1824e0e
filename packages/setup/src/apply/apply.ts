import { SetupError } from "../errors.ts";
import type { Change } from "../plan/change.ts";
import type { Look } from "../plan/look.ts";
import { look } from "../plan/look.ts";
import type { Plan } from "../plan/plan.ts";
import { planOf } from "../plan/plan.ts";
import { ChangeRecord } from "../plan/record.ts";
import { checkFresh } from "../plan/saved-plan.ts";
import type { Visitor } from "../plan/visitor.ts";
import { blockOf, checkAdoption, placeOf } from "../plan/visitor.ts";
import type { SetupOptions } from "../run.ts";
import { prepare, tenantsInOrder } from "../run.ts";
import { settleAll } from "../settle.ts";
import { walk } from "../walk.ts";
import type { ConvergeOptions } from "./converge.ts";
import { converge, refusedChanges } from "./converge.ts";
import type { SetupOutcome } from "./outcome.ts";
import { outcomeOf } from "./outcome.ts";
import type { OnProgress, StepResult } from "./progress.ts";

export interface ApplyOptions extends SetupOptions {
  /** Called for every step, wait and retry as it happens. It must not throw. */
  readonly onProgress?: OnProgress;
  /** A plan made earlier: nothing is written unless a look of now comes to the same. */
  readonly expected?: Plan;
}

interface Done {
  readonly record: ChangeRecord;
  readonly results: Map<Change, StepResult>;
}

function converging(options: ConvergeOptions, looked: Look, { record, results }: Done): Visitor {
  const { onProgress } = options;
  const reported = new Set<unknown>();
  return {
    visit: async (resource, { blockedBy, after } = {}) => {
      const slot = record.reserve();
      const blocked = blockOf(resource, blockedBy);
      if (blocked) {
        record.add(slot, blocked);
        onProgress({ type: "blocked", change: blocked });
        return undefined;
      }
      try {
        const { seen, change, result } = await converge(resource, options, {
          recalled: looked.recall(resource),
          after,
        });
        record.add(slot, change);
        record.addNotices(slot, resource, seen);
        results.set(change, result);
        onProgress({ type: "finished", change, result });
        return seen;
      } catch (error) {
        const { address, directory } = resource;
        const code = error instanceof SetupError ? error.code : undefined;
        // A failure that others wait for is told once, where it happened.
        if (code && !reported.has(error)) onProgress({ type: "failed", tenantId: directory.tenantId, address, code });
        reported.add(error);
        throw error;
      }
    },
    retire: () => Promise.resolve(),
    survey: () => Promise.resolve(),
    notice: () => {},
  };
}

/** What is ours and wanted no more goes last, so that nothing is missing meanwhile. */
async function retireAll({ retired }: Look, onProgress: OnProgress, { record, results }: Done): Promise<void> {
  const retire = async ({ resource, remove }: Look["retired"][number]): Promise<void> => {
    const change: Change = { ...placeOf(resource), action: "delete" };
    onProgress({ type: "started", change });
    await remove();
    record.add(record.reserve(), change);
    results.set(change, "deleted");
    onProgress({ type: "finished", change, result: "deleted" });
  };
  const isSerial = ({ resource }: Look["retired"][number]): boolean => resource.kind === "federatedIdentityCredential";
  await settleAll([
    (async () => {
      for (const one of retired.filter(isSerial)) await retire(one);
    })(),
    ...retired.filter((one) => !isSerial(one)).map(retire),
  ]);
}

/**
 * Brings both directories in line with the configuration, each with its own operator's token, and says what a workload
 * needs. Looks at everything before the first write, so a fault anywhere leaves both directories as they were; a second
 * run has nothing to do, and a run that was cut off is finished by the next. Steps of a directory without an operator
 * come out as `blocked`.
 *
 * @throws SetupError any code; `several.faults` lists them all; `operator.wrong-directory` before any request is sent;
 *   `ownership.foreign` before any write where something that is not ours is in the way; `plan.stale` before any write.
 * @example
 * ```ts
 * import { apply, parseConfiguration, type Operator } from "@tegata/setup";
 *
 * declare const text: string;
 * declare const contoso: Operator;
 * declare const fabrikam: Operator;
 *
 * const outcome = await apply({
 *   configuration: parseConfiguration(text),
 *   operators: { home: contoso, resource: fabrikam },
 *   onProgress: (event) => console.error(event.type),
 * });
 * console.log(outcome.applicationSettings);
 * ```
 */
export async function apply(options: ApplyOptions): Promise<SetupOutcome> {
  const onProgress: OnProgress = options.onProgress ?? ((): void => {});
  const prepared = await prepare(options, (notice) => onProgress({ type: "retrying", ...notice }));
  const { configuration, clock, adopt } = prepared;
  const before = new ChangeRecord(tenantsInOrder(configuration));
  const looked = await look(prepared, { record: before, adopt });
  const refused = before.changes.filter(({ action }) => action === "refused");
  if (refused.length > 0) throw refusedChanges(refused);
  checkAdoption(adopt, before.changes);
  if (options.expected) checkFresh(options.expected, planOf(prepared, before, looked.findings));
  const done: Done = { record: new ChangeRecord(tenantsInOrder(configuration)), results: new Map() };
  const visitor = converging({ clock, signal: options.signal, onProgress, adopt }, looked, done);
  const findings = await walk({ ...prepared, visitor });
  await retireAll(looked, onProgress, done);
  const changes = done.record.changes;
  return outcomeOf(configuration, findings, {
    steps: changes.flatMap((change) => {
      const result = done.results.get(change);
      return result === undefined ? [] : [{ change, result }];
    }),
    blocked: changes.filter(({ action }) => action === "blocked"),
    notices: mergeNotices(before, done.record),
  });
}

/** What was seen before and not repaired, and what shows only now. */
function mergeNotices(before: ChangeRecord, after: ChangeRecord): SetupOutcome["notices"] {
  const now = after.notices;
  const keys = new Set(now.map(({ address, message }) => `${address}\n${message}`));
  const touched = new Set(
    after.changes.filter(({ action }) => action !== "keep").map(({ tenantId, address }) => `${tenantId}\n${address}`),
  );
  const still = before.notices.filter(
    ({ tenantId, address, message }) => !keys.has(`${address}\n${message}`) && !touched.has(`${tenantId}\n${address}`),
  );
  return [...now, ...still];
}
