// Tokens by resource and directory, bounded by number and by bytes; what was used longest ago makes room. Finding,
// using and dropping one take the same time at any size.
import { Recency } from "./recency.ts";
import { Slot, type Supplier } from "./slot.ts";
import type { TenantId } from "@tegata/core";
import type { AccessToken } from "./token-credential.ts";

/** What one resource is asked for: tokens for it lie together, by directory. */
export interface Shelf {
  readonly scope: string;
  /** The `claims` parameter as it is sent, or undefined. */
  readonly claims: string | undefined;
  readonly key: string;
  readonly isCae: boolean;
  readonly byTenant: Map<string, TokenSlot>;
}

/** The place of one access token. */
export class TokenSlot extends Slot<AccessToken, TokenSlot> {
  readonly shelf: Shelf;
  readonly tenantId: TenantId;
  bytes = 0;

  constructor(supplier: Supplier<AccessToken, TokenSlot>, shelf: Shelf, tenantId: TenantId) {
    super(supplier);
    this.shelf = shelf;
    this.tenantId = tenantId;
  }
}

/** What a slot takes beside the token's text: measured by `bench` at 100,000 directories, rounded up. */
export const slotBytes = 600;

/** What an error that a slot keeps takes, stack and cause included: measured with 30,000 refused directories. */
export const errorBytes = 2_000;

export interface CacheLimits {
  /** Most tokens held at once. */
  readonly maxTokens: number;
  /** Most bytes they may take, tokens and bookkeeping. */
  readonly maxBytes: number;
}

export class TokenCache {
  readonly limits: CacheLimits;
  readonly #evicted: (slot: TokenSlot) => void;
  readonly #shelves = new Map<string, Shelf>();
  /** Apart because tokens for a client that handles claims challenges live longer and behave differently. */
  readonly #caeShelves = new Map<string, Shelf>();
  readonly #recency = new Recency();
  /** Slots by their place in the order of use. */
  readonly #slots: (TokenSlot | undefined)[] = [];
  #size = 0;
  #bytes = 0;

  constructor(limits: CacheLimits, evicted: (slot: TokenSlot) => void) {
    this.limits = limits;
    this.#evicted = evicted;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The slot, now the one used last. `key` is the scope, or scope and claims with a blank between: see `keyOf`. */
  find(key: string, tenantId: string, isCae: boolean): TokenSlot | undefined {
    const slot = (isCae ? this.#caeShelves : this.#shelves).get(key)?.byTenant.get(tenantId);
    if (slot !== undefined) this.#recency.use(slot.place);
    return slot;
  }

  shelf(key: string, made: () => Omit<Shelf, "key" | "byTenant">): Shelf {
    const fresh = { ...made(), key, byTenant: new Map<string, TokenSlot>() };
    return (fresh.isCae ? this.#caeShelves : this.#shelves).get(key) ?? fresh;
  }

  /** Puts a slot in, dropping others when there are too many. */
  add(slot: TokenSlot): TokenSlot {
    const { shelf } = slot;
    (shelf.isCae ? this.#caeShelves : this.#shelves).set(shelf.key, shelf);
    shelf.byTenant.set(slot.tenantId, slot);
    slot.place = this.#recency.add();
    this.#slots[slot.place] = slot;
    this.#size += 1;
    this.weigh(slot, slotBytes);
    return slot;
  }

  /** Notes what a slot takes, and makes room for it. */
  weigh(slot: TokenSlot, bytes: number): void {
    if (slot.shelf.byTenant.get(slot.tenantId) !== slot) return;
    this.#bytes += bytes - slot.bytes;
    slot.bytes = bytes;
    while (this.#size > this.limits.maxTokens || this.#bytes > this.limits.maxBytes) {
      const last = this.#slots[this.#recency.oldest ?? -1];
      if (last === undefined) return;
      this.#drop(last);
      this.#evicted(last);
    }
  }

  /** All slots of one directory, for inspection: as many look-ups as there are resources. */
  *ofTenant(tenantId: string): Generator<TokenSlot> {
    for (const shelf of [...this.#shelves.values(), ...this.#caeShelves.values()]) {
      const slot = shelf.byTenant.get(tenantId);
      if (slot !== undefined) yield slot;
    }
  }

  #drop(slot: TokenSlot): void {
    const { shelf } = slot;
    shelf.byTenant.delete(slot.tenantId);
    if (shelf.byTenant.size === 0) (shelf.isCae ? this.#caeShelves : this.#shelves).delete(shelf.key);
    this.#recency.remove(slot.place);
    this.#slots[slot.place] = undefined;
    this.#size -= 1;
    this.#bytes -= slot.bytes;
  }
}
