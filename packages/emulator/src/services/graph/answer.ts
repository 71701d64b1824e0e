import type { Context } from "../../context.ts";
import type { Directory } from "../../directory/directory.ts";
import type { Key } from "./path.ts";

/** One authenticated call, as a handler sees it. */
export interface GraphCall {
  readonly context: Context;
  /** The caller's directory: Graph serves no other with that token. */
  readonly directory: Directory;
  readonly keys: readonly Key[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether `Prefer: create-if-missing` turns a PATCH into an upsert. */
  readonly createIfMissing: boolean;
}

export interface GraphAnswer {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
}

export type GraphHandler = (call: GraphCall) => GraphAnswer;

/** A refusal in Graph's own form; the router renders it. */
export class GraphRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: readonly { readonly code: string; readonly message: string; readonly target?: string }[];

  constructor(status: number, code: string, message: string, details: GraphRefusal["details"] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export function notFound(key: Key | undefined): GraphRefusal {
  return new GraphRefusal(
    404,
    "Request_ResourceNotFound",
    `Resource '${key?.value ?? ""}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

export function badRequest(
  message: string,
  detail?: { readonly code: string; readonly target?: string },
): GraphRefusal {
  return new GraphRefusal(400, "Request_BadRequest", message, detail ? [{ ...detail, message }] : []);
}

/** A list answer with the properties that `$select` asks for. */
export function listOf(
  call: GraphCall,
  collection: string,
  items: readonly Readonly<Record<string, unknown>>[],
): GraphAnswer {
  const value = items.map((item) => selected(call, item));
  const counted = call.query.get("$count") === "true" ? { "@odata.count": items.length } : {};
  return { status: 200, body: { "@odata.context": contextUrl(call, collection), ...counted, value } };
}

/** One object, with its context and the properties that `$select` asks for. */
export function entity(
  call: GraphCall,
  collection: string,
  item: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return { "@odata.context": `${contextUrl(call, collection)}/$entity`, ...selected(call, item) };
}

function contextUrl(call: GraphCall, collection: string): string {
  return `${call.context.cloud.graph}/v1.0/$metadata#${collection}`;
}

function selected(call: GraphCall, item: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = call.query
    .get("$select")
    ?.split(",")
    .map((name) => name.trim());
  return names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name))) : { ...item };
}
