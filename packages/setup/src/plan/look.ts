// Looking at everything that the configuration names, before anything is written. It collects every fault, not only the
// first, and remembers within one run what was seen, so that apply need not ask twice.
import { joinFaults, SetupError } from "../errors.ts";
import type { ResourceHead } from "../resources/resource.ts";
import type { Route } from "../route.ts";
import type { Findings } from "../walk.ts";
import { walk } from "../walk.ts";
import type { ChangeRecord } from "./record.ts";
import type { Adoption, Visitor } from "./visitor.ts";
import { blockOf, changeOf, placeOf } from "./visitor.ts";

export interface Look {
  readonly findings: Findings;
  /** Ours, but wanted no more. */
  readonly retired: readonly { readonly resource: ResourceHead; readonly remove: () => Promise<void> }[];
  /** What was seen of an object, wrapped; `undefined` when it was not looked at. */
  recall(head: ResourceHead): { readonly seen: unknown } | undefined;
}

function keyOf({ directory, kind, address }: ResourceHead): string {
  return JSON.stringify([directory.tenantId, kind, address]);
}

export interface LookOptions {
  readonly record: ChangeRecord;
  readonly adopt: Adoption;
  /** Codes that, on this look, mean only that there is nothing. */
  readonly absences?: ReadonlySet<string>;
}

/** @throws SetupError the fault, or `several.faults` */
export async function look(route: Omit<Route, "visitor">, { record, adopt, absences }: LookOptions): Promise<Look> {
  const seenByKey = new Map<string, { readonly seen: unknown }>();
  const faults: { slot: number; fault: SetupError }[] = [];
  const retired: Look["retired"][number][] = [];
  const keepFault = (error: unknown, slot: number): void => {
    if (!(error instanceof SetupError) || error.code === "cancelled") throw error;
    if (absences?.has(error.code) !== true) faults.push({ slot, fault: error });
  };
  const visitor: Visitor = {
    visit: async (resource, options) => {
      const slot = record.reserve();
      const blocked = blockOf(resource, options?.blockedBy);
      if (blocked) {
        record.add(slot, blocked);
        return undefined;
      }
      try {
        const seen = await resource.observe();
        seenByKey.set(keyOf(resource), { seen });
        record.add(slot, changeOf(resource, seen, adopt));
        if (seen !== undefined) record.addNotices(slot, resource, seen);
        return seen;
      } catch (error) {
        keepFault(error, slot);
        return undefined;
      }
    },
    retire: (resource, seen) => {
      record.add(record.reserve(), { ...placeOf(resource), action: "delete" });
      retired.push({ resource, remove: () => resource.remove(seen) });
      return Promise.resolve();
    },
    survey: async (task) => {
      const slot = record.reserve();
      await task().catch((error: unknown) => keepFault(error, slot));
    },
    notice: (head, finding) => record.addNotice(record.reserve(), head, finding),
  };
  const findings = await walk({ ...route, visitor }).catch((error: unknown) => {
    keepFault(error, Number.MAX_SAFE_INTEGER);
    return undefined;
  });
  if (faults.length > 0 || findings === undefined) {
    throw joinFaults(faults.sort((one, other) => one.slot - other.slot).map(({ fault }) => fault));
  }
  return { findings, retired, recall: (head) => seenByKey.get(keyOf(head)) };
}
