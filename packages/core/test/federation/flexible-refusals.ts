import { credential } from "../exchange.ts";
import type { Refusal } from "./refusal.ts";

const github = "https://token.actions.githubusercontent.com";

function flexible(title: string, code: number, value: string, issuer = github): Refusal {
  const expression = { ...credential, issuer, subject: "", claimsMatchingExpression: { value, languageVersion: 1 } };
  return {
    title,
    check: code === 7002131 ? "credential.subject" : "credential.expression",
    code,
    change: {
      claims: { iss: issuer, sub: "repo:contoso/orders:ref:refs/heads/main", aud: "api://AzureADTokenExchange" },
      credentials: [expression],
      facts: { issuerTenantId: undefined },
    },
  };
}

/** Refusals by expressions of flexible credentials. */
export const expressions: readonly Refusal[] = [
  flexible("an expression that does not hold", 7002131, "claims['sub'] matches 'repo:contoso/*:ref:refs/tags/*'"),
  flexible("an expression in double quotes", 700233, 'claims["sub"] eq "x"'),
  flexible("an expression with or", 700233, "claims['sub'] eq 'a' or claims['sub'] eq 'b'"),
  flexible("an empty expression", 700233, " "),
  flexible("another operator", 700235, "claims['sub'] startsWith 'repo:'"),
  flexible("a claim that may not be looked up", 700235, "claims['actor'] eq 'mona'"),
  flexible(
    "an issuer that may have no expressions",
    7002241,
    "claims['sub'] matches '*'",
    "https://oidc.example/cluster-1",
  ),
];
