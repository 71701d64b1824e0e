import type { Check } from "../../check.ts";
import { pass } from "../../check.ts";
import { inferred } from "../../provenance.ts";
import { stringClaim } from "../../token/claims.ts";
import { assertionOf, claimOf } from "../assertion.ts";
import type { ExchangeFacts } from "../exchange-facts.ts";

const pipelines = "https://learn.microsoft.com/azure/devops/pipelines/release/troubleshoot-workload-identity";

/** Whether the application's directory lets assertions of this issuer in at all. */
export const policyChecks: readonly Check<ExchangeFacts>[] = [
  {
    id: "policy.federation",
    requires: "the application's directory allows workload identity federation",
    failsWith: 700223,
    provenance: inferred(`${pipelines} has both codes (700238 for a blocked one); when it is asked is our guess`),
    run: ({ policy }) => {
      if (policy?.federation === undefined) return pass();
      const code = policy.federation === "blocked" ? 700238 : 700223;
      return { ok: false, wanted: "federation allowed", saw: policy.federation, code };
    },
  },
  {
    id: "policy.required-claim",
    requires: "a token of an issuer that the directory binds to one customer carries that customer's claim",
    failsWith: 7002381,
    provenance: inferred("third parties quote code and text; when it is asked is our guess"),
    run: (facts) => {
      const issuer = claimOf(facts, "iss");
      const token = assertionOf(facts);
      const unmet = facts.policy?.requiredClaims?.find(
        (rule) => rule.issuer === issuer && stringClaim(token, rule.claim) !== rule.value,
      );
      if (!unmet) return pass();
      const saw = stringClaim(token, unmet.claim) ?? "";
      const values = { issuer, claim: unmet.claim, wanted: unmet.value, saw };
      return { ok: false, wanted: `${unmet.claim} ${unmet.value}`, saw: saw || "nothing", values };
    },
  },
];
