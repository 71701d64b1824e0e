import { coversAction } from "./action.ts";
import type { AttributeName, Comparison, Condition, ConditionValue } from "./condition.ts";

/** What a condition is judged by: the operation, and the attributes that the service knows of it. */
export interface ConditionFacts {
  /** `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read` */
  readonly operation: string;
  /** `Blob.List`, `Blob.Read.WithTagConditions`: a part of an operation. */
  readonly subOperation?: string;
  /** Names as conditions write them, in any case: `@Resource[…:name]`. */
  readonly attributes: Readonly<Record<AttributeName, ConditionValue | readonly ConditionValue[]>>;
}

type Compare = (left: ConditionValue, right: ConditionValue) => boolean;

function like(left: ConditionValue, right: ConditionValue): boolean {
  const pattern = String(right).replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(String(left));
}

const texts: Readonly<Record<string, Compare>> = {
  equals: (left, right) => String(left) === String(right),
  startswith: (left, right) => String(left).startsWith(String(right)),
  like,
};
const orders: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  equals: (left, right) => left === right,
  lessthan: (left, right) => left < right,
  lessthanequals: (left, right) => left <= right,
  lessthanorequals: (left, right) => left <= right,
  greaterthan: (left, right) => left > right,
  greaterthanequals: (left, right) => left >= right,
  greaterthanorequals: (left, right) => left >= right,
};

/** The comparison of two values that an operator means, without its `Not`. */
function compareOf(operator: string): Compare {
  const ignoresCase = operator.endsWith("ignorecase") || /^(guid|bool)/.test(operator);
  const bare = operator.replace(/ignorecase$/, "");
  const numeric = /^(numeric|datetime)(?:not)?(.*)$/.exec(bare);
  if (numeric) {
    const order = orders[numeric[2] ?? ""] ?? (() => false);
    const number = (value: ConditionValue): number =>
      numeric[1] === "datetime" ? Date.parse(String(value)) : Number(value);
    return (left, right) => order(number(left), number(right));
  }
  const compare = texts[bare.replace(/^(string|guid|bool)(not)?/, "")] ?? (() => false);
  const fold = (value: ConditionValue): string => (ignoresCase ? String(value).toLowerCase() : String(value));
  return (left, right) => compare(fold(left), fold(right));
}

function judgeComparison(comparison: Comparison, values: (name: AttributeName) => readonly ConditionValue[]): boolean {
  const { attribute, operator, quantifier } = comparison;
  const left = values(attribute);
  const right = typeof comparison.values === "string" ? values(comparison.values) : comparison.values;
  // An attribute that the request does not have makes its comparison false, whatever the operator.
  if (left.length === 0 || right.length === 0) return false;
  const isNegated = /^(string|guid|bool|numeric|datetime)not/.test(operator);
  const compare = compareOf(operator);
  const agrees: Compare = (one, other) => compare(one, other) !== isNegated;
  const [ofLeft, ofRight] = quantifier.match(/(Any|All)/g) ?? [];
  const rightAgrees = (one: ConditionValue): boolean =>
    ofRight === "Any" ? right.some((other) => agrees(one, other)) : right.every((other) => agrees(one, other));
  return ofLeft === "Any" ? left.some(rightAgrees) : left.every(rightAgrees);
}

/**
 * Whether a condition holds for an operation.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format
 */
export function conditionHolds(condition: Condition, facts: ConditionFacts): boolean {
  const known = new Map(
    Object.entries(facts.attributes).map(([name, value]): [string, readonly ConditionValue[]] => [
      name.toLowerCase(),
      Array.isArray(value) ? (value as readonly ConditionValue[]) : [value as ConditionValue],
    ]),
  );
  const values = (name: AttributeName): readonly ConditionValue[] => known.get(name) ?? [];
  const holds = (part: Condition): boolean => {
    if (part.kind === "comparison") return judgeComparison(part, values);
    if (part.kind === "or") return part.parts.some(holds);
    if (part.kind === "and") return part.parts.every(holds);
    if (part.kind === "not") return !holds(part.part);
    if (part.kind === "action") return coversAction(part.pattern, facts.operation);
    if (part.kind === "subOperation") {
      return part.pattern.toLowerCase() === (facts.subOperation ?? "").toLowerCase();
    }
    return values(part.attribute).length > 0;
  };
  return holds(condition);
}
