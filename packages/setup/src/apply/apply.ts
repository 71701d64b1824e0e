import { SetupError } from "../errors.ts";
import type { Change } from "../plan/change.ts";
import { blockOf, ChangeRecord } from "../plan/visitor.ts";
import type { Visitor } from "../plan/visitor.ts";
import type { SetupOptions } from "../run.ts";
import { prepare, tenantsInOrder } from "../run.ts";
import { walk } from "../walk.ts";
import type { ConvergeOptions } from "./converge.ts";
import { converge } from "./converge.ts";
import type { SetupOutcome } from "./outcome.ts";
import { outcomeOf } from "./outcome.ts";
import type { OnProgress, StepResult } from "./progress.ts";

export interface ApplyOptions extends SetupOptions {
  /** Called for every step, wait and retry as it happens. It must not throw. */
  readonly onProgress?: OnProgress;
}

interface Done {
  readonly record: ChangeRecord;
  readonly results: Map<Change, StepResult>;
}

function converging(options: ConvergeOptions, { record, results }: Done): Visitor {
  const { onProgress } = options;
  return {
    visit: async (resource, blockedBy) => {
      const slot = record.reserve();
      const blocked = blockOf(resource, blockedBy);
      if (blocked) {
        record.add(slot, blocked);
        onProgress({ type: "blocked", change: blocked });
        return undefined;
      }
      try {
        const { seen, change, result } = await converge(resource, options);
        record.add(slot, change);
        record.addNotices(slot, resource, seen);
        results.set(change, result);
        onProgress({ type: "finished", change, result });
        return seen;
      } catch (error) {
        const { address, directory } = resource;
        const code = error instanceof SetupError ? error.code : undefined;
        if (code) onProgress({ type: "failed", tenantId: directory.tenantId, address, code });
        throw error;
      }
    },
  };
}

/**
 * Brings both directories in line with the configuration, each with its own operator's token, and says what a workload
 * needs. Looks before each write, so a second run has nothing to do and a run that was cut off is finished by the next.
 * Steps of a directory without an operator come out as `blocked`.
 *
 * @throws SetupError any code; `operator.wrong-directory` before any request is sent. With several failures the first
 *   in the order of work; each was reported as `failed`.
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
  const { configuration, clock } = prepared;
  const done: Done = { record: new ChangeRecord(tenantsInOrder(configuration)), results: new Map() };
  const visitor = converging({ clock, signal: options.signal, onProgress }, done);
  const findings = await walk({ ...prepared, visitor });
  const { changes, notices } = done.record;
  return outcomeOf(configuration, findings, {
    steps: changes.flatMap((change) => {
      const result = done.results.get(change);
      return result === undefined ? [] : [{ change, result }];
    }),
    blocked: changes.filter(({ action }) => action === "blocked"),
    notices,
  });
}
