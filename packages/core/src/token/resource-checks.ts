import type { Check } from "../check.ts";
import { pass } from "../check.ts";
import { inferred, recorded } from "../provenance.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** The API that a token is asked for, and what the client may do there. */
export interface ResourceFacts {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientName: string;
  /** As the client named it. */
  readonly resource: string;
  /** The API in the directory that was asked; absent when that directory has no service principal of it. */
  readonly api:
    | { readonly appId: string; readonly displayName: string; readonly assignmentRequired: boolean }
    | undefined;
  /** App roles of the API that the client's service principal holds. */
  readonly roles: readonly string[];
}

/** Whether the directory issues tokens for that API to that client, in order. */
export const resourceChecks: readonly Check<ResourceFacts>[] = [
  {
    id: "resource.exists",
    requires: "the directory has a service principal of the API",
    failsWith: 500011,
    provenance: recorded(
      "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
    ),
    run: ({ api, resource, tenantId }) =>
      api
        ? pass(api.displayName)
        : { ok: false, wanted: "a service principal of the API", saw: "none", values: { resource, tenant: tenantId } },
  },
  {
    id: "resource.assignment",
    requires: "an API that demands an assignment has given the client an app role",
    failsWith: 501051,
    provenance: inferred(`${errorCodes} documents the code; sightings disagree on the error string`),
    run: ({ api, roles, clientId, clientName }) => {
      if (!api?.assignmentRequired || roles.length > 0) return pass();
      const values = { clientId, name: clientName, resource: api.appId, resourceName: api.displayName };
      return { ok: false, wanted: "an app role of the API", saw: "none", values };
    },
  },
];

/** Conditional Access for workload identities. */
export interface AccessFacts {
  /** The policy that blocks this service principal, if one does. */
  readonly blockedBy: string | undefined;
}

/** Whether the directory's Conditional Access lets the service principal have a token. */
export const accessChecks: readonly Check<AccessFacts>[] = [
  {
    id: "access.conditional",
    requires: "no Conditional Access policy of the directory blocks the service principal",
    failsWith: 53003,
    provenance: inferred(
      "https://learn.microsoft.com/entra/identity/conditional-access/workload-identity documents that such policies block; the answer is a third party's copy",
    ),
    run: ({ blockedBy }) =>
      blockedBy === undefined
        ? pass()
        : { ok: false, wanted: "no policy that blocks", saw: blockedBy, values: { policyId: blockedBy } },
  },
];
