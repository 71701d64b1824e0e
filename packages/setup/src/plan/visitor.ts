import type { Resource, ResourceHead } from "../resources/resource.ts";
import type { Change, ChangePlace, FieldChange, Notice, ResourceKind, WaitsFor } from "./change.ts";

/** What is done with each resource on the walk over the configuration. Planning looks; applying acts. */
export interface Visitor {
  /** What is there after the visit; `undefined` when it is not there (yet). */
  visit<Seen>(resource: Resource<Seen>, blockedBy?: WaitsFor): Promise<Seen | undefined>;
}

function placeOf({ directory, kind, address, because, permission }: ResourceHead): ChangePlace {
  return { side: directory.side, tenantId: directory.tenantId, kind, address, because, permission };
}

/** The change of an object that cannot be visited now, or undefined when it can. */
export function blockOf(resource: ResourceHead, blockedBy: WaitsFor | undefined): Change | undefined {
  const waitsFor = resource.directory.hasOperator ? blockedBy : "an operator of this directory";
  return waitsFor === undefined ? undefined : { ...placeOf(resource), action: "blocked", waitsFor };
}

/** A change from what is there to what is wanted; `seen` undefined means that nothing is there. */
export function changeOf<Seen>(resource: Resource<Seen>, seen: Seen | undefined): Change {
  const place = placeOf(resource);
  if (seen === undefined) return { ...place, action: "create", fields: resource.fields };
  const fields: readonly FieldChange[] = resource.differences(seen);
  return fields.length === 0 ? { ...place, action: "keep" } : { ...place, action: "update", fields };
}

const kindOrder: readonly ResourceKind[] = [
  "userAssignedIdentity",
  "hostIdentity",
  "application",
  "federatedIdentityCredential",
  "servicePrincipal",
  "roleAssignment",
];

/** Collects changes and notices in an order that does not depend on which answer came first. */
export class ChangeRecord {
  readonly #entries: { slot: number; change: Change }[] = [];
  readonly #notices: { slot: number; notice: Notice }[] = [];
  readonly #tenants: readonly string[];
  #slots = 0;

  constructor(tenants: readonly string[]) {
    this.#tenants = tenants;
  }

  /** To be called before the first await of a visit, so that slots follow the configuration. */
  reserve(): number {
    this.#slots += 1;
    return this.#slots;
  }

  add(slot: number, change: Change): void {
    this.#entries.push({ slot, change });
  }

  addNotices<Seen>(slot: number, resource: Resource<Seen>, seen: Seen): void {
    const { address, directory } = resource;
    for (const message of resource.notices?.(seen) ?? []) {
      this.#notices.push({ slot, notice: { tenantId: directory.tenantId, address, message } });
    }
  }

  get changes(): Change[] {
    const rank = ({ change, slot }: { slot: number; change: Change }): [number, number, number] => [
      this.#tenants.indexOf(change.tenantId),
      kindOrder.indexOf(change.kind),
      slot,
    ];
    return [...this.#entries]
      .map((entry) => ({ entry, rank: rank(entry) }))
      .sort((one, other) => compareRanks(one.rank, other.rank))
      .map(({ entry }) => entry.change);
  }

  get notices(): Notice[] {
    const ordered = [...this.#notices].sort((one, other) => one.slot - other.slot).map(({ notice }) => notice);
    return ordered.filter(
      (notice, index) =>
        ordered.findIndex((other) => other.message === notice.message && other.tenantId === notice.tenantId) === index,
    );
  }
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((rank, at) => rank !== other[at]);
  return index < 0 ? 0 : (one[index] as number) - (other[index] as number);
}
