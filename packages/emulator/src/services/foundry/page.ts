import { openAIError } from "./refusal.ts";

export interface Page<T> {
  readonly object: "list";
  readonly data: readonly T[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

const mostPerPage = 100;
const usualPerPage = 20;

function limitOf(query: URLSearchParams): number {
  const text = query.get("limit");
  if (text === null) return usualPerPage;
  const limit = Number(text);
  if (/^\d+$/.test(text) && limit >= 1 && limit <= mostPerPage) return limit;
  throw openAIError(`Invalid 'limit': expected an integer between 1 and ${mostPerPage}, but got '${text}'.`, {
    param: "limit",
  });
}

function isDescending(query: URLSearchParams): boolean {
  const order = query.get("order") ?? "desc";
  if (order === "asc" || order === "desc") return order === "desc";
  throw openAIError(`Invalid 'order': expected one of 'asc', 'desc', but got '${order}'.`, { param: "order" });
}

/**
 * One page of a list that is kept oldest first: newest first unless told otherwise, 20 at a time, from behind `after`
 * or from before `before`.
 *
 * @see https://platform.openai.com/docs/api-reference/assistants/listAssistants
 */
export function pageOf<T>(list: readonly T[], query: URLSearchParams, idOf: (each: T) => string): Page<T> {
  const limit = limitOf(query);
  const ordered = isDescending(query) ? list.toReversed() : list;
  const place = (name: string): number | undefined => {
    const id = query.get(name);
    const at = id === null ? undefined : ordered.findIndex((each) => idOf(each) === id);
    if (at === -1) throw openAIError(`No object found with id '${id}'.`, { param: name, status: 404 });
    return at;
  };
  const [after, before] = [place("after"), place("before")];
  const rest = ordered.slice(after === undefined ? 0 : after + 1, before);
  // Backwards from `before`, the page is the one that ends there.
  const data = before !== undefined && after === undefined ? rest.slice(-limit) : rest.slice(0, limit);
  const [first, last] = [data[0], data.at(-1)];
  return {
    object: "list",
    data,
    first_id: first === undefined ? null : idOf(first),
    last_id: last === undefined ? null : idOf(last),
    has_more: rest.length > data.length,
  };
}
