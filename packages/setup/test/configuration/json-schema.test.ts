import { expect, test } from "vitest";
import { keyDescriptions } from "../../src/configuration/descriptions.ts";
import { configurationJsonSchema } from "../../src/index.ts";

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Path of every key, `[]` for an item that is one of several forms, and what the schema says about it. */
function keysOf(schema: Schema, path = ""): [path: string, description: string | undefined][] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, value]): [string, string | undefined][] => {
    const at = path === "" ? key : `${path}.${key}`;
    return [[at, value.description], ...keysOf(value, at)];
  });
  const item: [string, string | undefined][] = schema.items?.anyOf ? [[`${path}[]`, schema.items.description]] : [];
  const items = schema.items ? keysOf(schema.items, `${path}[]`) : [];
  return [...own, ...item, ...items, ...(schema.anyOf ?? []).flatMap((choice) => keysOf(choice, path))];
}

test("every key of the schema is described, and nothing else is", () => {
  expect(Object.fromEntries(keysOf(configurationJsonSchema()))).toEqual(keyDescriptions);
});
