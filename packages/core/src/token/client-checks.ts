import type { Check } from "../check.ts";
import { pass } from "../check.ts";
import { isGuid } from "../ids.ts";
import { documented, inferred, recorded } from "../provenance.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const emptyGuid = "00000000-0000-0000-0000-000000000000";

/** What decides whether a client may ask a directory for tokens at all, before its credential is looked at. */
export interface ClientFacts {
  readonly tenantId: string;
  readonly clientId: string;
  /** The application with that id in any directory of the cloud; a managed identity has none. */
  readonly application:
    | { readonly displayName: string; readonly homeTenantId: string; readonly signInAudience: string }
    | undefined;
  /** Its service principal in the directory that was asked. */
  readonly servicePrincipal: { readonly accountEnabled: boolean; readonly isManagedIdentity: boolean } | undefined;
}

function names(facts: ClientFacts): Readonly<Record<string, string>> {
  return { clientId: facts.clientId, tenant: facts.tenantId, name: facts.application?.displayName ?? "" };
}

/** Which clients a directory serves, in order. The boundary between 700016 and 7000229 is as third parties report it. */
export const clientChecks: readonly Check<ClientFacts>[] = [
  {
    id: "client.identifier",
    requires: "client_id is an application id",
    failsWith: 700038,
    provenance: recorded(
      "https://github.com/calvinchengx/entra-emulator/tree/4e61f24f71508581ec7f202042464c46628d4aa3/e2e/differential/testdata/fixtures",
    ),
    run: (facts) =>
      facts.clientId === emptyGuid
        ? { ok: false, wanted: "an application id", saw: facts.clientId, values: names(facts) }
        : pass(facts.clientId),
  },
  {
    id: "client.application",
    requires: "an application has that id, or a managed identity of the directory",
    failsWith: 700016,
    provenance: documented(errorCodes),
    run: (facts) =>
      (facts.application || facts.servicePrincipal?.isManagedIdentity) && isGuid(facts.clientId)
        ? pass(facts.application?.displayName ?? "a managed identity")
        : { ok: false, wanted: "an application", saw: "none", values: names(facts) },
  },
  {
    id: "client.multi-tenant",
    requires: "an application of another directory is open to other directories (AzureADMultipleOrgs)",
    failsWith: 700016,
    provenance: documented(errorCodes),
    run: (facts) => {
      const { application } = facts;
      if (!application) return pass("a managed identity, which is at home");
      const atHome = application.homeTenantId === facts.tenantId;
      const multiTenant =
        application.signInAudience.startsWith("AzureADMultipleOrgs") ||
        application.signInAudience.startsWith("AzureADandPersonal");
      return atHome || multiTenant
        ? pass(application.signInAudience)
        : { ok: false, wanted: "AzureADMultipleOrgs", saw: application.signInAudience, values: names(facts) };
    },
  },
  {
    id: "client.service-principal",
    requires: "the application has a service principal in this directory",
    failsWith: 7000229,
    provenance: inferred(
      "the message is quoted by several third parties; the boundary with 700016 is not proven for every case",
    ),
    run: (facts) =>
      facts.servicePrincipal
        ? pass()
        : { ok: false, wanted: `a service principal in ${facts.tenantId}`, saw: "none", values: names(facts) },
  },
  {
    id: "client.enabled",
    requires: "that service principal is enabled",
    failsWith: 7000112,
    provenance: inferred(`${errorCodes} documents the code; status and error string are taken from its neighbours`),
    run: (facts) =>
      facts.servicePrincipal?.accountEnabled === false
        ? { ok: false, wanted: "accountEnabled true", saw: "false", values: names(facts) }
        : pass(),
  },
];
