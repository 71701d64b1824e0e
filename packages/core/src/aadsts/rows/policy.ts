import { documented } from "../../provenance.ts";
import { clientPhrases } from "../../wire/phrases.ts";
import type { AadstsRow } from "../row.ts";
import { pipelines, thirdParties } from "./sources.ts";

/** Refusals by a policy of a directory. */
export const policyRows: readonly AadstsRow[] = [
  {
    code: 53003,
    status: 400,
    error: clientPhrases.invalidGrant.text,
    title: "blocked by Conditional Access",
    about: "either",
    template:
      "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
    causes: ["a Conditional Access policy for workload identities in the resource directory"],
    fixes: ["Ask that directory's administrator which policy names the service principal."],
    suberror: clientPhrases.messageOnly.text,
    claimsTemplate: '{"access_token":{"capolids":{"essential":true,"values":["{policyId}"]}}}',
    provenance: documented(
      "https://learn.microsoft.com/entra/identity/conditional-access/concept-continuous-access-evaluation-workload",
    ),
  },
  {
    code: 700223,
    status: 401,
    error: "invalid_client",
    title: "federation disabled",
    template: "Workload identity federation is disabled by the tenant's policy.",
    causes: ["a policy of the home directory"],
    fixes: ["Ask the home directory's administrator to allow workload identity federation."],
    provenance: pipelines,
  },
  {
    code: 700238,
    status: 401,
    error: "invalid_client",
    title: "federation blocked",
    template: "Workload identity federation is blocked by a tenant or cross-cloud policy.",
    causes: ["a policy of the home directory", "identity and application in different clouds"],
    fixes: [
      "Ask the home directory's administrator; keep identity, application and resource in one cloud.",
      "Keep identity, application and resource in one cloud.",
    ],
    provenance: pipelines,
  },
  {
    code: 7002381,
    status: 401,
    error: "invalid_client",
    title: "claim demanded by policy",
    template:
      "Federated identity credentials issued by '{issuer}' for applications or managed identities registered in this tenant must contain the {claim} claim with value '{wanted}' but actual value is '{saw}'.",
    causes: ["an application management policy that binds an issuer to one enterprise"],
    fixes: ["Use the issuer of that enterprise, or ask for an exemption."],
    provenance: thirdParties,
  },
];
