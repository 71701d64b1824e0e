// Taking down what setup made, in reverse: roles before the service principal they are given to, trusts before the
// application, hosts before their identity. Only what carries our mark; what does not is told and left.
import type { ClientId } from "@tegata/core";
import type { OnProgress } from "../apply/progress.ts";
import { joinFaults, SetupError } from "../errors.ts";
import type { Change, ResourceKind } from "../plan/change.ts";
import type { SetupOptions } from "../run.ts";
import { prepare, tenantsInOrder } from "../run.ts";
import { settleAll } from "../settle.ts";
import { walk } from "../walk.ts";
import { Collector } from "./collector.ts";
import type { Removal, Task } from "./removal.ts";
import { withoutRight } from "./removal.ts";

export interface DestroyOptions extends SetupOptions {
  /** Reads only, and says what would be removed. */
  readonly dryRun?: boolean;
  readonly onProgress?: OnProgress;
}

export interface DestroyOutcome {
  readonly dryRun: boolean;
  /** The application's client id, where it was known: the other side needs it for its half, also when home's is gone. */
  readonly applicationId?: ClientId;
  /** In the order of work: resource directories first. What is not there is not listed. */
  readonly removals: readonly Removal[];
  /** What is left: not ours, or on a side whose operator was not here. */
  readonly remains: readonly Removal[];
}

/** Removal goes by rank; objects of one rank in one directory go together, but for `serial` kinds. */
const ranks: readonly ResourceKind[] = [
  "roleAssignment",
  "appRoleAssignment",
  "servicePrincipal",
  "appManagementPolicy",
  "federatedIdentityCredential",
  "hostSettings",
  "hostIdentity",
  "application",
  "userAssignedIdentity",
];
const serial: ReadonlySet<ResourceKind> = new Set(["federatedIdentityCredential", "appRoleAssignment"]);

function inOrder(tasks: readonly Task[], tenants: readonly string[]): Task[] {
  // The home directory comes last.
  const place = ({ removal }: Task): number =>
    (tenants.length - tenants.indexOf(removal.tenantId)) * ranks.length + ranks.indexOf(removal.kind);
  return [...tasks].sort((one, other) => place(one) - place(other));
}

/** What became of it: done, or left for the lack of a right that nothing else here takes. */
async function removeOne({ removal, remove }: Task, onProgress: OnProgress): Promise<Removal> {
  const { action: _action, waitsFor: _waitsFor, ...place } = removal;
  const change: Change = { ...place, action: "delete" };
  onProgress({ type: "started", change });
  try {
    await remove();
  } catch (error) {
    const { tenantId, address } = removal;
    if (!(error instanceof SetupError)) throw error;
    if (removal.kind === "hostSettings" && error.code === "permission.denied") return withoutRight(removal);
    onProgress({ type: "failed", tenantId, address, code: error.code });
    throw error;
  }
  onProgress({ type: "finished", change, result: "deleted" });
  return removal;
}

async function removeDirectory(tasks: readonly Task[], onProgress: OnProgress): Promise<Map<Removal, Removal>> {
  const done = new Map<Removal, Removal>();
  const remove = async (task: Task): Promise<void> => {
    done.set(task.removal, await removeOne(task, onProgress));
  };
  for (const kind of ranks) {
    const same = tasks.filter(({ removal }) => removal.kind === kind);
    if (serial.has(kind)) for (const task of same) await remove(task);
    else await settleAll(same.map(remove));
  }
  return done;
}

/**
 * Removes what setup made and marked, in reverse order, each side with its own operator. Resource directories go
 * together and before home; a failure there leaves home as it is. Applications stay restorable for 30 days. Hosts stay:
 * the identity is taken off them, and those application settings that still have the values of this configuration,
 * whether or not apply was asked to set them.
 *
 * @throws SetupError any code; `several.faults` before anything is removed
 * @example
 * ```ts
 * import { destroy, parseConfiguration, type Operator } from "@tegata/setup";
 *
 * declare const text: string;
 * declare const fabrikam: Operator;
 *
 * const configuration = parseConfiguration(text);
 * const { removals, remains } = await destroy({ configuration, operators: { resource: fabrikam }, dryRun: true });
 * console.log(removals.map(({ address }) => address), remains.length);
 * ```
 */
export async function destroy(options: DestroyOptions): Promise<DestroyOutcome> {
  const onProgress: OnProgress = options.onProgress ?? ((): void => {});
  const prepared = await prepare(options, (notice) => onProgress({ type: "retrying", ...notice }));
  const collector = new Collector();
  const { applicationId } = await walk({ ...prepared, withHostSettings: true, visitor: collector });
  if (collector.faults.length > 0) throw joinFaults(collector.faults);
  const tenants = tenantsInOrder(prepared.configuration);
  const tasks = inOrder(collector.tasks, tenants);
  const dryRun = options.dryRun === true;
  const done = dryRun ? new Map<Removal, Removal>() : await removeAll(tasks, tenants, onProgress);
  const removals = tasks.map(({ removal }) => done.get(removal) ?? removal);
  const known = applicationId ? { applicationId } : {};
  return { dryRun, removals, remains: removals.filter(isLeft), ...known };
}

/** Resource directories first, all at once; then home. */
async function removeAll(
  tasks: readonly Task[],
  tenants: readonly string[],
  onProgress: OnProgress,
): Promise<Map<Removal, Removal>> {
  const due = tasks.filter(({ removal }) => removal.action === "delete");
  const of = (tenantId: string): Task[] => due.filter(({ removal }) => removal.tenantId === tenantId);
  const [home = "", ...others] = tenants;
  const elsewhere = await settleAll(others.map((tenantId) => removeDirectory(of(tenantId), onProgress)));
  const here = await removeDirectory(of(home), onProgress);
  return new Map([...elsewhere, here].flatMap((map) => [...map]));
}

function isLeft({ action }: Removal): boolean {
  return action !== "delete";
}
