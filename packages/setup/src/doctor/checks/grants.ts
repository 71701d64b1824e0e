// Hop 3: what the service principal may do, and whether it is let in.
import type { RoleFinding, TenantId } from "@tegata/core";
import { judgeRole, propagationSeconds } from "@tegata/core";
import type { Grant } from "../../configuration/configuration.ts";
import { nameOfGrant, shortScope } from "../../verify/scopes.ts";
import { networkResourceOf } from "../../verify/targets.ts";
import type { Judged, Repair } from "../check-result.ts";
import type { Bench, Judge } from "../judgement.ts";
import { missingOf, pending, sawMessage, skipped, tenantsOf } from "../judgement.ts";
import { applyResource, azRest } from "../repairs.ts";
import { valueOf } from "../seen.ts";
import type { AppRoleSight, DataSight, ResourceSight, RoleSight } from "../sights.ts";

interface Place {
  readonly bench: Bench;
  readonly tenantId: TenantId;
  readonly resource: ResourceSight | undefined;
}

/** Judges every grant of every directory, with the name of the grant on each verdict. */
function eachGrant(applies: (grant: Grant) => boolean, judge: (grant: Grant, place: Place) => Judged): Judge {
  return (bench) =>
    tenantsOf(bench).flatMap((tenantId) => {
      const grants = bench.sights.configuration.resources.find((one) => one.tenantId === tenantId)?.grants ?? [];
      const place = { bench, tenantId, resource: bench.resource(tenantId) };
      return grants
        .filter(applies)
        .map((grant): Judged => ({ about: nameOfGrant(grant), tenantId, ...judge(grant, place) }));
    });
}

const isRole = (grant: Grant): boolean => "role" in grant;

function dataOf({ workload }: Bench, grant: Grant): DataSight | undefined {
  return workload?.data.find((one) => one.grant === grant);
}

/** What the workload's call says of a check that nobody with rights could look at. */
function judgeByCall(
  grant: Grant,
  { bench, tenantId }: Place,
  on: { readonly check: string; readonly repair?: Repair },
): Judged {
  const data = dataOf(bench, grant);
  if (data?.reading?.check === on.check) {
    const { reading, message } = data;
    if (reading.passesInSeconds !== undefined)
      return { vantage: "workload", ...pending(bench, reading), ...sawMessage(message) };
    const repair = on.repair === undefined ? {} : { repair: on.repair };
    return { state: "fail", vantage: "workload", says: reading.says, ...sawMessage(message), ...repair };
  }
  const needed = missingOf(bench, "resource", tenantId);
  // Reading proves no role that writes.
  if (on.check === "role.assigned" && data?.writing === "not tried")
    return skipped(`for the right to write, tegata verify --prove-writes; or ${needed}`);
  if (data?.outcome === "proven") return { state: "pass", vantage: "workload", saw: data.what };
  return skipped(needed);
}

function roleSight({ resource }: Place, grant: Grant): RoleSight | undefined {
  return resource?.roles.find((one) => one.grant === grant);
}

export const judgeScope: Judge = eachGrant(isRole, (grant, place) => {
  const sight = roleSight(place, grant);
  if (sight === undefined) return judgeByCall(grant, place, { check: "scope.exists" });
  const { scope } = sight;
  const about = shortScope(networkResourceOf(sight.grant.scope).id);
  if (scope.kind === "seen") return { state: "pass", vantage: "resource", about };
  const says = "correct the scope in the configuration, or have the resource made";
  if (scope.kind === "absent") {
    return { state: "fail", vantage: "resource", about, wanted: sight.grant.scope, saw: "nothing of that id", says };
  }
  const isWrong = scope.code === "subscription.wrong-directory" || scope.code === "subscription.not-found";
  if (isWrong) return { state: "fail", vantage: "resource", about, saw: scope.why, says };
  return { ...judgeByCall(grant, place, { check: "scope.exists" }), about };
});

/** The same assignment without its condition. @see https://learn.microsoft.com/rest/api/authorization/role-assignments/create */
function withoutCondition(place: Place, finding: Extract<RoleFinding, { ok: false }>): Repair | undefined {
  const { assignment } = finding;
  if (assignment === undefined) return undefined;
  const { bench, tenantId } = place;
  const subscription = /^\/subscriptions\/[^/]+/i.exec(assignment.scope)?.[0] ?? "";
  const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${assignment.roleId}`;
  const { principalId } = assignment;
  const body = { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } };
  const url = `${bench.sights.endpoints.resourceManager}${assignment.id}?api-version=2022-04-01`;
  const note = "It takes the condition away: first ask who set it, and whether another would do.";
  return azRest(bench.place, { tenantId, method: "PUT", url, body }, note);
}

function mistakenPrincipals({ workload, home }: Bench): Record<string, string> {
  const identity = valueOf(home?.identity);
  const subject = workload?.claims?.["sub"];
  return {
    ...(identity === undefined ? {} : { [identity.principalId]: "the managed identity of the home directory" }),
    ...(identity === undefined ? {} : { [identity.clientId]: "the managed identity's client id" }),
    ...(typeof subject === "string" ? { [subject]: "the managed identity of the home directory" } : {}),
  };
}

/** The role is there as it should be; does the resource say so too? */
function judgeArrivalOfRole(grant: Grant, { bench }: Place, changedAt: string | undefined): Judged | undefined {
  const data = dataOf(bench, grant);
  if (data?.reading?.check !== "role.assigned") return undefined;
  const changedMs = changedAt === undefined ? Number.NaN : Date.parse(changedAt);
  const leftSeconds = (changedMs - bench.sights.nowMs) / 1000 + propagationSeconds;
  const passesInSeconds = Number.isNaN(leftSeconds) || leftSeconds < 15 ? propagationSeconds : Math.ceil(leftSeconds);
  const says = "the role is assigned, and the resource does not know it yet";
  return { vantage: "workload", ...pending(bench, { says, passesInSeconds }), ...sawMessage(data.message) };
}

export const judgeRoleAssigned: Judge = eachGrant(isRole, (grant, place) => {
  const { bench, resource } = place;
  const sight = roleSight(place, grant);
  const repair = applyResource(bench.place);
  const assignments = valueOf(sight?.assignments);
  if (sight === undefined || assignments === undefined)
    return judgeByCall(grant, place, { check: "role.assigned", repair });
  if (sight.scope.kind === "absent") return skipped("the resource must exist first");
  const principal = valueOf(resource?.principal);
  if (principal === undefined) return skipped("the service principal must exist first");
  const { roleId, roleName, permissions } = sight;
  const wanted = { roleId, roleName, permissions, scope: sight.grant.scope };
  const mistaken = mistakenPrincipals(bench);
  const finding = judgeRole({ ...wanted, principalId: principal.objectId, mistaken }, assignments);
  const at = { vantage: "resource", wanted: `${sight.roleName} for ${principal.objectId}` } as const;
  if (!finding.ok) {
    const narrowed = finding.why === "condition" ? judgeCondition(place, finding, grant) : undefined;
    return narrowed ?? { state: "fail", ...at, saw: finding.saw, repair };
  }
  const [denial] = valueOf(sight.denials) ?? [];
  if (denial !== undefined) {
    const says = "a deny assignment goes before every role; who made it must take it away";
    return { state: "fail", ...at, saw: `denied by ${denial.name}`, says };
  }
  const arriving = judgeArrivalOfRole(grant, place, finding.assignment.changedAt);
  return arriving ?? { ...judgeHeld(finding), ...at };
});

/** The role, or another one that allows as much; for data, management actions may be lacking. */
function judgeHeld({ assignment, instead, lacks = [] }: Extract<RoleFinding, { ok: true }>): Judged {
  const through = assignment.heldBy === undefined ? "" : `, through group ${assignment.principalId}`;
  const where = `at ${shortScope(assignment.scope)}${through}`;
  if (instead === undefined) return { state: "pass", saw: where };
  const saw = `${instead} ${where}`;
  if (lacks.length === 0) return { state: "pass", saw: `${saw}, which allows it all` };
  return { state: "warn", saw, says: `it allows the same with data, but not ${lacks.join(", ")}` };
}

/** A condition may be meant: it is a fault only when the workload is refused. */
function judgeCondition(place: Place, finding: Extract<RoleFinding, { ok: false }>, grant: Grant): Judged {
  const data = dataOf(place.bench, grant);
  const about = { vantage: "resource", saw: finding.saw } as const;
  if (data?.outcome === "proven") return { state: "pass", ...about };
  const repair = withoutCondition(place, finding);
  const says = "a condition narrows the role; it may refuse what the workload does";
  return { state: data?.outcome === "refused" ? "fail" : "warn", ...about, says, ...(repair ? { repair } : {}) };
}

export const judgeAppRole: Judge = eachGrant(
  (grant) => !isRole(grant),
  (grant, place) => {
    const { bench, resource } = place;
    const repair = applyResource(bench.place);
    const sight = resource?.appRoles.find((one) => one.grant === grant);
    if (sight === undefined) return judgeByCall(grant, place, { check: "app-role.assigned", repair });
    if (sight.api.kind === "absent") return skipped("the API's service principal must exist first");
    if (sight.api.kind === "unseen") {
      if (sight.api.code !== "app-role.not-found") return skipped(sight.api.why);
      return { state: "fail", vantage: "resource", saw: sight.api.why, says: "correct appRole in the configuration" };
    }
    if (valueOf(resource?.principal) === undefined) return skipped("the service principal must exist first");
    if (sight.isHeld.kind === "unseen") return skipped(sight.isHeld.why);
    if (valueOf(sight.isHeld) !== true) return missingAppRole(bench, sight, repair);
    const data = dataOf(bench, grant);
    if (data?.reading?.check !== "app-role.assigned") return { state: "pass", vantage: "resource" };
    const says = "the app role is held; a token of before does not carry it yet";
    return { vantage: "workload", ...pending(bench, { says }), ...sawMessage(data.message) };
  },
);

function missingAppRole(bench: Bench, { heldByOthers }: AppRoleSight, repair: Repair): Judged {
  const mistaken = mistakenPrincipals(bench);
  const other = heldByOthers.find((id) => mistaken[id] !== undefined) ?? heldByOthers[0];
  const who = other === undefined ? undefined : (mistaken[other] ?? "another service principal");
  const saw = who === undefined ? "nobody has it" : `it was given to ${who} (${other})`;
  return { state: "fail", vantage: "resource", wanted: "held by the application's service principal", saw, repair };
}

/** @see https://learn.microsoft.com/azure/storage/common/storage-network-security */
function openNetwork(place: Place, sight: RoleSight, property: "publicNetworkAccess" | "defaultAction"): Repair {
  const { bench, tenantId } = place;
  const target = networkResourceOf(sight.grant.scope);
  const url = `${bench.sights.endpoints.resourceManager}${target.id}?api-version=${target.apiVersion}`;
  const isSwitch = property === "publicNetworkAccess";
  const properties = isSwitch ? { publicNetworkAccess: "Enabled" } : { networkAcls: { defaultAction: "Allow" } };
  const note = isSwitch
    ? "Or reach it by a private endpoint in the workload's network."
    : "Or add a rule for the workload's own addresses, which is narrower.";
  return azRest(bench.place, { tenantId, method: "PATCH", url, body: { properties } }, note);
}

export const judgeNetwork: Judge = eachGrant(isRole, (grant, place) => {
  const { bench } = place;
  const sight = roleSight(place, grant);
  const scope = valueOf(sight?.scope);
  if (sight === undefined || scope === undefined) {
    if (sight?.scope.kind === "absent") return skipped("the resource must exist first");
    return judgeByCall(grant, place, { check: "network.open" });
  }
  const about = shortScope(networkResourceOf(sight.grant.scope).id);
  const refused = dataOf(bench, grant)?.reading?.check === "network.open";
  const proven = dataOf(bench, grant)?.outcome === "proven";
  const { publicNetworkAccess, defaultAction } = scope;
  const isDisabled = publicNetworkAccess?.toLowerCase() === "disabled";
  const isDenying = defaultAction?.toLowerCase() === "deny";
  if ((!isDisabled && !isDenying) || proven) {
    return refused
      ? judgeByCall(grant, place, { check: "network.open" })
      : { state: "pass", vantage: "resource", about };
  }
  const property = isDisabled ? "publicNetworkAccess" : "defaultAction";
  const saw = isDisabled ? "publicNetworkAccess Disabled" : "networkAcls.defaultAction Deny, no rule for this caller";
  // From another network the rules may let the workload in all the same; a refusal by its roles shows that they did.
  const check = dataOf(bench, grant)?.reading?.check;
  if (check === "role.assigned" && !isDisabled) return { state: "pass", vantage: "resource", about, saw };
  const isTold = check === "network.open" || check === "data.answers";
  const judged = { state: isDisabled || isTold ? "fail" : "warn", vantage: "resource" } as const;
  return { ...judged, about, saw, repair: openNetwork(place, sight, property) };
});

export const judgeData: Judge = eachGrant(
  () => true,
  (grant, { bench }) => {
    const data = dataOf(bench, grant);
    if (bench.workload === undefined) return skipped(missingOf(bench, "workload"));
    if (data === undefined) return skipped("the exchange must work first");
    if (data.outcome === "not proven") return skipped(data.what);
    if (data.outcome === "proven") return { state: "pass", vantage: "workload", saw: data.what };
    if (data.reading?.check === "data.answers" && data.reading.passesInSeconds !== undefined)
      return { vantage: "workload", ...pending(bench, data.reading), ...sawMessage(data.message) };
    return { state: "fail", vantage: "workload", says: data.reading?.says ?? data.what, ...sawMessage(data.message) };
  },
);
