import type { GraphAnswer, GraphCall, Item } from "./call.ts";
import { pageOf } from "./page.ts";

/** A list answer: filtered, ordered, cut into pages, with the properties that `$select` asks for. */
export function listOf(call: GraphCall, collection: string, items: readonly Item[]): GraphAnswer {
  const { page, count, next } = pageOf(call, items);
  const counted = call.query.get("$count") === "true" ? { "@odata.count": count } : {};
  const nextLink = next === undefined ? {} : { "@odata.nextLink": next };
  const value = page.map((item) => selected(call, item));
  return { status: 200, body: { "@odata.context": contextUrl(call, collection), ...counted, ...nextLink, value } };
}

/** One object, with its context and the properties that `$select` asks for. */
export function entity(call: GraphCall, collection: string, item: Item): Record<string, unknown> {
  return { "@odata.context": `${contextUrl(call, collection)}/$entity`, ...selected(call, item) };
}

function contextUrl(call: GraphCall, collection: string): string {
  return `${call.context.cloud.graph}/${call.version}/$metadata#${collection}`;
}

function selected(call: GraphCall, item: Item): Record<string, unknown> {
  const names = call.query
    .get("$select")
    ?.split(",")
    .map((name) => name.trim().toLowerCase());
  if (!names || names.includes("*")) return { ...item };
  const isSelected = (name: string): boolean => name.startsWith("@") || names.includes(name.toLowerCase());
  return Object.fromEntries(Object.entries(item).filter(([name]) => isSelected(name)));
}
