import { badRequest } from "./answer.ts";

type Item = Readonly<Record<string, unknown>>;
type Test = (item: Item) => boolean;

const text = "'((?:[^']|'')*)'";
const forms: readonly { readonly pattern: RegExp; readonly test: (name: string, value: string) => Test }[] = [
  {
    pattern: new RegExp(`^(\\w+) eq ${text}$`, "i"),
    test: (name, value) => (item) => same(item[name], value),
  },
  {
    pattern: new RegExp(`^startswith\\((\\w+), ?${text}\\)$`, "i"),
    test: (name, value) => (item) => {
      const text = item[name];
      return typeof text === "string" && text.toLowerCase().startsWith(value.toLowerCase());
    },
  },
  {
    pattern: new RegExp(`^(\\w+)/any\\(\\w+: ?\\w+ eq ${text}\\)$`, "i"),
    test: (name, value) => (item) => {
      const values = item[name];
      return Array.isArray(values) && values.some((each) => same(each, value));
    },
  },
];

function same(value: unknown, wanted: string): boolean {
  return typeof value === "string" && value.toLowerCase() === wanted.toLowerCase();
}

function parse(clause: string): Test {
  for (const { pattern, test } of forms) {
    const match = pattern.exec(clause);
    if (match) return test(match[1] as string, (match[2] as string).replaceAll("''", "'"));
  }
  throw badRequest(`Unsupported or invalid query filter clause: '${clause}'.`, { code: "Request_UnsupportedQuery" });
}

/**
 * The items that a `$filter` selects. Equality, `startswith` and `any` over a list, joined by `and`: what the tools
 * send. Anything else is refused rather than ignored.
 */
export function filterItems<T extends Item>(items: readonly T[], filter: string | null): T[] {
  if (filter === null) return [...items];
  const tests = filter
    .trim()
    .split(/ and /i)
    .map((clause) => parse(clause.trim()));
  return items.filter((item) => tests.every((test) => test(item)));
}
