import type { Directory } from "../directory/directory.ts";
import { findSubscription } from "../resources/resource.ts";
import type { RoleAssignment } from "../resources/resource.ts";
import type { State } from "../state/state.ts";
import type { Fault, PropagatedObject, StateFault } from "./fault.ts";
import { propagatedObjects } from "./fault.ts";
import { History } from "./history.ts";
import type { RequestScope } from "./request-scope.ts";

type Propagation = Extract<Fault, { kind: "propagation" }>;
/** The faults that showed a request something else than the state. */
type Touched = Set<Extract<Fault, StateFault>>;
type Keyed = ReadonlyMap<string, object>;

/**
 * Who reads which objects from a replica. Microsoft documents that changes take minutes to arrive, not how long each
 * kind takes where; so every delay is a fault of its own. Graph's own reads lag only where a fault names Graph.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations#federated-identity-credential-updates
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
const readers: Readonly<Record<PropagatedObject, readonly string[]>> = {
  application: ["token"],
  federatedCredential: ["token"],
  servicePrincipal: ["token", "resourceManager"],
  roleAssignment: ["blob", "foundry"],
};

/** Where Resource Manager asks the directory about a principal. */
function isLookUp({ path }: RequestScope): boolean {
  return /\/roleAssignments\//i.test(path);
}

/** Whether a request only reads what a view may show it differently: what it would write to a view would be lost. */
function mayHaveView(scope: RequestScope): boolean {
  if (scope.service === "graph") return scope.method === "GET";
  return scope.service !== "resourceManager" || isLookUp(scope);
}

function readsReplica(fault: Propagation, { service }: RequestScope): boolean {
  if (service === "resourceManager" && fault.object !== "servicePrincipal") return false;
  return fault.service === undefined ? readers[fault.object].includes(service) : fault.service === service;
}

function objectsOf(state: State): Readonly<Record<PropagatedObject, Keyed>> {
  const entries: Record<PropagatedObject, [string, object][]> = {
    application: [],
    federatedCredential: [],
    servicePrincipal: [],
    roleAssignment: state.arm.roleAssignments.map((each) => [`${each.scope} ${each.name}`, each]),
  };
  for (const directory of state.directories) {
    for (const application of directory.applications) {
      const key = `${directory.name} ${application.id}`;
      entries.application.push([key, { ...application, federatedIdentityCredentials: [] }]);
      for (const each of application.federatedIdentityCredentials)
        entries.federatedCredential.push([`${key} ${each.id}`, each]);
    }
    for (const each of directory.servicePrincipals)
      entries.servicePrincipal.push([`${directory.name} ${each.id}`, each]);
  }
  const keyed = (kind: PropagatedObject): Keyed => new Map(entries[kind]);
  return {
    application: keyed("application"),
    federatedCredential: keyed("federatedCredential"),
    servicePrincipal: keyed("servicePrincipal"),
    roleAssignment: keyed("roleAssignment"),
  };
}

/** A directory whose lists of objects are other ones. All else, its keys above all, stays the directory's own. */
function withLists(directory: Directory, lists: Pick<Directory, "applications" | "servicePrincipals">): Directory {
  return new Proxy(directory, {
    get: (target, name) => (name in lists ? Reflect.get(lists, name) : (Reflect.get(target, name) as unknown)),
  });
}

/**
 * The state as services see it while changes are on their way. It keeps versions only while a fault wants them, and
 * begins with what exists when the first such fault comes: that has arrived.
 */
export class Replica {
  readonly #state: State;
  readonly #now: () => number;
  #faults: readonly Extract<Fault, StateFault>[] = [];
  #histories: Readonly<Record<PropagatedObject, History>> | undefined;
  /** How many requests found a change on its way, by fault. */
  readonly #turns = new Map<string, number>();

  constructor(state: State, now: () => number) {
    this.#state = state;
    this.#now = now;
  }

  /** Takes over the faults that stand now. */
  follow(faults: readonly Extract<Fault, StateFault>[]): void {
    this.#faults = faults;
    const wanted = faults.some(({ kind }) => kind === "propagation");
    if (!wanted) this.#histories = undefined;
    else if (!this.#histories) {
      this.#histories = {
        application: new History(),
        federatedCredential: new History(),
        servicePrincipal: new History(),
        roleAssignment: new History(),
      };
      this.#observeAt(-Infinity);
    }
  }

  /** Notes what has changed; to be called after every change. */
  observe(): void {
    this.#observeAt(this.#now());
  }

  #observeAt(sinceMs: number): void {
    if (!this.#histories) return;
    const objects = objectsOf(this.#state);
    for (const kind of propagatedObjects) this.#histories[kind].observe(objects[kind], sinceMs);
  }

  /** What a request sees. */
  view(scope: RequestScope, faults: readonly Extract<Fault, StateFault>[]): State {
    if (!mayHaveView(scope)) return this.#state;
    this.#faults = faults;
    const touched: Touched = new Set();
    const list = <Item extends object>(
      kind: PropagatedObject,
      directory: string,
      items: readonly Item[],
      prefix = "",
    ): Item[] => {
      const fault = this.#delaying(kind, directory, scope);
      return fault ? (this.#arrived(fault, prefix, touched) as Item[]) : (items as Item[]);
    };
    const directories = this.#state.directories.map((directory) => {
      const { name } = directory;
      const applications = list("application", name, directory.applications, `${name} `).map((application) => {
        const { federatedIdentityCredentials = [] } =
          directory.applications.find(({ id }) => id === application.id) ?? {};
        const prefix = `${name} ${application.id} `;
        return {
          ...application,
          federatedIdentityCredentials: list("federatedCredential", name, federatedIdentityCredentials, prefix),
        };
      });
      const principals = list("servicePrincipal", name, directory.servicePrincipals, `${name} `);
      return withLists(directory, { applications, servicePrincipals: this.#disable(principals, name, touched) });
    });
    const roleAssignments = this.#roleAssignments(scope, touched);
    for (const { id } of touched) this.#turns.set(id, (this.#turns.get(id) ?? 0) + 1);
    scope.affected = [...touched];
    return { ...this.#state, directories, arm: { ...this.#state.arm, roleAssignments } };
  }

  #roleAssignments(scope: RequestScope, touched: Touched): RoleAssignment[] {
    const { arm, directories } = this.#state;
    const history = this.#histories?.roleAssignment;
    const isLagging = this.#faults.some(
      (fault) => fault.kind === "propagation" && fault.object === "roleAssignment" && readsReplica(fault, scope),
    );
    if (!history || !isLagging) return arm.roleAssignments;
    const directoryOf = (key: string): string => {
      const tenantId = findSubscription(arm, key)?.tenantId;
      return directories.find((directory) => directory.tenantId === tenantId)?.name ?? "";
    };
    return history.keys().flatMap((key) => {
      const fault = this.#delaying("roleAssignment", directoryOf(key), scope);
      const value = fault ? this.#pick(fault, history, { key, touched }) : history.newest(key);
      return value ? [value as RoleAssignment] : [];
    });
  }

  #delaying(kind: PropagatedObject, directory: string, scope: RequestScope): Propagation | undefined {
    return this.#faults.find(
      (fault): fault is Propagation =>
        fault.kind === "propagation" &&
        fault.object === kind &&
        (fault.directory === undefined || fault.directory === directory) &&
        readsReplica(fault, scope),
    );
  }

  #arrived(fault: Propagation, prefix: string, touched: Touched): object[] {
    const history = this.#histories?.[fault.object];
    const keys = history?.keys().filter((key) => key.startsWith(prefix)) ?? [];
    return keys.flatMap((key) => (history && this.#pick(fault, history, { key, touched })) ?? []);
  }

  /** Where requests alternate, the first one still sees the old state. */
  #pick(fault: Propagation, history: History, { key, touched }: { key: string; touched: Touched }): object | undefined {
    const { value, pending } = history.arrived(key, this.#now(), fault.seconds * 1000);
    if (!pending) return value;
    touched.add(fault);
    if (fault.mode === "monotone") return value;
    return (this.#turns.get(fault.id) ?? 0) % 2 === 1 ? history.newest(key) : value;
  }

  #disable(
    principals: Directory["servicePrincipals"],
    directory: string,
    touched: Touched,
  ): Directory["servicePrincipals"] {
    const here = this.#faults.filter((fault) => fault.directory === undefined || fault.directory === directory);
    return principals.map((each) => {
      const disabling = here.find(
        (fault) => fault.kind === "disabled-principal" && [each.id, each.appId].includes(fault.principal.toLowerCase()),
      );
      if (disabling) touched.add(disabling);
      return disabling ? { ...each, accountEnabled: false } : each;
    });
  }
}
