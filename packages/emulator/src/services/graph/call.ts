import type { Context } from "../../context.ts";
import type { Directory } from "../../directory/directory.ts";
import type { Power } from "../../directory/roles.ts";
import type { Caller } from "../../tokens/verify.ts";
import type { Key } from "./path.ts";

/** One authenticated call, as a handler sees it. */
export interface GraphCall {
  readonly context: Context;
  readonly caller: Caller;
  /** The caller's directory: Graph serves no other with that token. */
  readonly directory: Directory;
  readonly powers: ReadonlySet<Power>;
  readonly version: "v1.0" | "beta";
  /** As the client wrote it: links lead back to where it came from. */
  readonly url: URL;
  readonly keys: readonly Key[];
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Whether `Prefer: create-if-missing` turns a PATCH into an upsert. */
  readonly createIfMissing: boolean;
  /** Whether `ConsistencyLevel: eventual` asks the index of advanced queries. */
  readonly isEventual: boolean;
}

export interface GraphAnswer {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
  /** Instead of a body in JSON. */
  readonly text?: string;
}

export type GraphHandler = (call: GraphCall) => GraphAnswer;

/** A handler with what its caller must be able to do; a handler alone wants `read`, or `applications` for a write. */
export interface GraphRoute {
  readonly handler: GraphHandler;
  /** Any of these will do. With `ownApplications`, what is touched must be the caller's own. */
  readonly needs: readonly Power[];
}

export type GraphRoutes = Readonly<Record<string, GraphRoute>>;
export type Item = Readonly<Record<string, unknown>>;

/** Routes that need the same. */
export function routes(needs: readonly Power[], handlers: Readonly<Record<string, GraphHandler>>): GraphRoutes {
  return Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, { handler, needs }]));
}

/** A text, or what stands for it when the value is none. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

/** The object id at the end of an `@odata.id`, as references are written. */
export function referencedId(body: Item): string {
  return textOr(body["@odata.id"], "").split("/").at(-1)?.toLowerCase() ?? "";
}
