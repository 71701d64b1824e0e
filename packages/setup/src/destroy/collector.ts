// Destroy's look: what is there of the configuration's objects, and whose it is.
import { isRefusal, SetupError } from "../errors.ts";
import type { ResourceKind } from "../plan/change.ts";
import type { Visitor } from "../plan/visitor.ts";
import { blockOf } from "../plan/visitor.ts";
import type { ResourceHead } from "../resources/resource.ts";
import type { Task } from "./removal.ts";
import { blockedRemoval, keptFor, removalsOf, unreadable } from "./removal.ts";

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

export class Collector implements Visitor {
  readonly #found: (() => Task[])[] = [];
  /** On the application, and not ours: somebody else's workload acts as it. */
  readonly #foreignCredentials: string[] = [];
  readonly faults: SetupError[] = [];

  readonly visit: Visitor["visit"] = async (resource, options) => {
    const blocked = blockOf(resource, options?.blockedBy);
    if (blocked) {
      // Settings are written on request only: from afar nobody can tell whether there are any.
      if (resource.kind !== "hostSettings") this.#found.push(() => [blockedRemoval(resource, blocked)]);
      return undefined;
    }
    try {
      const seen = await resource.observe();
      if (seen === undefined || isUntouched(resource.kind, resource.differences(seen).length)) return seen;
      this.#found.push(() => {
        const isKept = resource.kind === "application" && this.#foreignCredentials.length > 0;
        const tasks = removalsOf(resource, seen);
        const deletes = tasks.some(({ removal }) => removal.action === "delete");
        return isKept && deletes ? [keptFor(resource, this.#foreignCredentials)] : tasks;
      });
      return seen;
    } catch (error) {
      this.#keep(error, resource);
      return undefined;
    }
  };

  readonly retire: Visitor["retire"] = (resource, seen) => {
    this.#found.push(() => removalsOf(resource, seen));
    return Promise.resolve();
  };

  readonly survey: Visitor["survey"] = async (task) => {
    await task().catch((error: unknown) => this.#keep(error));
  };

  readonly notice: Visitor["notice"] = ({ address }, { kind }) => {
    if (kind === "credential.extra") this.#foreignCredentials.push(address);
  };

  /** Asked at the end, when it is known whose everything is. */
  get tasks(): Task[] {
    return this.#found.flatMap((task) => task());
  }

  #keep(error: unknown, resource?: ResourceHead): void {
    if (!(error instanceof SetupError) || error.code === "cancelled") throw error;
    // A site that is gone has no settings; who may take an identity off a site need not be allowed to read them.
    const isSettings = resource?.kind === "hostSettings";
    if (isSettings && error.code === "permission.denied") this.#found.push(() => [unreadable(resource)]);
    else if (isSettings && isRefusal(error, 404)) return;
    // A limit is no obstacle to removing.
    else if (!absences.has(error.code) && error.code !== "federation.limit") this.faults.push(error);
  }
}
