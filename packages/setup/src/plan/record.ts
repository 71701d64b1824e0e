import type { Finding, Resource, ResourceHead } from "../resources/resource.ts";
import type { Change, Notice, ResourceKind } from "./change.ts";

const kindOrder: readonly ResourceKind[] = [
  "userAssignedIdentity",
  "hostIdentity",
  "application",
  "appManagementPolicy",
  "federatedIdentityCredential",
  "hostSettings",
  "servicePrincipal",
  "roleAssignment",
  "appRoleAssignment",
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

  addNotice(slot: number, head: Pick<ResourceHead, "directory" | "address">, finding: Finding): void {
    const { address, directory } = head;
    this.#notices.push({ slot, notice: { tenantId: directory.tenantId, address, ...finding } });
  }

  addNotices<Seen>(slot: number, resource: Resource<Seen>, seen: Seen): void {
    for (const finding of resource.notices?.(seen) ?? []) this.addNotice(slot, resource, finding);
  }

  /** By directory, kind and the configuration's own order; what stands in no configuration by its address. */
  get changes(): Change[] {
    const rank = ({ change, slot }: { slot: number; change: Change }): [number, number, number] => [
      this.#tenants.indexOf(change.tenantId),
      kindOrder.indexOf(change.kind),
      change.action === "delete" ? Number.MAX_SAFE_INTEGER : slot,
    ];
    return [...this.#entries]
      .map((entry) => ({ entry, rank: rank(entry) }))
      .sort(
        (one, other) =>
          compareRanks(one.rank, other.rank) || compareTexts(one.entry.change.address, other.entry.change.address),
      )
      .map(({ entry }) => entry.change);
  }

  get notices(): Notice[] {
    const all = this.#notices.map(({ notice, slot }) => ({
      notice,
      rank: [this.#tenants.indexOf(notice.tenantId), slot],
    }));
    const ordered = all
      .sort(
        (one, other) =>
          compareRanks(one.rank, other.rank) ||
          compareTexts(one.notice.address + one.notice.message, other.notice.address + other.notice.message),
      )
      .map(({ notice }) => notice);
    const keys = ordered.map(({ tenantId, address, message }) => JSON.stringify([tenantId, address, message]));
    return ordered.filter((_notice, index) => keys.indexOf(keys[index] as string) === index);
  }
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function compareRanks(one: readonly number[], other: readonly number[]): number {
  const index = one.findIndex((rank, at) => rank !== other[at]);
  return index < 0 ? 0 : (one[index] as number) - (other[index] as number);
}
