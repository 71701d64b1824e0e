import type { Context } from "../../context.ts";
import type { Caller } from "../../tokens/verify.ts";
import type { ArmPath } from "./path.ts";

/** One authenticated and authorized call, as a handler sees it. */
export interface ArmCall {
  readonly context: Context;
  readonly method: string;
  readonly caller: Caller;
  readonly path: ArmPath;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** Another call of the same caller, with every check that its own request would meet: what a template asks for. */
  readonly perform: (inner: InnerCall) => ArmAnswer;
}

export interface InnerCall {
  readonly method: "GET" | "PUT";
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Only asks whether it would be allowed. */
  readonly onlyChecks?: boolean;
}

export interface ArmAnswer {
  readonly status: 200 | 201 | 202 | 204;
  readonly body?: unknown;
  /** Instead of a body in JSON. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ArmHandler = (call: ArmCall) => ArmAnswer;
/** Handlers by HTTP method, or by the lower-case name of an action. */
export type ArmHandlers = Readonly<Record<string, ArmHandler>>;

/** What is emulated of one resource type. */
export interface ArmType {
  readonly type: string;
  /** Released api-versions, newest first: what a refusal lists. Any well-formed one is taken. */
  readonly apiVersions: readonly string[];
  /** Every caller may ask: it says nothing about anybody's resources. */
  readonly isForEveryone?: true;
  /** Every caller may read it at the scope `/`, where it shows what is the same in every directory. */
  readonly isReadAtRoot?: true;
  readonly one: ArmHandlers;
  readonly list?: ArmHandler;
  readonly actions?: ArmHandlers;
}

/** A refusal in Resource Manager's own form. */
export class ArmRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function resourceNotFound(path: ArmPath): ArmRefusal {
  const group = path.resourceGroup === undefined ? "" : ` under resource group '${path.resourceGroup}'`;
  const what = `${path.type ?? ""}/${path.name ?? ""}`;
  return new ArmRefusal(
    404,
    "ResourceNotFound",
    `The Resource '${what}'${group} was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** The `properties` of a request body. */
export function propertiesOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { properties } = body;
  return typeof properties === "object" && properties !== null ? (properties as Record<string, unknown>) : {};
}

/** The `tags` of a request body, or undefined when it has none. */
export function tagsOf(body: Readonly<Record<string, unknown>>): Record<string, string> | undefined {
  const { tags } = body;
  if (typeof tags !== "object" || tags === null) return undefined;
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, String(value)]));
}

/** A text, or what stands for it when the value is none. */
export function textOr(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}
