import { z } from "zod";
import { keyDescriptions } from "./descriptions.ts";
import { configurationSchema } from "./schema.ts";

/** The parts of JSON Schema that the configuration's schema is made of. */
interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** A key's schema, told what the key means. */
function described(schema: Schema, path: string): Schema {
  const description = keyDescriptions[path];
  return { ...(description === undefined ? {} : { description }), ...describedWithin(schema, path) };
}

/** The schema with every key in it described. */
function describedWithin(schema: Schema, path: string): Schema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, value]) => [
    key,
    described(value, path === "" ? key : `${path}.${key}`),
  ]);
  return {
    ...schema,
    ...(schema.properties && { properties: Object.fromEntries(properties) }),
    ...(schema.items && { items: described(schema.items, `${path}[]`) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((choice) => describedWithin(choice, path)) }),
  };
}

/** The JSON Schema of tegata.yaml (draft 2020-12), for editors. Rules between two places of a file are not in it. */
export function configurationJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configurationSchema, { io: "input", target: "draft-2020-12" }) as Schema;
  return {
    title: "tegata.yaml",
    description: "Secret-free access of an application in one Microsoft Entra directory to resources in others.",
    ...describedWithin(schema, ""),
  };
}
