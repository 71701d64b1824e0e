// The functions of the template language that are evaluated here. Another one is refused, never guessed.
import { createHash } from "node:crypto";
import { TemplateFault } from "./expression.ts";

export type TemplateFunction = (...values: readonly unknown[]) => unknown;

/** The name space of `guid()`: what many independent implementations found it to be. */
const guidNamespace = "11fb06fb712d4ddd98c7e71bbd588830";

/** A version 5 UUID of the texts, joined by `-`. @see https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export function guid(...texts: readonly string[]): string {
  const hash = createHash("sha1").update(Buffer.from(guidNamespace, "hex")).update(texts.join("-")).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** A value as a text, as the language writes it. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

function concat(...values: readonly unknown[]): unknown {
  return Array.isArray(values[0]) ? values.flat() : values.map(textOf).join("");
}

/** `{0}` and `{1}`, each with what stands there; `{{` is a brace. */
function format(...[pattern, ...values]: readonly unknown[]): string {
  return textOf(pattern).replaceAll(/\{\{|\}\}|\{(\d+)\}/g, (found, index: string | undefined) =>
    index === undefined ? (found[0] ?? "") : textOf(values[Number(index)]),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function equals(one: unknown, other: unknown): boolean {
  if (typeof one === "string" && typeof other === "string") return one.toLowerCase() === other.toLowerCase();
  return JSON.stringify(one) === JSON.stringify(other);
}

function contains(container: unknown, wanted: unknown): boolean {
  if (typeof container === "string") return container.includes(textOf(wanted));
  if (Array.isArray(container)) return container.includes(wanted);
  return Object.keys(container ?? {}).some((key) => key.toLowerCase() === textOf(wanted).toLowerCase());
}

function createObject(...values: readonly unknown[]): Record<string, unknown> {
  const pairs = values.flatMap((value, index) =>
    index % 2 === 0 ? [[textOf(value), values[index + 1]] as const] : [],
  );
  return Object.fromEntries(pairs);
}

/** `Microsoft.Storage/storageAccounts` and `account`, in turns: `Microsoft.Storage/storageAccounts/account`. */
export function typedName(type: string, names: readonly string[]): string {
  const [namespace = "", ...types] = type.split("/");
  if (types.length !== names.length) {
    throw new TemplateFault(
      `Unable to evaluate template language function 'resourceId': the type '${type}' requires '${types.length}' resource name argument(s).`,
    );
  }
  return [namespace, ...types.flatMap((each, index) => [each, names[index] ?? ""])].join("/");
}

/** Those that need nothing but their values. */
export const pureFunctions: Readonly<Record<string, TemplateFunction>> = {
  guid: (...values) => guid(...values.map(textOf)),
  concat,
  format,
  tolower: (text) => textOf(text).toLowerCase(),
  toupper: (text) => textOf(text).toUpperCase(),
  trim: (text) => textOf(text).trim(),
  replace: (text, old, fresh) => textOf(text).replaceAll(textOf(old), textOf(fresh)),
  split: (text, by) => textOf(text).split(textOf(by)),
  join: (texts, by) => (Array.isArray(texts) ? texts : []).map(textOf).join(textOf(by)),
  substring: (text, start, length) =>
    textOf(text).substring(Number(start), length === undefined ? undefined : Number(start) + Number(length)),
  last: (value) => (Array.isArray(value) ? (value as unknown[]).at(-1) : textOf(value).slice(-1)),
  first: (value) => (Array.isArray(value) ? (value as unknown[])[0] : textOf(value).slice(0, 1)),
  length: (value) =>
    typeof value === "string" || Array.isArray(value) ? value.length : Object.keys(value as object).length,
  string: textOf,
  int: Number,
  bool: (value) => value === true || textOf(value).toLowerCase() === "true" || value === 1,
  json: (text) => JSON.parse(textOf(text)) as unknown,
  true: () => true,
  false: () => false,
  null: () => null,
  not: (value) => value !== true,
  and: (...values) => values.every((value) => value === true),
  or: (...values) => values.some((value) => value === true),
  equals,
  empty: isEmpty,
  contains,
  coalesce: (...values) => values.find((value) => value !== null && value !== undefined) ?? null,
  createarray: (...values) => values,
  createobject: createObject,
  union: (...values) =>
    Array.isArray(values[0]) ? [...new Set(values.flat())] : Object.assign({}, ...(values as readonly object[])),
  extensionresourceid: (scope, type, ...names) =>
    `${textOf(scope) === "/" ? "" : textOf(scope)}/providers/${typedName(textOf(type), names.map(textOf))}`,
  tenantresourceid: (type, ...names) => `/providers/${typedName(textOf(type), names.map(textOf))}`,
};
