import type { Check } from "../../check.ts";
import { pass } from "../../check.ts";
import { tokenExchangeAudience } from "../../cloud.ts";
import { inferred, recorded } from "../../provenance.ts";
import { isAudienceOf } from "../../token/audience.ts";
import { assertionOf, audienceOf, isFromEntra } from "../assertion.ts";
import { kindOfEntraToken } from "../entra-token.ts";
import type { ExchangeFacts } from "../exchange-facts.ts";

const managedIdentityTrust =
  "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity";
const experiments = "https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity";

/** Whether a token of Microsoft Entra is of the one kind that may be exchanged: a user-assigned identity's, for the exchange audience. */
export const kindChecks: readonly Check<ExchangeFacts>[] = [
  {
    id: "assertion.app-only",
    requires: "a token of Microsoft Entra was issued to an application or identity, not to a user",
    failsWith: 700229,
    provenance: recorded("https://github.com/MicrosoftDocs/azure-docs/issues/109083"),
    run: (facts) =>
      isFromEntra(facts) && kindOfEntraToken(assertionOf(facts)) === "user"
        ? { ok: false, wanted: "an app-only token", saw: "a user's token" }
        : pass(),
  },
  {
    id: "assertion.managed-identity",
    requires: "a token of Microsoft Entra was issued to a managed identity",
    failsWith: 700226,
    provenance: recorded(experiments),
    run: (facts) =>
      isFromEntra(facts) && kindOfEntraToken(assertionOf(facts)) === "application"
        ? { ok: false, wanted: "a managed identity's token", saw: "an application's token" }
        : pass(),
  },
  {
    id: "assertion.not-chained",
    requires: "the token was not itself obtained through a federated identity credential",
    failsWith: 700231,
    provenance: recorded("https://github.com/Azure/azure-workload-identity/issues/1363"),
    run: (facts) =>
      isFromEntra(facts) && facts.obtainedThroughFederation
        ? {
            ok: false,
            wanted: "a token that the host's platform issued",
            saw: "a token that was exchanged for another",
          }
        : pass(),
  },
  {
    id: "assertion.user-assigned",
    requires: "the managed identity is a user-assigned one",
    failsWith: 700222,
    provenance: inferred(
      `${managedIdentityTrust} excludes system-assigned identities; which code refuses them is not documented, so the general one for Entra-issued assertions is used`,
    ),
    run: (facts) =>
      isFromEntra(facts) && kindOfEntraToken(assertionOf(facts)) === "system-assigned identity"
        ? { ok: false, wanted: "a user-assigned identity", saw: "a system-assigned identity" }
        : pass(),
  },
  {
    id: "assertion.exchange-audience",
    requires: "a token of Microsoft Entra was issued for the token exchange audience of this cloud",
    failsWith: 700227,
    provenance: recorded(experiments),
    run: (facts) => {
      if (!isFromEntra(facts)) return pass("an outside issuer");
      const audience = audienceOf(assertionOf(facts));
      return isAudienceOf(facts.cloud.apis.tokenExchange, audience)
        ? pass(audience)
        : { ok: false, wanted: tokenExchangeAudience(facts.cloud), saw: audience };
    },
  },
];
