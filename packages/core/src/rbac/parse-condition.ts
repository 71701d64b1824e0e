import { ConditionReader } from "./condition-reader.ts";
import type { ParsedCondition } from "./condition.ts";

/**
 * Reads the condition of a role assignment (version 2.0 of the language), or says what is wrong with it and where.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 *
 * @example
 * ```ts
 * import { parseCondition } from "@tegata/core";
 *
 * const parsed = parseCondition("@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'logs'");
 * console.log(parsed.ok); // true
 * ```
 */
export function parseCondition(text: string): ParsedCondition {
  return new ConditionReader(text).read();
}
