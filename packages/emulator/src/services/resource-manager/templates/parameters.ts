// The values that a deployment is given for its template's parameters.
import type { Json } from "./evaluate.ts";
import { TemplateFault } from "./expression.ts";

export interface Declared {
  readonly type?: string;
  readonly defaultValue?: unknown;
  readonly allowedValues?: readonly unknown[];
}

const kinds: Readonly<Record<string, { readonly wanted: string; readonly isIt: (value: unknown) => boolean }>> = {
  string: { wanted: "String, Uri", isIt: (value) => typeof value === "string" },
  securestring: { wanted: "String, Uri", isIt: (value) => typeof value === "string" },
  int: { wanted: "Integer", isIt: Number.isInteger },
  bool: { wanted: "Boolean", isIt: (value) => typeof value === "boolean" },
  array: { wanted: "Array", isIt: Array.isArray },
  object: { wanted: "Object", isIt: (value) => typeof value === "object" && !Array.isArray(value) },
  secureobject: { wanted: "Object", isIt: (value) => typeof value === "object" && !Array.isArray(value) },
};

function kindOf(value: unknown): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "Array";
  return (
    { string: "String", number: "Integer", boolean: "Boolean", object: "Object" }[typeof value as string] ?? "Null"
  );
}

function refuseValue(name: string, { type = "", allowedValues }: Declared, value: unknown): void {
  const kind = kinds[type.toLowerCase()];
  if (!kind) throw new TemplateFault(`The template parameter '${name}' has no known type: '${type}'.`);
  if (!kind.isIt(value)) {
    throw new TemplateFault(
      `Template parameter JToken type is not valid. Expected '${kind.wanted}'. Actual '${kindOf(value)}'. Please see https://aka.ms/arm-syntax-parameters for usage details.`,
    );
  }
  if (!allowedValues || allowedValues.some((each) => JSON.stringify(each) === JSON.stringify(value))) return;
  throw new TemplateFault(
    `The provided value for the template parameter '${name}' is not valid. The value '${String(value)}' is not part of the allowed value(s): '${allowedValues.join(",")}'.`,
  );
}

function refuseUndeclared(declared: Readonly<Record<string, Declared>>, given: Json): void {
  const names = new Set(Object.keys(declared).map((name) => name.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !names.has(name.toLowerCase()));
  if (unknown.length === 0) return;
  throw new TemplateFault(
    `The template parameters '${unknown.join(", ")}' in the parameters file are not valid; they are not present in the original template and can therefore not be provided at deployment time. The only supported parameters for this template are '${Object.keys(declared).join(", ")}'. Please see https://aka.ms/arm-pass-parameter-values for usage details.`,
  );
}

/** Every declared parameter with its value: given, or its default. */
export function parameterValues(
  declared: Readonly<Record<string, Declared>>,
  given: Json,
  evaluate: (value: unknown, before: Json) => unknown,
): Json {
  refuseUndeclared(declared, given);
  const values: Json = {};
  for (const [name, declaration] of Object.entries(declared)) {
    const key = Object.keys(given).find((each) => each.toLowerCase() === name.toLowerCase());
    const entry = key === undefined ? undefined : (given[key] as Json | undefined);
    if (entry?.["reference"] !== undefined)
      throw new TemplateFault(`The parameter '${name}' refers to a key vault, of which the emulator has none.`);
    const value = entry && "value" in entry ? entry["value"] : evaluate(declaration.defaultValue, values);
    if (value === undefined) {
      throw new TemplateFault(
        `The value for the template parameter '${name}' is not provided. Please see https://aka.ms/arm-create-parameter-file for usage details.`,
      );
    }
    refuseValue(name, declaration, value);
    values[name] = value;
  }
  return values;
}
