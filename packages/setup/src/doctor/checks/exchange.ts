// Hop 2: what only the workload can see of the token service.
import { readTokenRefusal } from "@tegata/core";
import type { Judged } from "../check-result.ts";
import type { Judge } from "../judgement.ts";
import { exchangeOf, judgeByWorkload, missingOf, sawMessage, skipped, tenantsOf } from "../judgement.ts";
import { valueOf } from "../seen.ts";

/** Without an exchange there is nothing to be told from. */
function without(bench: Parameters<Judge>[0]): Judged | undefined {
  const { workload } = bench;
  if (workload === undefined) return skipped(missingOf(bench, "workload"));
  if (workload.exchanges.length > 0) return undefined;
  if (workload.applicationId === undefined) return skipped("the application's client id");
  return skipped("hop 1 must work first");
}

/** What stands in front of the token service. */
export const judgeTokenService: Judge = (bench) => {
  const none = without(bench);
  if (none) return [none];
  const judged = judgeByWorkload(bench, "token-service.reachable", { wanted: bench.sights.endpoints.authority });
  if (judged?.state !== "fail") return [judged?.state === "pending" ? judged : { state: "pass", vantage: "workload" }];
  const { origin } = new URL(bench.sights.endpoints.authority);
  const command = `curl --silent --show-error --output /dev/null --write-out '%{http_code}\\n' ${origin}/common/v2.0/.well-known/openid-configuration`;
  const note =
    "It says what stands in the way: a name that does not resolve, a proxy, a certificate. In Node, NODE_EXTRA_CA_CERTS names further authorities.";
  return [{ ...judged, repair: { command, by: "the workload's owner", note } }];
};

export const judgeTenant: Judge = (bench) => {
  const none = without(bench);
  if (none) return [none];
  return tenantsOf(bench).map((tenantId) => {
    const judged = judgeByWorkload(bench, "tenant.exists", { tenantId, wanted: tenantId });
    const says = "no directory has that id in this cloud: correct resources[].tenantId, or cloud, in the configuration";
    if (judged?.state === "fail") return { ...judged, says, tenantId };
    return { state: "pass", vantage: "workload", tenantId };
  });
};

export const judgeCurrent: Judge = (bench) => {
  const none = without(bench);
  if (none) return [none];
  const judged = judgeByWorkload(bench, "assertion.current", {});
  if (judged === undefined) return [];
  if (judged.state !== "fail") return [judged];
  const command = "sudo timedatectl set-ntp true";
  const note = "If the clocks agree: something keeps old tokens; restart the host.";
  return [{ ...judged, repair: { command, by: "the workload's owner", note } }];
};

export const judgePolicy: Judge = (bench) => {
  const none = without(bench);
  if (none) return [none];
  return tenantsOf(bench).flatMap((tenantId) => {
    const judged = judgeByWorkload(bench, "access.policy", { tenantId });
    if (judged === undefined) return [];
    const says = "the directory's security administrator must exclude the application from that policy";
    return [judged.state === "fail" ? { ...judged, says, tenantId } : { ...judged, tenantId }];
  });
};

/** The exchange as a whole: the last word on everything above, and on the service principal's id. */
export const judgeExchange: Judge = (bench) => {
  const none = without(bench);
  if (none) return [none];
  return tenantsOf(bench).map((tenantId): Judged => {
    const exchange = exchangeOf(bench, tenantId);
    const failed = bench.workload?.exchanges.find((one) => one.tenantId === tenantId && one.claims === undefined);
    if (failed !== undefined) {
      const says = failed.reading?.says ?? readTokenRefusal({}).says;
      return { state: "fail", vantage: "workload", tenantId, says, ...sawMessage(failed.message) };
    }
    const oid = exchange?.claims?.["oid"];
    const principal = valueOf(bench.resource(tenantId)?.principal);
    if (principal !== undefined && typeof oid === "string" && oid !== principal.objectId) {
      const says = "the token is of another service principal: the workload names another application";
      return { state: "fail", vantage: "workload", tenantId, wanted: principal.objectId, saw: oid, says };
    }
    return { state: "pass", vantage: "workload", tenantId, saw: `oid ${typeof oid === "string" ? oid : "not told"}` };
  });
};
