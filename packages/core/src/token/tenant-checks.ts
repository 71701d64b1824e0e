import type { Check } from "../check.ts";
import { pass } from "../check.ts";
import { isGuid } from "../ids.ts";
import { documented, recorded } from "../provenance.ts";

const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

export interface TenantFacts {
  /** The first path segment of the request. */
  readonly tenant: string;
  /** The directory it names, by id or verified domain. */
  readonly tenantId: string | undefined;
}

/** Which directory a request means, in order. */
export const tenantChecks: readonly Check<TenantFacts>[] = [
  {
    id: "tenant.single",
    requires: "an app-only request names one directory, not common, organizations or consumers",
    failsWith: 9001023,
    provenance: documented(errorCodes),
    run: ({ tenant }) =>
      ["common", "organizations", "consumers"].includes(tenant.toLowerCase())
        ? { ok: false, wanted: "a directory's id or domain", saw: tenant, values: { tenant } }
        : pass(tenant),
  },
  {
    id: "tenant.not-empty",
    requires: "the tenant id is not the empty GUID",
    failsWith: 900021,
    provenance: documented(errorCodes),
    run: ({ tenant }) =>
      tenant === "00000000-0000-0000-0000-000000000000"
        ? { ok: false, wanted: "a directory's id", saw: tenant, values: { tenant } }
        : pass(),
  },
  {
    id: "tenant.form",
    requires: "the tenant is a GUID or a domain name",
    failsWith: 900023,
    provenance: recorded(`a real answer was seen in public; the code is documented at ${errorCodes}`),
    run: ({ tenant }) =>
      isGuid(tenant) || /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(tenant)
        ? pass()
        : { ok: false, wanted: "a GUID or a domain name", saw: tenant, values: { tenant } },
  },
  {
    id: "tenant.exists",
    requires: "the directory exists",
    failsWith: 90002,
    provenance: recorded(`a real answer was seen in public; the code is documented at ${errorCodes}`),
    run: ({ tenant, tenantId }) =>
      tenantId === undefined ? { ok: false, wanted: "a directory", saw: "none", values: { tenant } } : pass(tenantId),
  },
];
