import type { Check } from "../../check.ts";
import { pass } from "../../check.ts";
import { recorded } from "../../provenance.ts";
import { claimOf, isFromEntra } from "../assertion.ts";
import type { ExchangeFacts } from "../exchange-facts.ts";

const experiments = "https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity";

/** Whether tokens of that issuer may be used in the directory of the application. */
export const issuerChecks: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.issuer-directory",
    requires: "an assertion of Microsoft Entra comes from the directory in which the application is registered",
    failsWith: 700236,
    provenance: recorded(experiments),
    run: (facts) => {
      if (!isFromEntra(facts)) return pass("an outside issuer");
      const { homeTenantId } = facts.application;
      return facts.issuerTenantId === homeTenantId
        ? pass(claimOf(facts, "iss"))
        : {
            ok: false,
            wanted: `a token of directory ${homeTenantId}, where application ${facts.application.appId} is registered`,
            saw: `a token of directory ${facts.issuerTenantId}`,
            values: { issuer: claimOf(facts, "iss") },
          };
    },
  },
];
