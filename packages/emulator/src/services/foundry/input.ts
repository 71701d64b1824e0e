import { openAIError } from "./refusal.ts";
import type { Json, Metadata } from "./wire.ts";

/** A JSON object, or undefined. */
export function mapping(value: unknown): Json | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function wrongType(name: string, wanted: string, value: unknown): Error {
  return openAIError(`Invalid type for '${name}': expected ${wanted}, but got ${kindOf(value)} instead.`, {
    param: name,
    code: "invalid_type",
  });
}

/** A text that must be there and not be empty. */
export function requiredText(body: Json, name: string): string {
  const value = body[name];
  if (value === undefined || value === null || value === "") {
    throw openAIError(`Missing required parameter: '${name}'.`, { param: name, code: "missing_required_parameter" });
  }
  if (typeof value !== "string") throw wrongType(name, "a string", value);
  return value;
}

export function optionalText(body: Json, name: string, longest: number): string | null {
  const value = body[name] ?? null;
  if (value === null) return null;
  if (typeof value !== "string") throw wrongType(name, "a string", value);
  if (value.length <= longest) return value;
  throw openAIError(
    `Invalid '${name}': string too long. Expected a string with maximum length ${longest}, but got a string with length ${value.length} instead.`,
    { param: name, code: "string_above_max_length" },
  );
}

export function optionalNumber(body: Json, name: string): number | null {
  const value = body[name] ?? null;
  if (value === null || typeof value === "number") return value;
  throw wrongType(name, "a number", value);
}

/** A number from zero to the most that the model takes: 2 for `temperature`, 1 for `top_p`. */
export function optionalRatio(body: Json, name: string, most: number): number | null {
  const value = optionalNumber(body, name);
  if (value === null || (value >= 0 && value <= most)) return value;
  const isAbove = value > most;
  throw openAIError(
    `Invalid '${name}': decimal ${isAbove ? "above maximum" : "below minimum"} value. Expected a value ${isAbove ? `<= ${most}` : ">= 0"}, but got ${value} instead.`,
    { param: name, code: isAbove ? "decimal_above_max_value" : "decimal_below_min_value" },
  );
}

export function optionalBoolean(body: Json, name: string): boolean | undefined {
  const value = body[name] ?? undefined;
  if (value === undefined || typeof value === "boolean") return value;
  throw wrongType(name, "a boolean", value);
}

export function optionalList(body: Json, name: string): readonly unknown[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value)) throw wrongType(name, "an array", value);
  return value as unknown[];
}

/** @see https://platform.openai.com/docs/api-reference/assistants/object#assistants/object-metadata */
export function metadataOf(body: Json): Metadata {
  const value = mapping(body["metadata"] ?? {});
  const entries = Object.entries(value ?? {});
  const isFit = entries.every(
    ([key, each]) => key.length <= 64 && typeof each === "string" && each.length <= 512 && entries.length <= 16,
  );
  if (value && isFit) return value as Metadata;
  throw openAIError(
    "Invalid 'metadata': expected at most 16 pairs of strings, keys up to 64 and values up to 512 long.",
    {
      param: "metadata",
    },
  );
}
