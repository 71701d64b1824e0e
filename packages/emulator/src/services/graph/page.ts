import type { GraphCall, Item } from "./call.ts";
import { filterItems } from "./filter.ts";
import { badRequest } from "./refusal.ts";

const defaultSize = 100;
const largestSize = 999;

export interface Page {
  readonly page: readonly Item[];
  readonly count: number;
  /** `@odata.nextLink` */
  readonly next: string | undefined;
}

function sizeOf(query: URLSearchParams): number {
  const text = query.get("$top");
  const size = text === null ? defaultSize : Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= largestSize) return size;
  throw badRequest(`Invalid page size specified: '${text ?? ""}'. Must be between 1 and ${largestSize} inclusive.`);
}

function comparable(value: unknown): string {
  return typeof value === "string" ? value.toLowerCase() : JSON.stringify(value ?? "");
}

function ordered(items: Item[], orderBy: string | null): Item[] {
  if (orderBy === null) return items;
  const [property = "", direction = "asc"] = orderBy.trim().split(/\s+/);
  const sign = direction.toLowerCase() === "desc" ? -1 : 1;
  return items.toSorted((one, other) => sign * comparable(one[property]).localeCompare(comparable(other[property])));
}

/** `"displayName:orders"`, joined by AND and OR: words that a property contains. */
function searched(items: readonly Item[], search: string | null): readonly Item[] {
  if (search === null) return items;
  const terms = [...search.matchAll(/"(\w+):([^"]*)"/g)].map(([, property = "", text = ""]) => ({ property, text }));
  if (terms.length === 0) throw badRequest(`Syntax error: character '${search}' is not valid in '$search'.`);
  const finds = (item: Item, { property, text }: (typeof terms)[number]): boolean =>
    comparable(item[property]).includes(text.toLowerCase());
  const isAny = / OR /.test(search);
  return items.filter((item) =>
    isAny ? terms.some((term) => finds(item, term)) : terms.every((term) => finds(item, term)),
  );
}

/** The page of a list that `$filter`, `$search`, `$orderby`, `$top` and `$skiptoken` ask for. */
export function pageOf(call: GraphCall, items: readonly Item[]): Page {
  const { query, url } = call;
  const found = filterItems(searched(items, query.get("$search")), query.get("$filter"));
  const all = ordered(found, query.get("$orderby"));
  const size = sizeOf(query);
  const start = Number(query.get("$skiptoken") ?? 0) || 0;
  const end = start + size;
  const following = new URLSearchParams(query);
  following.set("$skiptoken", String(end));
  const next = end < all.length ? `https://${url.host}${url.pathname}?${following.toString()}` : undefined;
  return { page: all.slice(start, end), count: all.length, next };
}
