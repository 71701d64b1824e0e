// Taking down what setup made, in reverse: roles before the service principal they are given to, trusts before the
// application, hosts before their identity. Only what carries our mark; what does not is told and left.
import { joinFaults, SetupError } from "../errors.ts";
import type { OnProgress } from "../apply/progress.ts";
import type { ClientId } from "@tegata/core";
import type { Change, ChangePlace, ResourceKind, WaitsFor } from "../plan/change.ts";
import type { Visitor } from "../plan/visitor.ts";
import { blockOf, placeOf } from "../plan/visitor.ts";
import type { Removable, ResourceHead } from "../resources/resource.ts";
import type { SetupOptions } from "../run.ts";
import { prepare, tenantsInOrder } from "../run.ts";
import { settleAll } from "../settle.ts";
import { walk } from "../walk.ts";

export interface DestroyOptions extends SetupOptions {
  /** Reads only, and says what would be removed. */
  readonly dryRun?: boolean;
  readonly onProgress?: OnProgress;
}

/**
 * What becomes of one object. `delete`: ours; removed unless it is a dry run. `leave`: it has no mark of ours.
 * `blocked`: nobody is signed in there, so it remains.
 */
export type RemovalAction = "delete" | "leave" | "blocked";

export interface Removal extends ChangePlace {
  readonly action: RemovalAction;
  /** Of a blocked one: what it waits for. */
  readonly waitsFor?: WaitsFor;
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

interface Task {
  readonly removal: Removal;
  readonly remove: () => Promise<void>;
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

/** Codes that, here, mean only that there is nothing to remove. */
const absences: ReadonlySet<string> = new Set([
  "host.not-found",
  "application.not-found",
  "resource-group.not-found",
  "role.not-found",
  "scope.not-found",
  "api.not-found",
  "app-role.not-found",
]);

/** The object is there, but what we added to it is not. */
function isUntouched(kind: ResourceKind, differences: number): boolean {
  return kind === "hostIdentity" && differences > 0;
}

class Collector implements Visitor {
  readonly #found: (() => Task)[] = [];
  readonly faults: SetupError[] = [];

  readonly visit: Visitor["visit"] = async (resource, options) => {
    const blocked = blockOf(resource, options?.blockedBy);
    if (blocked) {
      const waitsFor = blocked.action === "blocked" ? { waitsFor: blocked.waitsFor } : {};
      this.#found.push(() => ({ removal: { ...placeOf(resource), action: "blocked", ...waitsFor }, remove: nothing }));
      return undefined;
    }
    try {
      const seen = await resource.observe();
      if (seen === undefined || isUntouched(resource.kind, resource.differences(seen).length)) return seen;
      this.#found.push(() => removalOf(resource, seen));
      return seen;
    } catch (error) {
      this.#keep(error);
      return undefined;
    }
  };

  readonly retire: Visitor["retire"] = (resource, seen) => {
    this.#found.push(() => removalOf(resource, seen));
    return Promise.resolve();
  };

  readonly survey: Visitor["survey"] = async (task) => {
    await task().catch((error: unknown) => this.#keep(error));
  };

  readonly notice: Visitor["notice"] = () => {};

  /** Asked at the end, when it is known whose everything is. */
  get tasks(): Task[] {
    return this.#found.map((task) => task());
  }

  #keep(error: unknown): void {
    if (!(error instanceof SetupError) || error.code === "cancelled") throw error;
    // A limit is no obstacle to removing.
    if (!absences.has(error.code) && error.code !== "federation.limit") this.faults.push(error);
  }
}

const nothing = (): Promise<void> => Promise.resolve();

function taskOf(resource: ResourceHead, action: RemovalAction, remove: Task["remove"] = nothing): Task {
  return { removal: { ...placeOf(resource), action }, remove };
}

function removalOf<Seen>(resource: Removable<Seen>, seen: Seen): Task {
  return resource.ownerOf(seen) === "ours"
    ? taskOf(resource, "delete", () => resource.remove(seen))
    : taskOf(resource, "leave");
}

function inOrder(tasks: readonly Task[], tenants: readonly string[]): Task[] {
  // The home directory comes last.
  const place = ({ removal }: Task): number =>
    (tenants.length - tenants.indexOf(removal.tenantId)) * ranks.length + ranks.indexOf(removal.kind);
  return [...tasks].sort((one, other) => place(one) - place(other));
}

async function removeDirectory(tasks: readonly Task[], onProgress: OnProgress): Promise<void> {
  const remove = async ({ removal, remove: run }: Task): Promise<void> => {
    const change: Change = { ...removal, action: "delete" };
    onProgress({ type: "started", change });
    try {
      await run();
    } catch (error) {
      const { tenantId, address } = removal;
      if (error instanceof SetupError) onProgress({ type: "failed", tenantId, address, code: error.code });
      throw error;
    }
    onProgress({ type: "finished", change, result: "deleted" });
  };
  for (const kind of ranks) {
    const same = tasks.filter(({ removal }) => removal.kind === kind);
    if (serial.has(kind)) for (const task of same) await remove(task);
    else await settleAll(same.map(remove));
  }
}

/**
 * Removes what setup made and marked, in reverse order, each side with its own operator. Resource directories go
 * together and before home; a failure there leaves home as it is. Applications stay restorable for 30 days.
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
  const { applicationId } = await walk({ ...prepared, visitor: collector });
  if (collector.faults.length > 0) throw joinFaults(collector.faults);
  const tenants = tenantsInOrder(prepared.configuration);
  const tasks = inOrder(collector.tasks, tenants);
  const removals = tasks.map(({ removal }) => removal);
  const outcome = {
    dryRun: options.dryRun === true,
    removals,
    remains: removals.filter(isLeft),
    ...(applicationId ? { applicationId } : {}),
  };
  if (options.dryRun === true) return outcome;
  const due = tasks.filter(({ removal }) => removal.action === "delete");
  const of = (tenantId: string): Task[] => due.filter(({ removal }) => removal.tenantId === tenantId);
  const [home = "", ...others] = tenants;
  await settleAll(others.map((tenantId) => removeDirectory(of(tenantId), onProgress)));
  await removeDirectory(of(home), onProgress);
  return outcome;
}

function isLeft({ action }: Removal): boolean {
  return action !== "delete";
}
