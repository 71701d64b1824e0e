// Hop 3: what the refusal of a resource means.
import type { Reading } from "./reading.ts";
import { isTimeout, outageSeconds, readSilence } from "./reading.ts";

export type DataService = "blob" | "foundry" | "graph" | "resourceManager";

/** What a resource answered. No status: it did not. */
export interface DataRefusal {
  readonly service: DataService;
  readonly status?: number | undefined;
  /** The service's own code. */
  readonly code?: string | undefined;
  /** Its message, redacted. */
  readonly message?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** `ECONNRESET`, when there was no answer. */
  readonly systemCode?: string | undefined;
  /** The directory that a 401's challenge names, if it names one. */
  readonly trusts?: string | undefined;
  /** The directory that the token is of. */
  readonly tenantId?: string | undefined;
}

const network = /public (network )?access is disabled|firewall|virtual network|private endpoint/i;

function readUnauthorized({ trusts, tenantId, code, message = "" }: DataRefusal): Reading {
  if (trusts !== undefined && tenantId !== undefined && trusts.toLowerCase() !== tenantId.toLowerCase())
    return { check: "settings.resource-tenant", says: `the resource belongs to directory ${trusts}` };
  // Foundry says 401 where others say 403: https://github.com/microsoft-foundry/foundry-samples/issues/692
  if (code === "PermissionDenied" || /lacks the required data action/i.test(message))
    return { check: "role.assigned", says: "the service principal has no role that allows this" };
  return { check: "data.answers", says: "the resource did not accept the token" };
}

/** A name that leads nowhere tells that the resource is missing; a connection that breaks does not. */
function readSilent({ service, systemCode }: DataRefusal): Reading {
  if (isTimeout(systemCode)) {
    const says = "no connection to the resource came about: a firewall or a route between stands in the way";
    return { check: "data.answers", says };
  }
  const silence = readSilence("the resource", systemCode);
  const isThere = silence.passesInSeconds !== undefined || silence.says.includes("certificate");
  if (isThere || service === "graph" || service === "resourceManager") return { check: "data.answers", ...silence };
  return {
    check: "scope.exists",
    says: "nothing answered under the resource's name: does it exist, and does this network resolve it?",
  };
}

/** The check that a refused data call breaks. */
export function readDataRefusal(refusal: DataRefusal): Reading {
  const { service, status, code = "", message = "", retryAfterSeconds } = refusal;
  if (status === undefined) return readSilent(refusal);
  if (status === 429 || status >= 500)
    return { check: "data.answers", says: "the resource is busy", passesInSeconds: retryAfterSeconds ?? outageSeconds };
  if (status === 401) return readUnauthorized(refusal);
  // https://learn.microsoft.com/troubleshoot/azure/azure-storage/blobs/authentication/storage-troubleshoot-403-errors
  if (status === 403 && (code === "AuthorizationFailure" || network.test(message)) && service !== "graph")
    return service === "resourceManager" || code === "AuthorizationFailed"
      ? { check: "role.assigned", says: "the service principal has no role that allows this" }
      : { check: "network.open", says: "the resource's network rules refuse this caller" };
  if (status === 403)
    return service === "graph"
      ? { check: "app-role.assigned", says: "the token lacks the app role" }
      : {
          check: "role.assigned",
          says: "the service principal has no role that allows this, or it has not arrived yet",
        };
  // Foundry's word for a token of another directory: https://github.com/Azure/azure-dev/issues/5974
  if (status === 400 && /tenant/i.test(code + message) && /does not match/i.test(code + message))
    return { check: "settings.resource-tenant", says: "the resource belongs to another directory than the token" };
  if (status === 404) return { check: "scope.exists", says: "the resource of that name is not there" };
  return { check: "data.answers", says: `the resource answered ${status}${code === "" ? "" : ` ${code}`}` };
}
