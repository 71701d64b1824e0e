import type { GraphAnswer, GraphCall, Item } from "./call.ts";
import { propertyOf, typeOf } from "./entity-types.ts";
import { pageOf } from "./page.ts";

/** A list answer: filtered, ordered, cut into pages, with the properties that `$select` asks for. */
export function listOf(call: GraphCall, collection: string, items: readonly Item[]): GraphAnswer {
  const select = selection(call, collection);
  const { page, count, next } = pageOf(call, { collection, items });
  const counted = count === undefined ? {} : { "@odata.count": count };
  const nextLink = next === undefined ? {} : { "@odata.nextLink": next };
  const value = page.map(select);
  return { status: 200, body: { "@odata.context": contextUrl(call, collection), ...counted, ...nextLink, value } };
}

/** One object, with its context and the properties that `$select` asks for. */
export function entity(call: GraphCall, collection: string, item: Item): Record<string, unknown> {
  return { "@odata.context": `${contextUrl(call, collection)}/$entity`, ...selection(call, collection)(item) };
}

function contextUrl(call: GraphCall, collection: string): string {
  return `${call.context.cloud.graph}/${call.version}/$metadata#${collection}`;
}

function namesIn(option: string | null): string[] {
  return (option ?? "")
    .replace(/\([^)]*\)/g, "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** What `$select` leaves of an item: the properties that it names, and those that `$expand` brings. */
function selection(call: GraphCall, collection: string): (item: Item) => Record<string, unknown> {
  const names = namesIn(call.query.get("$select"));
  if (names.length === 0 || names.includes("*")) return (item) => ({ ...item });
  const type = typeOf(collection);
  if (type)
    for (const name of names) propertyOf(type, name.split("/")[0] ?? "", "Parsing OData Select and Expand failed");
  const wanted = new Set([...names, ...namesIn(call.query.get("$expand"))].map((name) => name.toLowerCase()));
  const isWanted = (name: string): boolean => name.startsWith("@") || wanted.has(name.toLowerCase());
  return (item) => Object.fromEntries(Object.entries(item).filter(([name]) => isWanted(name)));
}
