// Hop 2, the resource half: the application's service principal, and the APIs that its tokens are for.
import type { TenantId } from "@tegata/core";
import type { Judged } from "../check-result.ts";
import type { Bench, Judge } from "../judgement.ts";
import { judgeArrival, judgeByWorkload, missingOf, skipped, tenantsOf } from "../judgement.ts";
import { applyResource, az, azRest } from "../repairs.ts";
import { valueOf } from "../seen.ts";
import type { SeenApi } from "../sights.ts";

function each(judge: (bench: Bench, tenantId: TenantId) => readonly Judged[]): Judge {
  return (bench) => tenantsOf(bench).flatMap((tenantId) => judge(bench, tenantId).map((one) => ({ ...one, tenantId })));
}

export const judgePrincipalExists: Judge = each((bench, tenantId) => {
  const { place } = bench;
  const repair = applyResource(place);
  const resource = bench.resource(tenantId);
  if (resource === undefined || resource.principal.kind === "unseen") {
    const why = resource?.principal.kind === "unseen" ? resource.principal.why : missingOf(bench, "resource", tenantId);
    return [judgeByWorkload(bench, "principal.exists", { tenantId, repair }) ?? skipped(why)];
  }
  const principal = valueOf(resource.principal);
  if (principal === undefined) {
    const wanted = `a service principal of ${place.applicationId}`;
    return [{ state: "fail", vantage: "resource", wanted, saw: "none", repair }];
  }
  const arriving = judgeArrival(bench, "principal.exists", tenantId);
  return [arriving ?? { state: "pass", vantage: "resource", saw: principal.objectId }];
});

export const judgePrincipalEnabled: Judge = each((bench, tenantId) => {
  const { place, sights } = bench;
  const resource = bench.resource(tenantId);
  if (resource === undefined || resource.principal.kind === "unseen") {
    const { applicationId } = bench.workload ?? {};
    const by = `(appId='${applicationId ?? ""}')`;
    const url = `${sights.endpoints.graph}/v1.0/servicePrincipals${by}`;
    const repair = azRest(place, { tenantId, method: "PATCH", url, body: { accountEnabled: true } });
    const judged = judgeByWorkload(bench, "principal.enabled", { tenantId, repair });
    return [judged ?? skipped(missingOf(bench, "resource", tenantId))];
  }
  const principal = valueOf(resource.principal);
  if (principal === undefined) return [skipped("the service principal must exist first")];
  if (!principal.isEnabled) {
    const url = `${sights.endpoints.graph}/v1.0/servicePrincipals/${principal.objectId}`;
    const note = "Somebody of this directory disabled it; ask why before enabling it.";
    const repair = azRest(place, { tenantId, method: "PATCH", url, body: { accountEnabled: true } }, note);
    return [{ state: "fail", vantage: "resource", wanted: "accountEnabled true", saw: "false", repair }];
  }
  const arriving = judgeArrival(bench, "principal.enabled", tenantId);
  return [arriving ?? { state: "pass", vantage: "resource" }];
});

function apisOf(bench: Bench, tenantId: TenantId): (readonly [string, SeenApi | undefined])[] {
  const apis = bench.resource(tenantId)?.apis ?? new Map();
  return [...apis].flatMap(([scope, seen]) =>
    seen.kind === "unseen" ? [] : [[scope, valueOf<SeenApi>(seen)] as const],
  );
}

function nameOf(scope: string): string {
  return scope.replace(/\/\.default$/, "");
}

/** The client id by which an API's service principal is made; an API of one's own is made by its publisher's. */
function appIdOf(bench: Bench, scope: string): string {
  const api = Object.values(bench.sights.cloud.apis).find(({ uris }) => uris.includes(nameOf(scope)));
  return api?.appId ?? nameOf(scope);
}

/** Microsoft's own APIs often give tokens without one: what the workload got, or was refused, decides. */
function judgeAbsentApi({ workload }: Bench, tenantId: TenantId, scope: string): Judged["state"] {
  const exchange = workload?.exchanges.find((one) => one.tenantId === tenantId && one.scope === scope);
  if (exchange?.claims !== undefined) return "pass";
  return exchange?.reading?.check === "api.known" ? "fail" : "warn";
}

export const judgeApiKnown: Judge = each((bench, tenantId) => {
  const { place, sights } = bench;
  const apis = apisOf(bench, tenantId);
  if (apis.length === 0) {
    const judged = judgeByWorkload(bench, "api.known", { tenantId });
    return [judged ?? skipped(missingOf(bench, "resource", tenantId))];
  }
  return apis.map(([scope, api]): Judged => {
    const about = nameOf(scope);
    if (api === undefined) {
      const repair = az(place, tenantId, ["ad", "sp", "create", "--id", appIdOf(bench, scope)]);
      const wanted = "a service principal of the API";
      return { state: judgeAbsentApi(bench, tenantId, scope), vantage: "resource", about, wanted, saw: "none", repair };
    }
    if (!api.isEnabled) {
      const url = `${sights.endpoints.graph}/v1.0/servicePrincipals/${api.objectId}`;
      const repair = azRest(place, { tenantId, method: "PATCH", url, body: { accountEnabled: true } });
      return { state: "fail", vantage: "resource", about, wanted: "accountEnabled true", saw: "false", repair };
    }
    return { state: "pass", vantage: "resource", about, saw: api.displayName };
  });
});

export const judgeApiAssignment: Judge = each((bench, tenantId) => {
  const { place, sights } = bench;
  const refused = judgeByWorkload(bench, "api.assignment", { tenantId });
  const demanding = apisOf(bench, tenantId).flatMap(([, api]) => (api?.demandsAssignment === true ? [api] : []));
  const [api] = demanding;
  const principal = bench.resource(tenantId)?.principal;
  // Whose app roles are meant, nobody here knows.
  if (api !== undefined && refused === undefined && principal?.kind === "unseen") return [skipped(principal.why)];
  if (api === undefined) {
    if (refused !== undefined) return [refused];
    const resource = bench.resource(tenantId);
    return [resource ? { state: "pass", vantage: "resource" } : skipped(missingOf(bench, "resource", tenantId))];
  }
  const ofApi = bench.resource(tenantId)?.appRoles.filter((one) => valueOf(one.api)?.apiObjectId === api.objectId);
  const held = ofApi?.some(({ isHeld }) => valueOf(isHeld) === true) === true;
  if (held) return [{ state: "pass", vantage: "resource", saw: "an app role is held" }];
  const url = `${sights.endpoints.graph}/v1.0/servicePrincipals/${api.objectId}`;
  const note = "Or give the application one of the API's app roles.";
  const body = { appRoleAssignmentRequired: false };
  const repair = azRest(place, { tenantId, method: "PATCH", url, body }, note);
  const says = `${api.displayName} gives tokens only to applications with an app role of it`;
  return [{ state: "fail", vantage: "resource", wanted: "no assignment required", saw: "required", says, repair }];
});
