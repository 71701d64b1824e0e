import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assertionChecks, evaluateExpression, judge, type ExpressionOutcome } from "@tegata/core";
import { credential, exchange } from "../exchange.ts";

const github = "https://token.actions.githubusercontent.com";
const claims = {
  iss: github,
  sub: "repo:contoso/orders:ref:refs/heads/main",
  job_workflow_ref: "contoso/shared/.github/workflows/deploy.yml@refs/heads/main",
};
const evaluate = (text: string, changed: object = {}): ExpressionOutcome =>
  evaluateExpression(text, { header: {}, claims: { ...claims, ...changed } });

describe("a flexible credential's expression", () => {
  const outcomes: readonly (readonly [string, ExpressionOutcome])[] = [
    ["claims['sub'] eq 'repo:contoso/orders:ref:refs/heads/main'", "true"],
    ["claims['sub'] eq 'repo:contoso/orders:ref:refs/heads/*'", "false"],
    ["claims['sub'] matches 'repo:contoso/orders:ref:refs/heads/*'", "true"],
    ["claims['sub'] matches 'repo:contoso/*:ref:refs/heads/ma?n'", "true"],
    ["claims['sub'] matches 'repo:contoso/*'", "true"],
    ["claims['sub'] matches '*'", "true"],
    ["claims['sub'] matches 'repo:contoso/orders'", "false"],
    ["claims['sub'] matches 'REPO:*'", "false"],
    ["claims['sub'] matches ''", "false"],
    ["claims['sub'] matches 'repo:*' and claims['job_workflow_ref'] matches 'contoso/shared/*'", "true"],
    ["claims['sub'] matches 'repo:*' and claims['job_workflow_ref'] eq 'x'", "false"],
    ["claims['sub'] matches 'repo:*' and", "does not parse"],
    ["claims['sub']  matches 'x'", "does not parse"],
    ["claims['sub'] matches x", "does not parse"],
    ["", "does not parse"],
    ["claims['sub'] like 'x'", "claim or operator not supported"],
    ["claims['repository'] eq 'x'", "claim or operator not supported"],
  ];
  test.each(outcomes)("%s: %s", (text, outcome) => expect(evaluate(text)).toBe(outcome));

  test.each(["https://gitlab.com", "https://app.terraform.io", `${github}/contoso`])("is known for %s", (iss) => {
    expect(evaluate("claims['sub'] matches '*'", { iss })).toBe("true");
  });

  test.each([`${github}.example`, "https://gitlab.com.example", "http://gitlab.com", "https://gitlab.example"])(
    "is not known for %s",
    (iss) => expect(evaluate("claims['sub'] matches '*'", { iss })).toBe("issuer not supported"),
  );

  test("takes the place of the subject in a credential", () => {
    const value = "claims['sub'] matches 'repo:contoso/*'";
    const flexible = {
      ...credential,
      issuer: github,
      subject: "",
      claimsMatchingExpression: { value, languageVersion: 1 },
    };
    const facts = exchange({
      claims: { ...claims, aud: "api://AzureADTokenExchange" },
      credentials: [flexible],
      facts: { issuerTenantId: undefined },
    });
    expect(judge(assertionChecks, facts).refusal).toBeUndefined();
  });

  test("a pattern means what a regular expression of the same wild cards means", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 12 });
    const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
    fc.assert(
      fc.property(letters, texts, (pattern, sub) => {
        const wanted = new RegExp(`^${pattern.replaceAll("*", "[ab]*").replaceAll("?", "[ab]")}$`).test(sub);
        expect(evaluate(`claims['sub'] matches '${pattern}'`, { sub })).toBe(wanted ? "true" : "false");
      }),
    );
  });

  test("no expression and no claim makes it throw, or take long", () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (text, sub) => {
        expect(["true", "false", "does not parse", "claim or operator not supported"]).toContain(
          evaluate(text, { sub }),
        );
      }),
    );
    expect(evaluate(`claims['sub'] matches '${"*a".repeat(300)}'`, { sub: "a".repeat(600) })).toBe("true");
    expect(evaluate(`claims['sub'] matches '${"*".repeat(600)}b'`, { sub: "a".repeat(600) })).toBe("does not parse");
  });
});
