import type { Check, Finding } from "../../check.ts";
import { pass } from "../../check.ts";
import { clouds, tokenExchangeAudience } from "../../cloud.ts";
import { documented, inferred, recorded } from "../../provenance.ts";
import { isAudienceOf } from "../../token/audience.ts";
import { assertionOf, audienceOf, claimOf, identityOf, isFromEntra } from "../assertion.ts";
import type { FederatedCredential } from "../credential.ts";
import type { ExchangeFacts } from "../exchange-facts.ts";
import type { ExpressionOutcome } from "../expression.ts";
import { evaluateExpression } from "../expression.ts";

const experiments = "https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity";

function noMatch(part: string, wanted: readonly string[], saw: string, code?: number): Finding {
  return {
    ok: false,
    wanted: wanted.join(" or "),
    saw,
    values: { [part]: saw },
    ...(code === undefined ? {} : { code }),
  };
}

/**
 * White space around a token's issuer or subject blocks the match, even where the credential has it too:
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
function isTrimmed(value: string): boolean {
  return value === value.trim();
}

/** The credentials of the assertion's issuer. */
function candidates(facts: ExchangeFacts): readonly FederatedCredential[] {
  const { issuer } = identityOf(facts);
  return facts.application.federatedCredentials.filter((credential) => credential.issuer === issuer);
}

/** Whether a credential of the assertion's issuer takes its subject, to the letter or by its expression. */
function takesSubject(facts: ExchangeFacts, { subject, claimsMatchingExpression }: FederatedCredential): boolean {
  return claimsMatchingExpression
    ? evaluateExpression(claimsMatchingExpression.value, assertionOf(facts)) === "true"
    : subject === identityOf(facts).subject;
}

function fittingCredential(facts: ExchangeFacts): FederatedCredential | undefined {
  const { audience } = identityOf(facts);
  return candidates(facts).find(
    (credential) => takesSubject(facts, credential) && credential.audiences[0] === audience,
  );
}

function audiencesThatFit(facts: ExchangeFacts): string[] {
  const fitting = candidates(facts).filter((credential) => takesSubject(facts, credential));
  return fitting.map((credential) => credential.audiences[0] ?? "");
}

function expressionsOf(facts: ExchangeFacts): string[] {
  return candidates(facts).flatMap(({ claimsMatchingExpression }) => claimsMatchingExpression?.value ?? []);
}

function faultOf(facts: ExchangeFacts, expression: string): number | undefined {
  return expressionFaults[evaluateExpression(expression, assertionOf(facts))];
}

const flexible =
  "https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials";
const expressionFaults: Readonly<Partial<Record<ExpressionOutcome, number>>> = {
  "does not parse": 700233,
  "claim or operator not supported": 700235,
  "issuer not supported": 7002241,
};

/** Whether a federated identity credential of the application names the assertion: issuer, subject, audience, to the letter. */
export const matchingChecks: readonly Check<ExchangeFacts>[] = [
  {
    id: "credential.exists",
    requires: "the application has a federated identity credential",
    failsWith: 70025,
    provenance: inferred("the wording was seen often in issue threads, the raw answer was not"),
    run: ({ application }) =>
      application.federatedCredentials.length > 0
        ? pass(`${application.federatedCredentials.length} of at most 20`)
        : { ok: false, wanted: "at least one credential", saw: "none", values: { name: application.displayName } },
  },
  {
    id: "credential.replicated",
    requires: "where no credential fits, what was last written to the application's has reached the token service",
    failsWith: 70021,
    provenance: documented(
      "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations#errors",
    ),
    run: (facts) =>
      facts.credentialsReplicated === false && !fittingCredential(facts)
        ? {
            ok: false,
            wanted: "the credentials as they were written",
            saw: "an older copy",
            values: { ...identityOf(facts), audience: audienceOf(assertionOf(facts)) },
          }
        : pass(),
  },
  {
    id: "credential.issuer",
    requires: "a credential's issuer equals the assertion's iss to the letter",
    failsWith: 700211,
    provenance: recorded(experiments),
    run: (facts) => {
      const { issuer } = identityOf(facts);
      const issuers = facts.application.federatedCredentials.map((credential) => credential.issuer);
      return issuers.includes(issuer) && isTrimmed(issuer) ? pass(issuer) : noMatch("issuer", issuers, issuer);
    },
  },
  {
    id: "credential.expression",
    requires: "an expression of a credential of that issuer can be evaluated",
    failsWith: 700233,
    provenance: inferred(`${flexible} documents the language; which of the codes goes with which fault is our reading`),
    run: (facts) => {
      if (candidates(facts).some((credential) => takesSubject(facts, credential))) return pass();
      const expression = expressionsOf(facts).find((each) => faultOf(facts, each) !== undefined);
      if (expression === undefined) return pass();
      const code = faultOf(facts, expression) ?? 700233;
      const values = { issuer: claimOf(facts, "iss"), expression };
      return { ok: false, wanted: "claims['sub'] matches '…'", saw: expression, values, code };
    },
  },
  {
    id: "credential.subject",
    requires:
      "a credential of that issuer has a subject equal to the assertion's sub to the letter, or an expression that holds",
    failsWith: 700213,
    provenance: recorded("https://github.com/Azure/login/issues/461"),
    run: (facts) => {
      const { subject } = identityOf(facts);
      const known = candidates(facts);
      if (isTrimmed(subject) && known.some((credential) => takesSubject(facts, credential))) return pass(subject);
      const wanted = known.map((credential) => credential.claimsMatchingExpression?.value ?? credential.subject);
      if (expressionsOf(facts).length > 0) return noMatch("subject", wanted, subject, 7002131);
      const onlyCase = wanted.some((each) => each !== subject && each.toLowerCase() === subject.toLowerCase());
      return noMatch("subject", wanted, subject, onlyCase ? 7002138 : undefined);
    },
  },
  {
    id: "credential.audience-allowed",
    requires: "a credential for tokens of Microsoft Entra names the exchange audience by its URI, not by its GUID",
    failsWith: 700214,
    provenance: inferred(
      "seen in third-party text only; consistent with the documented rule that the audience must be the exchange URI",
    ),
    run: (facts) => {
      if (!isFromEntra(facts)) return pass("an outside issuer");
      const wanted = tokenExchangeAudience(facts.cloud);
      const audiences = audiencesThatFit(facts);
      return audiences.some((audience) => !isAudienceOf({ ...facts.cloud.apis.tokenExchange, uris: [] }, audience))
        ? pass(audiences.join(", "))
        : { ok: false, wanted, saw: audiences.join(", "), values: { audience: audiences[0] ?? "" } };
    },
  },
  {
    id: "credential.audience",
    requires: "that credential's audience equals the assertion's aud to the letter",
    failsWith: 7002121,
    provenance: recorded(experiments),
    run: (facts) => {
      const match = fittingCredential(facts);
      return match ? pass(match.name) : noMatch("audience", audiencesThatFit(facts), audienceOf(assertionOf(facts)));
    },
  },
  {
    id: "credential.cloud",
    requires: "an assertion for a token exchange is for the exchange of this cloud, not of another",
    failsWith: 7002206,
    provenance: inferred(
      "a client library's guide names the code; that it is asked behind the match is a guess: before it, 7002121 would hide it",
    ),
    run: (facts) => {
      const audience = audienceOf(assertionOf(facts));
      const others = Object.values(clouds).filter(({ name }) => name !== facts.cloud.name);
      return others.some((cloud) => tokenExchangeAudience(cloud) === audience)
        ? { ok: false, wanted: tokenExchangeAudience(facts.cloud), saw: audience }
        : pass();
    },
  },
];
