import { redact, TegataError } from "./errors.ts";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: { readonly [name in Name]: true } };

/** A directory (tenant) id: a GUID in lower case. */
export type TenantId = Branded<"TenantId">;
/** An application (client) id: the same in every directory. A managed identity has one too, though no application. */
export type ClientId = Branded<"ClientId">;
/** The id of one object in one directory: an application, a service principal, a federated identity credential. */
export type ObjectId = Branded<"ObjectId">;
/** The object id of a service principal. A managed identity's `principalId` is one. Role assignments name it. */
export type PrincipalId = Branded<"ObjectId"> & Branded<"PrincipalId">;
/** An Azure subscription id. */
export type SubscriptionId = Branded<"SubscriptionId">;
/** A Resource Manager id: `/subscriptions/…`, no slash at the end. Compared without regard to case. */
export type ResourceId = Branded<"ResourceId">;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a GUID in the dashed form, in either case. */
export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** A client id and a client secret are easily swapped in a configuration, so a text longer than a GUID is not shown. */
function shownId(text: string): string {
  return text.length <= 36 ? `"${redact(text)}"` : `a text of ${text.length} characters`;
}

function parseGuid(text: string, what: string): string {
  if (!isGuid(text)) {
    throw new TegataError("id.malformed", `${shownId(text)} is not ${what}`, {
      fix: "Give a GUID such as 11111111-2222-3333-4444-555555555555.",
    });
  }
  return text.toLowerCase();
}

/** A directory id from text, in lower case. @throws TegataError `id.malformed` */
export function parseTenantId(text: string): TenantId {
  return parseGuid(text, "a directory (tenant) id") as TenantId;
}

/** An application (client) id from text, in lower case. @throws TegataError `id.malformed` */
export function parseClientId(text: string): ClientId {
  return parseGuid(text, "an application (client) id") as ClientId;
}

/** A directory object's id from text, in lower case. @throws TegataError `id.malformed` */
export function parseObjectId(text: string): ObjectId {
  return parseGuid(text, "an object id") as ObjectId;
}

/** A service principal's object id from text, in lower case. @throws TegataError `id.malformed` */
export function parsePrincipalId(text: string): PrincipalId {
  return parseGuid(text, "a principal id") as PrincipalId;
}

/** A subscription id from text, in lower case. @throws TegataError `id.malformed` */
export function parseSubscriptionId(text: string): SubscriptionId {
  return parseGuid(text, "a subscription id") as SubscriptionId;
}

/**
 * A Resource Manager id from text: double slashes collapsed and a slash at the end removed, case kept.
 *
 * @throws TegataError `id.malformed`
 */
export function parseResourceId(text: string): ResourceId {
  const id = text.replace(/\/{2,}/g, "/").replace(/\/$/, "");
  if (!/^\/(subscriptions|providers)\/[^/]+/i.test(id)) {
    throw new TegataError(
      "id.malformed",
      `${text.startsWith("/") ? `"${redact(text)}"` : shownId(text)} is not a Resource Manager id`,
      {
        fix: "Give an id such as /subscriptions/{subscription}/resourceGroups/{group}/providers/{namespace}/{type}/{name}.",
      },
    );
  }
  return id as ResourceId;
}

/** Whether two Resource Manager ids name the same resource. Azure compares them without regard to case. */
export function sameResource(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
