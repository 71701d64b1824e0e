import type { Check } from "./check.ts";
import { assertionChecks } from "./federation/assertion-checks.ts";
import { certificateChecks } from "./token/certificate-checks.ts";
import { clientChecks } from "./token/client-checks.ts";
import { clientCredentialChecks, requestChecks, requestChecksV1, requestFormChecks } from "./token/request-checks.ts";
import { accessChecks, resourceChecks } from "./token/resource-checks.ts";
import { resourceParameterChecks, scopeChecks } from "./token/scope.ts";
import { secretChecks } from "./token/secret-checks.ts";
import { tenantChecks } from "./token/tenant-checks.ts";

/** Every list of checks of the token service, by name, in the order in which a request meets them. */
export const checkLists: Readonly<Record<string, readonly Check<never>[]>> = {
  requestFormChecks,
  tenantChecks,
  requestChecks,
  requestChecksV1,
  scopeChecks,
  resourceParameterChecks,
  clientChecks,
  clientCredentialChecks,
  secretChecks,
  certificateChecks,
  assertionChecks,
  resourceChecks,
  accessChecks,
};

/** Every check of the token service, each once. */
export const allChecks: readonly Check<never>[] = [...new Set(Object.values(checkLists).flat())];
