import type { Change, ChangePlace, WaitsFor } from "../plan/change.ts";
import { placeOf } from "../plan/visitor.ts";
import type { Removable, ResourceHead } from "../resources/resource.ts";

/**
 * What becomes of one object. `delete`: ours; removed unless it is a dry run. `leave`: it stays; `why` says why, unless
 * it just has no mark of ours. `blocked`: nobody is signed in there, so it remains.
 */
export type RemovalAction = "delete" | "leave" | "blocked";

export interface Removal extends ChangePlace {
  readonly action: RemovalAction;
  /** Of an object that itself stays: what is taken off it, in words. */
  readonly takes?: string;
  /** Of application settings: their names. */
  readonly settings?: readonly string[];
  /** Of one that is left although it may be ours: what keeps it there. */
  readonly why?: string;
  /** Of a blocked one: what it waits for. */
  readonly waitsFor?: WaitsFor;
}

/** One removal and how it is done. */
export interface Task {
  readonly removal: Removal;
  readonly remove: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

function deletion<Seen>(resource: Removable<Seen>, seen: Seen, settings?: readonly string[]): Task {
  const takes = resource.takes === undefined ? {} : { takes: resource.takes };
  const removal: Removal = { ...placeOf(resource), action: "delete", ...takes, ...(settings ? { settings } : {}) };
  return { removal, remove: () => resource.remove(seen) };
}

function stay(resource: ResourceHead, more: Pick<Removal, "settings" | "why"> = {}): Task {
  return { removal: { ...placeOf(resource), action: "leave", ...more }, remove: nothing };
}

/** What is there, as removals: one, or two where a part of it goes and a part stays. */
export function removalsOf<Seen>(resource: Removable<Seen>, seen: Seen): Task[] {
  const holding = resource.holding?.(seen);
  if (holding === undefined) return [resource.ownerOf(seen) === "ours" ? deletion(resource, seen) : stay(resource)];
  const { ours, others } = holding;
  const why = "the values are not those of this configuration";
  return [
    ...(ours.length > 0 ? [deletion(resource, seen, ours)] : []),
    ...(others.length > 0 ? [stay(resource, { settings: others, why })] : []),
  ];
}

/** An object of ours that others have come to hang something on: it would go along. */
export function keptFor(resource: ResourceHead, others: readonly string[]): Task {
  return stay(resource, { why: `others' ${others.join(", ")} would go with it; remove that first` });
}

/** An object that cannot be reached from here. */
export function blockedRemoval(resource: ResourceHead, blocked: Change): Task {
  const waitsFor = blocked.action === "blocked" ? { waitsFor: blocked.waitsFor } : {};
  return { removal: { ...placeOf(resource), action: "blocked", ...waitsFor }, remove: nothing };
}

/** What stays because a right is missing that the object's removal takes. */
export function withoutRight(place: ChangePlace): Removal {
  const { side, tenantId, kind, address, because, permission } = place;
  const why = `looking at them and removing them takes ${permission}`;
  return { side, tenantId, kind, address, because, permission, action: "leave", why };
}

/** An object that may be there, and that the operator here must not look at. */
export function unreadable(resource: ResourceHead): Task {
  return { removal: withoutRight(placeOf(resource)), remove: nothing };
}
