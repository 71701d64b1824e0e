// docs/reference/configuration.md: every key of tegata.yaml, from the schema that the file is read with.
import { configurationJsonSchema } from "@tegata/setup";
import { cell } from "../cell.ts";
import { doNotEdit, type Page } from "../page.ts";

interface Schema {
  readonly type?: string;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly description?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

function typeOf({ const: only, enum: choices, type = "", anyOf, minItems, maxItems, maxLength }: Schema): string {
  if (only !== undefined) return `\`${only}\``;
  if (choices) return choices.map((choice) => `\`${choice}\``).join(", ");
  if (anyOf) return "one of several forms";
  if (type === "array")
    return `list${minItems ? `, at least ${minItems}` : ""}${maxItems ? `, at most ${maxItems}` : ""}`;
  return `${type}${maxLength ? `, at most ${maxLength} characters` : ""}`;
}

function row(path: string, schema: Schema, required: boolean): string {
  return `| \`${path}\` | ${typeOf(schema)} | ${required ? "yes" : ""} | ${cell(schema.description ?? "")} |`;
}

function rowsWithin(schema: Schema, path: string): string[] {
  const keys = Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [row(at, value, schema.required?.includes(key) === true), ...rowsWithin(value, at)];
  });
  const item = schema.items?.anyOf ? [row(`${path}[]`, schema.items, false)] : [];
  const items = schema.items ? rowsWithin(schema.items, `${path}[]`) : [];
  return [...keys, ...item, ...items, ...(schema.anyOf ?? []).flatMap((choice) => rowsWithin(choice, path))];
}

/** The page of all keys. */
export function configurationPages(): Page[] {
  const text = [
    "# tegata.yaml",
    doNotEdit("packages/setup/src/configuration"),
    "Read strictly: an unknown key is a fault, and all faults are told at once with line and column. `tegata init` writes one; the JSON Schema that editors read is written beside it. Patterns of names and ids are in that schema.",
    `| key | value | required | |\n|---|---|---|---|\n${rowsWithin(configurationJsonSchema(), "").join("\n")}`,
    "`required` holds within the object that the key stands in. A grant has either `role` and `scope`, or `api` and `appRole`; a trust that is not `managedIdentity` has `issuer` and `subject`. `identity` needs `subscriptionId`, `resourceGroup` and `location`.",
  ];
  return [{ path: "docs/reference/configuration.md", text: `${text.join("\n\n")}\n` }];
}
