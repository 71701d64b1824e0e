import type { Item } from "./call.ts";
import type { EntityType } from "./entity-types.ts";
import { propertyOf } from "./entity-types.ts";
import { badRequest, GraphRefusal } from "./refusal.ts";

type Test = (item: Item) => boolean;

function valueAt(item: Item, path: string): unknown {
  return path.split("/").reduce<unknown>((value, name) => (value as Item | null | undefined)?.[name], item);
}

const invalid = "Invalid filter clause";
const isGuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

/** A value: a text stands in quotes, a GUID without, and a bare word would be a property. */
function literal(text: string, type: EntityType | undefined): unknown {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (/^(true|false|null)$/i.test(text)) return JSON.parse(text.toLowerCase()) as unknown;
  if (/^-?\d+$/.test(text)) return Number(text);
  if (isGuid(text) || /^\d{4}-\d\d-\d\d$/.test(text)) return text;
  if (type) propertyOf(type, text, invalid);
  throw new GraphRefusal(400, "BadRequest", invalid);
}

/** GUIDs and texts are not compared. Recorded: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/4133 */
function refuseOtherType(text: string, property: string, type: EntityType | undefined): void {
  if (!type || !type.properties.has(property.toLowerCase()) || /^null$/i.test(text)) return;
  const [left, right] = [type.guids.has(property), isGuid(text)].map((isOne) => (isOne ? "Edm.Guid" : "Edm.String"));
  if (left === right) return;
  const found = `Found operand types '${left ?? ""}' and '${right ?? ""}' for operator kind 'Equal'.`;
  throw new GraphRefusal(
    400,
    "BadRequest",
    `${invalid}: A binary operator with incompatible types was detected. ${found}`,
  );
}

/** What only advanced queries of directory objects may do, by the name that Graph refuses it with. */
const advanced: Readonly<Record<string, string>> = { ne: "NotEqualsMatch", not: "NotMatch", endswith: "EndsWithMatch" };

export interface FilterContext {
  readonly type: EntityType | undefined;
  /** Whether the request has the header and the count that advanced queries need. */
  readonly isAdvanced: boolean;
}

function folded(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : (value ?? null);
}

function compare(left: unknown, right: unknown): number {
  const [one, other] = [String(left), String(right)].map((text) =>
    /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : text,
  );
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other));
}

const comparisons: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  eq: (left, right) => folded(left) === folded(right),
  ne: (left, right) => folded(left) !== folded(right),
  ge: (left, right) => compare(left, right) >= 0,
  gt: (left, right) => compare(left, right) > 0,
  le: (left, right) => compare(left, right) <= 0,
  lt: (left, right) => compare(left, right) < 0,
};
const functions: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
  contains: (left, right) => left.includes(right),
};

const token = /\s*('(?:[^']|'')*'|[(),:]|[^\s(),:']+)/y;

/** Reads a `$filter` by recursive descent: what the tools send, and what else stands in Graph's documentation. */
class FilterReader {
  readonly #text: string;
  readonly #tokens: string[] = [];
  readonly #context: FilterContext;
  /** Names that stand for the items of a list, in the condition of an `any`. */
  readonly #variables = new Set<string>();
  #next = 0;

  constructor(text: string, context: FilterContext) {
    this.#text = text;
    this.#context = context;
    token.lastIndex = 0;
    // Date and time have colons of their own.
    const joined = text.replace(/(\d{4}-\d\d-\d\dT[\d:.]+Z?)/g, (at) => `'${at}'`);
    for (let match = token.exec(joined); match; match = token.exec(joined)) this.#tokens.push(match[1] as string);
  }

  read(): Test {
    const test = this.#or();
    if (this.#peek() !== "") throw this.#refusal();
    return test;
  }

  #refusal(): Error {
    return badRequest(`Unsupported or invalid query filter clause: '${this.#text}'.`, {
      code: "Request_UnsupportedQuery",
    });
  }

  /** Recorded: https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1726 */
  #refuseUnlessAdvanced(word: string): void {
    const { type, isAdvanced } = this.#context;
    if (type?.isDirectoryObject !== true) return;
    const operator = word === "contains" ? "ContainsMatch" : isAdvanced ? undefined : advanced[word];
    if (operator === undefined) return;
    throw new GraphRefusal(
      400,
      "Request_UnsupportedQuery",
      `Unsupported property filter clause operator '${operator}'.`,
    );
  }

  /** A path in Graph's own spelling; its first part must be a property, unless it is an `any`'s variable. */
  #path(written: string): string {
    const [first = "", ...rest] = written.split("/");
    const { type } = this.#context;
    if (rest.includes("$count")) throw this.#refusal();
    return type && !this.#variables.has(first) ? [propertyOf(type, first, invalid), ...rest].join("/") : written;
  }

  #peek(): string {
    return this.#tokens[this.#next]?.toLowerCase() ?? "";
  }

  #take(): string {
    const text = this.#tokens[this.#next++];
    if (text === undefined) throw this.#refusal();
    return text;
  }

  #expect(text: string): void {
    if (this.#take().toLowerCase() !== text) throw this.#refusal();
  }

  #or(): Test {
    const tests = [this.#and()];
    while (this.#peek() === "or") {
      this.#next += 1;
      tests.push(this.#and());
    }
    return (item) => tests.some((test) => test(item));
  }

  #and(): Test {
    const tests = [this.#clause()];
    while (this.#peek() === "and") {
      this.#next += 1;
      tests.push(this.#clause());
    }
    return (item) => tests.every((test) => test(item));
  }

  #clause(): Test {
    const word = this.#peek();
    if (word === "not") {
      this.#refuseUnlessAdvanced(word);
      this.#next += 1;
      const inner = this.#clause();
      return (item) => !inner(item);
    }
    if (word === "(") {
      this.#next += 1;
      const inner = this.#or();
      this.#expect(")");
      return inner;
    }
    const name = this.#take();
    if (this.#peek() === "(") return name.includes("/") ? this.#any(name) : this.#call(word);
    return this.#comparison(name);
  }

  /** `startswith(displayName,'orders')` */
  #call(name: string): Test {
    const test = functions[name];
    if (!test) throw this.#refusal();
    this.#refuseUnlessAdvanced(name);
    this.#expect("(");
    const path = this.#path(this.#take());
    this.#expect(",");
    const wanted = String(literal(this.#take(), this.#context.type)).toLowerCase();
    this.#expect(")");
    return (item) => {
      const value = valueAt(item, path);
      return typeof value === "string" && test(value.toLowerCase(), wanted);
    };
  }

  /** `identifierUris/any(uri:uri eq 'api://orders')`, or without a condition: that there is any. */
  #any(name: string): Test {
    const written = name.replace(/\/any$/i, "");
    if (written === name) throw this.#refusal();
    const path = this.#path(written);
    this.#expect("(");
    const listAt = (item: Item): unknown[] => {
      const list = valueAt(item, path);
      return Array.isArray(list) ? list : [];
    };
    if (this.#peek() === ")") {
      this.#next += 1;
      return (item) => listAt(item).length > 0;
    }
    const variable = this.#take();
    this.#expect(":");
    this.#variables.add(variable);
    const inner = this.#or();
    this.#variables.delete(variable);
    this.#expect(")");
    return (item) => listAt(item).some((each) => inner({ [variable]: each }));
  }

  #comparison(written: string): Test {
    const operator = this.#take().toLowerCase();
    const path = this.#path(written);
    if (operator === "in") return this.#in(path);
    const test = comparisons[operator];
    const text = this.#take();
    if (!test || text === "(") throw this.#refusal();
    this.#refuseUnlessAdvanced(operator);
    const wanted = this.#value(text, path);
    return (item) => test(valueAt(item, path), wanted);
  }

  #value(text: string, path: string): unknown {
    const { type } = this.#context;
    const value = literal(text, type);
    refuseOtherType(text, path, type);
    return value;
  }

  #in(path: string): Test {
    this.#expect("(");
    const wanted = [folded(this.#value(this.#take(), path))];
    while (this.#peek() === ",") {
      this.#next += 1;
      wanted.push(folded(this.#value(this.#take(), path)));
    }
    this.#expect(")");
    return (item) => wanted.includes(folded(valueAt(item, path)));
  }
}

/** The items that a `$filter` selects. What is not understood is refused rather than ignored. */
export function filterItems(items: readonly Item[], filter: string | null, context: FilterContext): Item[] {
  if (filter === null) return [...items];
  const test = new FilterReader(filter, context).read();
  return items.filter((item) => test(item));
}
