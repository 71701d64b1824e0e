import { suggestion } from "../configuration/suggest.ts";
import { SetupError } from "../errors.ts";
import type { Finding, Removable, Resource, ResourceHead } from "../resources/resource.ts";
import type { Change, ChangePlace, FieldChange, WaitsFor } from "./change.ts";

/** What a visit depends on. */
export interface VisitOptions {
  /** Who must act before this can be done at all. */
  readonly blockedBy?: WaitsFor | undefined;
  /** What must be written before this is. Looking waits for nothing. */
  readonly after?: Promise<unknown> | undefined;
}

/** What is done with each resource on the walk over the configuration. Planning looks; applying acts. */
export interface Visitor {
  /** What is there after the visit; `undefined` when it is not there (yet). */
  visit<Seen>(resource: Resource<Seen>, options?: VisitOptions): Promise<Seen | undefined>;
  /** An object of ours that the configuration wants no more. */
  retire<Seen>(resource: Removable<Seen>, seen: Seen): Promise<void>;
  /** Reads what is there beyond the configuration; skipped where nothing is looked for. */
  survey(task: () => Promise<void>): Promise<void>;
  /** Something to be told about what no resource stands for. */
  notice(head: Pick<ResourceHead, "directory" | "address">, finding: Finding): void;
}

export function placeOf({ directory, kind, address, because, permission }: ResourceHead): ChangePlace {
  return { side: directory.side, tenantId: directory.tenantId, kind, address, because, permission };
}

/** The change of an object that cannot be visited now, or undefined when it can. */
export function blockOf(resource: ResourceHead, blockedBy: WaitsFor | undefined): Change | undefined {
  const waitsFor = resource.directory.hasOperator ? blockedBy : "an operator of this directory";
  return waitsFor === undefined ? undefined : { ...placeOf(resource), action: "blocked", waitsFor };
}

/** Addresses of objects that may be changed although they carry no mark of ours. */
export type Adoption = ReadonlySet<string>;

/** A change from what is there to what is wanted; `seen` undefined means that nothing is there. */
export function changeOf<Seen>(resource: Resource<Seen>, seen: Seen | undefined, adopt: Adoption): Change {
  const place = placeOf(resource);
  if (seen === undefined) return { ...place, action: "create", fields: resource.fields };
  const fields: readonly FieldChange[] = resource.differences(seen);
  if (fields.length === 0) return { ...place, action: "keep" };
  const refusal = resource.refuses?.(seen);
  if (refusal) return { ...place, action: "refused", fields, ...refusal };
  const mayChange = resource.isNamed || adopt.has(resource.address) || resource.ownerOf(seen) === "ours";
  return { ...place, action: mayChange ? "update" : "refused", fields };
}

/** @throws SetupError `adoption.unknown` when something is to be adopted that no plan holds: a slip of the pen. */
export function checkAdoption(adopt: Adoption, changes: readonly Change[]): void {
  const addresses = changes.map(({ address }) => address);
  const unknown = [...adopt].filter((address) => !addresses.includes(address));
  if (unknown.length === 0) return;
  const named = unknown.map((address) => `"${address}"${suggestion(address, addresses)}`);
  throw new SetupError("adoption.unknown", `no object of the plan is called ${named.join(", ")}`, {
    fix: "Take the name from the plan, as it stands behind its sign; nothing was written.",
    details: { unknown },
  });
}
