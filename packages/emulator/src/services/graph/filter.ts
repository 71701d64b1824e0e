import type { Item } from "./call.ts";
import { badRequest } from "./refusal.ts";

type Test = (item: Item) => boolean;

function valueAt(item: Item, path: string): unknown {
  return path.split("/").reduce<unknown>((value, name) => (value as Item | null | undefined)?.[name], item);
}

function literal(text: string): unknown {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (/^(true|false|null)$/i.test(text)) return JSON.parse(text.toLowerCase()) as unknown;
  return /^-?\d+$/.test(text) ? Number(text) : text;
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
  #next = 0;

  constructor(text: string) {
    this.#text = text;
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
    this.#expect("(");
    const path = this.#take();
    this.#expect(",");
    const wanted = String(literal(this.#take())).toLowerCase();
    this.#expect(")");
    return (item) => {
      const value = valueAt(item, path);
      return typeof value === "string" && test(value.toLowerCase(), wanted);
    };
  }

  /** `identifierUris/any(uri:uri eq 'api://orders')`, or without a condition: that there is any. */
  #any(name: string): Test {
    const path = name.replace(/\/any$/i, "");
    if (path === name) throw this.#refusal();
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
    const inner = this.#or();
    this.#expect(")");
    return (item) => listAt(item).some((each) => inner({ [variable]: each }));
  }

  #comparison(path: string): Test {
    const operator = this.#take().toLowerCase();
    if (operator === "in") return this.#in(path);
    const test = comparisons[operator];
    const text = this.#take();
    if (!test || text === "(") throw this.#refusal();
    const wanted = literal(text);
    return (item) => test(valueAt(item, path), wanted);
  }

  #in(path: string): Test {
    this.#expect("(");
    const wanted = [folded(literal(this.#take()))];
    while (this.#peek() === ",") {
      this.#next += 1;
      wanted.push(folded(literal(this.#take())));
    }
    this.#expect(")");
    return (item) => wanted.includes(folded(valueAt(item, path)));
  }
}

/** The items that a `$filter` selects. What is not understood is refused rather than ignored. */
export function filterItems(items: readonly Item[], filter: string | null): Item[] {
  if (filter === null) return [...items];
  const test = new FilterReader(filter).read();
  return items.filter((item) => test(item));
}
