import type { DecodedToken } from "../token/decode.ts";
import { stringClaim } from "../token/claims.ts";

/** One comparison of a flexible credential: a claim, an operator, a text in which `*` and `?` are wild. */
interface Comparison {
  readonly claim: string;
  readonly operator: "eq" | "matches";
  readonly comparand: string;
}

/**
 * Which claims an issuer's expressions may look up; other issuers may have none.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials
 */
const lookups: readonly { readonly issuer: RegExp; readonly claims: readonly string[] }[] = [
  { issuer: /^https:\/\/token\.actions\.githubusercontent\.com(\/|$)/, claims: ["sub", "job_workflow_ref"] },
  { issuer: /^https:\/\/gitlab\.com$/, claims: ["sub"] },
  { issuer: /^https:\/\/app\.terraform\.io$/, claims: ["sub"] },
];

const comparison = /^claims\['([^']{1,100})'\] (\S+) '([^']{0,600})'$/;

/** What became of an expression: whether it holds, or why it cannot be asked. */
export type ExpressionOutcome =
  | "true"
  | "false"
  | "does not parse"
  | "claim or operator not supported"
  | "issuer not supported";

function parse(text: string): readonly Comparison[] | "does not parse" | "claim or operator not supported" {
  const parts = text.length > 3000 ? [] : text.split(" and ").map((part) => comparison.exec(part));
  if (parts.length === 0 || parts.includes(null)) return "does not parse";
  const comparisons: Comparison[] = [];
  for (const part of parts) {
    const [, claim = "", operator = "", comparand = ""] = part ?? [];
    if (operator !== "eq" && operator !== "matches") return "claim or operator not supported";
    comparisons.push({ claim, operator, comparand });
  }
  return comparisons;
}

/** Matches without a regular expression, so that no pattern takes more than pattern times text steps. */
function isWildMatch(pattern: string, text: string): boolean {
  let reachable = new Set([0]);
  for (const character of pattern) {
    const next = new Set<number>();
    if (character === "*") for (let end = Math.min(...reachable); end <= text.length; end++) next.add(end);
    else for (const at of reachable) if (at < text.length && [text[at], "?"].includes(character)) next.add(at + 1);
    reachable = next;
  }
  return reachable.has(text.length);
}

function holds({ claim, operator, comparand }: Comparison, token: DecodedToken): boolean {
  const value = stringClaim(token, claim);
  if (value === undefined || value.length > 600) return false;
  return operator === "eq" ? value === comparand : isWildMatch(comparand, value);
}

/** Evaluates a flexible credential's expression against a token. */
export function evaluateExpression(text: string, token: DecodedToken): ExpressionOutcome {
  const known = lookups.find(({ issuer }) => issuer.test(stringClaim(token, "iss") ?? ""));
  if (!known) return "issuer not supported";
  const parsed = parse(text);
  if (typeof parsed === "string") return parsed;
  if (parsed.some(({ claim }) => !known.claims.includes(claim))) return "claim or operator not supported";
  return parsed.every((each) => holds(each, token)) ? "true" : "false";
}
