// The published JSON Schema against the strict parser: what an editor accepts and what the program accepts may differ only
// in the rules between two places of a file, which no schema can say.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument, stringify } from "yaml";
import { z } from "zod";
import { configurationJsonSchema, parseConfiguration, SetupError } from "../../src/index.ts";
import { orders } from "../fakes/setup.ts";

// Read back from its published form, not from the source that it was made of.
const published = z.fromJSONSchema(JSON.parse(JSON.stringify(configurationJsonSchema())) as never);
const valid = parseDocument(orders).toJS() as Record<string, unknown>;

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, item]) =>
      pathsOf(item, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** The configuration with something else at a place; `undefined` takes the place away. */
function withAt(value: unknown, [first, ...rest]: Path, other: unknown): unknown {
  if (first === undefined) return other;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown, index) => (index === first ? withAt(item, rest, other) : item));
    return items.filter((item) => item !== undefined);
  }
  const entries = Object.entries(value as object).map(([key, item]: [string, unknown]) => [
    key,
    key === first ? withAt(item, rest, other) : item,
  ]);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function verdictOf(value: unknown): { readonly parser: boolean; readonly faults: readonly string[] } {
  try {
    parseConfiguration(stringify(value));
    return { parser: true, faults: [] };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    const { faults } = error.details as { faults: { message: string }[] };
    return { parser: false, faults: faults.map(({ message }) => message) };
  }
}

/** Rules between two places of a file, or inside of a scope. */
const beyondSchema =
  /is the same|one of them is wrong|one of the two is wrong|which belongs to another directory|is missing(, though|; identity needs it)|put its grants there|is also the name of|is not the right one|has the resource type|nothing is trusted across clouds|is the id of a directory|must be a Resource Manager id/;

const others = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(
    "",
    " x",
    "managedIdentity",
    "public",
    "appService",
    "https://oidc.example/x",
    "11111111-2222-4333-8444-555555555555",
  ),
  fc.string({ maxLength: 12 }),
  fc.constant([]),
  fc.constant({}),
  fc.constant({ kind: "virtualMachine", name: "vm" }),
  fc.constant({ unknown: 1 }),
);

test("the schema accepts what stands in the README's and the tests' configuration", () => {
  expect(published.safeParse(valid).success).toBe(true);
});

test("law: wherever a valid file is changed, schema and parser agree, but for rules between two places", () => {
  fc.assert(
    fc.property(fc.constantFrom(...pathsOf(valid).slice(1)), others, (path, other) => {
      const changed = withAt(valid, path, other);
      const { parser, faults } = verdictOf(changed);
      const schema = published.safeParse(changed).success;
      const agree = parser === schema || (schema && faults.every((fault) => beyondSchema.test(fault)));
      expect({ path: path.join("."), other, parser, schema, faults, agree }).toMatchObject({ agree: true });
    }),
    { numRuns: 1_000 },
  );
});
