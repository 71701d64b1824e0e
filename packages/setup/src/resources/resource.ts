// What a kind of object is to the engine. Planning and applying walk over the same resources: plan asks `observe` and
// `differences`; apply asks the same again and then `create` or `update`. Nothing is remembered between the two.
import type { Directory } from "../directory/directory.ts";
import type { SetupError } from "../errors.ts";
import { isRefusal } from "../errors.ts";
import type { JsonClient } from "../http/json-client.ts";
import type { ChangePlace, FieldChange, NoticeKind } from "../plan/change.ts";
import type { Owner } from "./ownership.ts";

/** Why a write may be tried again although the service refused it. */
export interface Wait {
  /** For people: `the service principal has not reached Resource Manager yet`. */
  readonly reason: string;
  readonly limitMs: number;
  /** What to do when the limit is reached. */
  readonly fix?: string;
}

/** What an object is called, where it is and what making it takes. */
export interface ResourceHead extends Omit<ChangePlace, "side" | "tenantId"> {
  readonly directory: Directory;
}

/** Something seen that is left alone but worth a word. */
export interface Finding {
  readonly kind: NoticeKind;
  readonly message: string;
}

/** A change that harms others unless somebody wants it by name. */
export interface Refusal {
  readonly why: string;
  /** The option of the command line that allows it. */
  readonly unless: string;
}

/** What an object holds that could be removed, item by item. */
export interface Holding {
  /** Names of what is ours: `remove` takes these. */
  readonly ours: readonly string[];
  /** Names of what stays, because it is not as setup would have written it. */
  readonly others: readonly string[];
}

/** An object that is there, with the means to remove it. */
export interface Removable<Seen> extends ResourceHead {
  /** Of an object that stays when it is removed here: what is taken off it, in words. */
  readonly takes?: string;
  /** Of an object that is removed in parts; without it, all of it goes or stays. */
  holding?(seen: Seen): Holding;
  /** Whose it is, by its mark. */
  ownerOf(seen: Seen): Owner;
  /** Removes it; succeeds when it is gone already. May be repeated. */
  remove(seen: Seen): Promise<void>;
}

/** One object as the configuration wants it. */
export interface Resource<Seen> extends Removable<Seen> {
  /** Whether the configuration names this very object, which allows to change it although it has no mark of ours. */
  readonly isNamed: boolean;
  /** What is there now. `undefined` when there is nothing. Reads only. */
  observe(): Promise<Seen | undefined>;
  /** What a new object will hold, for display. */
  readonly fields: readonly FieldChange[];
  /** What of the object seen is not as wanted; empty when all is. */
  differences(seen: Seen): readonly FieldChange[];
  /** Why the change is not made although the object is ours, and what allows it; undefined when nothing is against it. */
  refuses?(seen: Seen): Refusal | undefined;
  /** Makes it. May be repeated. */
  create(): Promise<Seen>;
  /** Changes what `differences` names, nothing else. May be repeated. */
  update(seen: Seen): Promise<Seen>;
  /** The wait that a refusal of create or update calls for; `undefined` when the refusal is final. */
  waitFor?(error: SetupError): Wait | undefined;
  /** Whether a refusal of create says that the object is already there: it is then read, compared and adopted. */
  isAlreadyThere?(error: SetupError): boolean;
  /** Whether create found that the directory does not allow it, and nobody demanded it. */
  isSkipped?(seen: Seen): boolean;
  /** What is left alone but worth a word. */
  notices?(seen: Seen): readonly Finding[];
}

/** How long each kind of delay in Azure may take before it is taken for a fault. */
export const propagationLimitMs: {
  readonly application: number;
  readonly servicePrincipal: number;
  readonly principal: number;
  readonly host: number;
} = {
  application: 120_000,
  servicePrincipal: 300_000,
  // Terraform waits 30 minutes for a mistyped principal (azurerm#11417); seconds to minutes are what it really takes.
  principal: 180_000,
  host: 600_000,
};

/** Writes `'` as OData wants it and the whole as a URL segment wants it. */
export function odataKey(value: string): string {
  return encodeURIComponent(value.replaceAll("'", "''"));
}

/** DELETE, for which an object that is gone already is as good. */
export async function removeAt(client: JsonClient, path: string, permission: string): Promise<void> {
  try {
    await client.send("DELETE", path, { permission });
  } catch (error) {
    if (!isRefusal(error, 404)) throw error;
  }
}
