import type { Item } from "./call.ts";
import { isObject } from "./property-values.ts";

const time = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** Whether a value is the one that was shown: what it does not name is taken as it was, and times may be written anew. */
function isSame(sent: unknown, shown: unknown): boolean {
  if (Array.isArray(sent))
    return (
      Array.isArray(shown) && sent.length === shown.length && sent.every((each, index) => isSame(each, shown[index]))
    );
  if (isObject(sent))
    return isObject(shown) && Object.entries(sent).every(([name, value]) => isSame(value, shown[name]));
  if (typeof sent === "string" && typeof shown === "string" && time.test(sent) && time.test(shown))
    return Date.parse(sent) === Date.parse(shown);
  return (sent ?? null) === (shown ?? null);
}

/**
 * A change without what it leaves as it is. The management library for Java reads an object and sends the whole of it
 * back with its changes, read-only properties among them (azure-resourcemanager-authorization 2.51, observed).
 */
export function withoutUnchanged(body: Item, shown: Item): Item {
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !(name in shown) || !isSame(value, shown[name])),
  );
}
