/** An attribute as a condition names it, in lower case: `@resource[microsoft.storage/…/containers:name]`. */
export type AttributeName = string;
export type ConditionValue = string | number | boolean;

/** How many of the left and right values must agree. Without a quantifier there is one value on each side. */
export type Quantifier = "ForAnyOfAnyValues" | "ForAllOfAnyValues" | "ForAnyOfAllValues" | "ForAllOfAllValues";

export interface Comparison {
  readonly kind: "comparison";
  readonly attribute: AttributeName;
  readonly quantifier: Quantifier;
  /** `StringEquals`, `GuidEquals`, `NumericLessThan`, … in lower case. */
  readonly operator: string;
  readonly values: readonly ConditionValue[] | AttributeName;
}

/** A role assignment's condition, taken apart. */
export type Condition =
  | { readonly kind: "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "and"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | { readonly kind: "action"; readonly pattern: string }
  | { readonly kind: "subOperation"; readonly pattern: string }
  | { readonly kind: "exists"; readonly attribute: AttributeName }
  | Comparison;

export type ParsedCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly fault: string };
