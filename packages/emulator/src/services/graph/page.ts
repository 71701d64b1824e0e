import type { GraphCall, Item } from "./call.ts";
import type { EntityType } from "./entity-types.ts";
import { propertyOf, typeOf } from "./entity-types.ts";
import { filterItems } from "./filter.ts";
import { badRequest, GraphRefusal } from "./refusal.ts";

const defaultSize = 100;
const largestSize = 999;

export interface Page {
  readonly page: readonly Item[];
  /** How many the whole list has, where that was asked and may be. */
  readonly count: number | undefined;
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

function unsupported(message: string): GraphRefusal {
  return new GraphRefusal(400, "Request_UnsupportedQuery", message);
}

function ordered(
  items: Item[],
  { orderBy, type }: { readonly orderBy: string | null; readonly type: EntityType | undefined },
): Item[] {
  if (orderBy === null) return items;
  const [written = "", direction = "asc"] = orderBy.trim().split(/\s+/);
  const property = type ? propertyOf(type, written, "Invalid $orderby clause") : written;
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

/**
 * Directory objects are searched, and sorted where they are filtered too, with the header of advanced queries only; they
 * are never skipped.
 *
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
function refuseUnsupported({ query, isEventual }: GraphCall): void {
  if (query.has("$skip")) throw unsupported("'$skip' is not supported by the service.");
  if (isEventual) return;
  if (query.has("$search")) {
    throw unsupported(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  if (query.has("$orderby") && query.has("$filter")) throw unsupported("Sorting not supported for current query.");
}

/** Where the page begins: a token is one that an earlier page gave out. */
function startOf(query: URLSearchParams): number {
  const token = query.get("$skiptoken");
  if (token === null) return 0;
  if (/^\d{1,9}$/.test(token)) return Number(token);
  throw badRequest("The skip token is not one that this list gave out.");
}

/** The page of a list that `$filter`, `$search`, `$orderby`, `$top` and `$skiptoken` ask for. */
export function pageOf(
  call: GraphCall,
  { collection, items }: { readonly collection: string; readonly items: readonly Item[] },
): Page {
  const { query, url } = call;
  const type = typeOf(collection);
  const isDirectoryObject = type?.isDirectoryObject === true;
  if (isDirectoryObject) refuseUnsupported(call);
  const isCounted = query.get("$count")?.toLowerCase() === "true" && (call.isEventual || !isDirectoryObject);
  const filter = query.get("$filter");
  const isAdvanced = call.isEventual && isCounted;
  const found = filterItems(searched(items, query.get("$search")), filter, { type, isAdvanced });
  const all = ordered(found, { orderBy: query.get("$orderby"), type });
  const size = sizeOf(query);
  const start = startOf(query);
  const end = start + size;
  const following = new URLSearchParams(query);
  following.set("$skiptoken", String(end));
  const next = end < all.length ? `https://${url.host}${url.pathname}?${following.toString()}` : undefined;
  return { page: all.slice(start, end), count: isCounted ? all.length : undefined, next };
}
