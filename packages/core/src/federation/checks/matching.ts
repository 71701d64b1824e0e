import type { Check, Finding } from "../../check.ts";
import { pass } from "../../check.ts";
import { tokenExchangeAudience } from "../../cloud.ts";
import { inferred, recorded } from "../../provenance.ts";
import { isAudienceOf } from "../../token/audience.ts";
import { assertionOf, audienceOf, identityOf, isFromEntra } from "../assertion.ts";
import { compareCredential, findMatchingCredential } from "../credential.ts";
import type { ExchangeFacts } from "../exchange-facts.ts";

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
    id: "credential.subject",
    requires: "a credential of that issuer has a subject equal to the assertion's sub to the letter",
    failsWith: 700213,
    provenance: recorded("https://github.com/Azure/login/issues/461"),
    run: (facts) => {
      const { issuer, subject } = identityOf(facts);
      const subjects = facts.application.federatedCredentials
        .filter((credential) => credential.issuer === issuer)
        .map((credential) => credential.subject);
      if (subjects.includes(subject) && isTrimmed(subject)) return pass(subject);
      const onlyCase = subjects.some((known) => known !== subject && known.toLowerCase() === subject.toLowerCase());
      return noMatch("subject", subjects, subject, onlyCase ? 7002138 : undefined);
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
      const { issuer, subject } = identityOf(facts);
      const wanted = tokenExchangeAudience(facts.cloud);
      const audiences = facts.application.federatedCredentials
        .filter((credential) => credential.issuer === issuer && credential.subject === subject)
        .map((credential) => credential.audiences[0] ?? "");
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
      const wanted = identityOf(facts);
      const match = findMatchingCredential(facts.application.federatedCredentials, wanted);
      if (match) return pass(match.name);
      const audiences = facts.application.federatedCredentials
        .filter((credential) =>
          compareCredential(credential, wanted)
            .slice(0, 2)
            .every((part) => part.outcome === "equal"),
        )
        .map((credential) => credential.audiences[0] ?? "");
      return noMatch("audience", audiences, audienceOf(assertionOf(facts)));
    },
  },
];
