import type { ClientId, TenantId } from "@tegata/core";
import type { SetupOptions } from "../run.ts";
import { prepare, tenantsInOrder } from "../run.ts";
import { walk } from "../walk.ts";
import type { Change, ChangeAction, Notice } from "./change.ts";
import type { Visitor } from "./visitor.ts";
import { blockOf, changeOf, ChangeRecord } from "./visitor.ts";

/** What apply would do, as plain data. The same directories and configuration give the same plan, byte for byte. */
export interface Plan {
  readonly planVersion: 1;
  readonly homeTenantId: TenantId;
  readonly application: { readonly name: string; readonly clientId?: ClientId };
  /** Home first, then the resource directories as configured; within a directory in the order of work. */
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
}

/** How many objects each action concerns. */
export type PlanSummary = Readonly<Record<ChangeAction, number>>;

function observing(record: ChangeRecord): Visitor {
  return {
    visit: async (resource, blockedBy) => {
      const slot = record.reserve();
      const blocked = blockOf(resource, blockedBy);
      if (blocked) {
        record.add(slot, blocked);
        return undefined;
      }
      const seen = await resource.observe();
      record.add(slot, changeOf(resource, seen));
      if (seen !== undefined) record.addNotices(slot, resource, seen);
      return seen;
    },
  };
}

/**
 * What apply would do. Reads both directories, each with its own operator's token; writes nothing.
 *
 * @throws SetupError any code but those of writing; `operator.wrong-directory` before any request is sent
 * @example
 * ```ts
 * import { parseConfiguration, plan, renderPlan, type Operator } from "@tegata/setup";
 *
 * declare const text: string;
 * declare const contoso: Operator;
 * declare const fabrikam: Operator;
 *
 * const configuration = parseConfiguration(text);
 * console.log(renderPlan(await plan({ configuration, operators: { home: contoso, resource: fabrikam } })));
 * ```
 */
export async function plan(options: SetupOptions): Promise<Plan> {
  const prepared = await prepare(options, () => {});
  const { configuration } = prepared;
  const record = new ChangeRecord(tenantsInOrder(configuration));
  const { applicationId } = await walk({ ...prepared, visitor: observing(record) });
  return {
    planVersion: 1,
    homeTenantId: configuration.home.tenantId,
    application: {
      name: configuration.home.application.name,
      ...(applicationId === undefined ? {} : { clientId: applicationId }),
    },
    changes: record.changes,
    notices: record.notices,
  };
}

/** Counts a plan's changes by action. */
export function summarize({ changes }: Pick<Plan, "changes">): PlanSummary {
  const count = (action: ChangeAction): number => changes.filter((change) => change.action === action).length;
  return { create: count("create"), update: count("update"), keep: count("keep"), blocked: count("blocked") };
}
