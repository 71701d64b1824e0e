import { createHash } from "node:crypto";
import type { ClientId, TenantId } from "@tegata/core";
import type { OnProgress } from "../apply/progress.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Prepared, SetupOptions } from "../run.ts";
import { prepare, tenantsInOrder } from "../run.ts";
import type { Findings } from "../walk.ts";
import type { Change, ChangeAction, Notice } from "./change.ts";
import { look } from "./look.ts";
import { ChangeRecord } from "./record.ts";
import { checkAdoption } from "./visitor.ts";

/** What apply would do, as plain data. The same directories and configuration give the same plan, byte for byte. */
export interface Plan {
  readonly planVersion: 1;
  /** Of the configuration that it was made for. */
  readonly configurationHash: string;
  readonly homeTenantId: TenantId;
  readonly application: { readonly name: string; readonly clientId?: ClientId };
  /** Home first, then the resource directories as configured; within a directory in the order of work. */
  readonly changes: readonly Change[];
  /** Drift that setup does not repair, and facts that a person should know. */
  readonly notices: readonly Notice[];
}

/** How many objects each action concerns. */
export type PlanSummary = Readonly<Record<ChangeAction, number>>;

export interface PlanOptions extends SetupOptions {
  /** Called for every request that is sent again, with the reason. It must not throw. */
  readonly onProgress?: OnProgress;
}

/** A hash that changes with anything that the configuration says, not with how it is written. */
export function configurationHash(configuration: Configuration): string {
  return createHash("sha256").update(canonical(configuration)).digest("hex").slice(0, 16);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

/** A look in the words of a plan. */
export function planOf(
  { configuration }: Pick<Prepared, "configuration">,
  record: ChangeRecord,
  { applicationId }: Findings,
): Plan {
  return {
    planVersion: 1,
    configurationHash: configurationHash(configuration),
    homeTenantId: configuration.home.tenantId,
    application: {
      name: configuration.home.application.name,
      ...(applicationId === undefined ? {} : { clientId: applicationId }),
    },
    changes: record.changes,
    notices: record.notices,
  };
}

/**
 * What apply would do. Reads both directories, each with its own operator's token; writes nothing.
 *
 * @throws SetupError any code but those of writing, `several.faults` when there are more; `operator.wrong-directory`
 *   before any request is sent
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
export async function plan(options: PlanOptions): Promise<Plan> {
  const { onProgress } = options;
  const prepared = await prepare(options, (notice) => onProgress?.({ type: "retrying", ...notice }));
  const record = new ChangeRecord(tenantsInOrder(prepared.configuration));
  const { findings } = await look(prepared, { record, adopt: prepared.adopt });
  checkAdoption(prepared.adopt, record.changes);
  return planOf(prepared, record, findings);
}

/** Counts a plan's changes by action. */
export function summarize({ changes }: Pick<Plan, "changes">): PlanSummary {
  const count = (action: ChangeAction): number => changes.filter((change) => change.action === action).length;
  return {
    create: count("create"),
    update: count("update"),
    delete: count("delete"),
    keep: count("keep"),
    refused: count("refused"),
    blocked: count("blocked"),
  };
}
