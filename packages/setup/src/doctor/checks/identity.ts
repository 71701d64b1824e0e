// Hop 1: the managed identity and its host.
import { stringClaim, tenantOfIssuer, v2Issuer } from "@tegata/core";
import type { Judged, Repair } from "../check-result.ts";
import type { Bench, Judge } from "../judgement.ts";
import { judgeByWorkload, missingOf, pending, sawMessage, skipped } from "../judgement.ts";
import { applyHomeFor } from "./host-settings.ts";
import type { RepairPlace } from "../repairs.ts";
import { applyHome, az, azRest } from "../repairs.ts";
import { valueOf } from "../seen.ts";
import type { ExchangeSight, WorkloadSight } from "../sights.ts";

/** Whether the configuration has a managed identity at all; a cluster's or pipeline's token needs none. */
function hasIdentity({ sights }: Bench): boolean {
  return sights.configuration.home.identity !== undefined;
}

export const judgeSubscription: Judge = (bench) => {
  const { home, sights, place } = bench;
  const { subscriptionId, tenantId } = sights.configuration.home;
  if (!hasIdentity(bench) || subscriptionId === undefined) return [];
  if (home === undefined) return [skipped(missingOf(bench, "home"))];
  const seen = home.subscription;
  if (seen.kind === "unseen") {
    const wrong = seen.code === "subscription.wrong-directory" || seen.code === "subscription.not-found";
    if (!wrong) return [skipped(seen.why)];
    const says = "correct home.subscriptionId or home.tenantId in the configuration";
    return [{ state: "fail", vantage: "home", wanted: `a subscription of ${tenantId}`, saw: seen.why, says }];
  }
  const state = valueOf(seen)?.state;
  if (state === undefined) return [skipped(`Reader on subscription ${subscriptionId}`)];
  if (/^(enabled|warned)$/i.test(state)) return [{ state: "pass", vantage: "home", saw: state }];
  const repair = az(place, tenantId, ["account", "subscription", "enable", "--subscription-id", subscriptionId]);
  return [{ state: "fail", vantage: "home", wanted: "Enabled", saw: state, repair }];
};

/** Setup makes no groups, so this comes before it. @see https://learn.microsoft.com/cli/azure/group#az-group-create */
function makeGroup(place: RepairPlace): Repair {
  const { tenantId, resourceGroup = "", location = "" } = place.configuration.home;
  const create = az(place, tenantId, ["group", "create", "--name", resourceGroup, "--location", location]);
  const { command, ...apply } = applyHome(place);
  const note = "Hosts that were in the group must be deployed again before the identity can be assigned to them.";
  return { ...apply, command: `${create.command} && ${command}`, note };
}

export const judgeIdentityExists: Judge = (bench) => {
  const { home, place, sights } = bench;
  if (!hasIdentity(bench)) return [];
  if (home === undefined) return [skipped(missingOf(bench, "home"))];
  const { identity } = home;
  if (identity.kind === "seen") return [{ state: "pass", vantage: "home", saw: identity.value.resourceId }];
  if (identity.kind === "unseen") return [skipped(identity.why)];
  const { identity: name, resourceGroup } = sights.configuration.home;
  const wanted = `${name} in ${resourceGroup}`;
  if (home.isGroupGone) {
    const says = `the resource group ${resourceGroup} is gone, with all that was in it`;
    return [{ state: "fail", vantage: "home", wanted, saw: "none", says, repair: makeGroup(place) }];
  }
  return [
    {
      state: "fail",
      vantage: "home",
      wanted,
      saw: "none",
      says: "it was never made, or deleted",
      repair: applyHome(place),
    },
  ];
};

function judgeHosts(bench: Bench): Judged[] {
  const { home, workload, place } = bench;
  return (home?.hosts ?? []).map((host): Judged => {
    const about = `${host.kind} ${host.name}`;
    const { isAssigned } = host;
    if (isAssigned.kind === "unseen") {
      if (isAssigned.code === "host.not-found")
        return { state: "fail", vantage: "home", about, saw: isAssigned.why, says: "setup makes no hosts" };
      return { ...skipped(isAssigned.why), about };
    }
    if (valueOf(isAssigned) !== true) {
      const says = "the identity is not on the host";
      return {
        state: "fail",
        vantage: "home",
        about,
        wanted: "assigned",
        saw: "not assigned",
        says,
        repair: applyHome(place),
      };
    }
    const isHere = workload !== undefined && isThisHost(workload, host);
    const refused = isHere && workload?.reading?.check === "identity.assigned" && workload.rightClientId === undefined;
    if (!refused) return { state: "pass", vantage: "home", about };
    const says = "Resource Manager has it assigned, but this host does not know it yet";
    return { about, vantage: "workload", ...pending(bench, { says }), ...sawMessage(workload.message) };
  });
}

/** Whether this process runs on a configured host, as far as it can tell. */
function isThisHost(
  { hostName, isVirtualMachine }: WorkloadSight,
  host: { readonly kind: string; readonly name: string },
): boolean {
  if (isVirtualMachine) return host.kind === "virtualMachine";
  return hostName === undefined || hostName.toLowerCase() === host.name.toLowerCase();
}

/** A host that has no identity because the configuration does not name it. */
function judgeStranger({ workload, sights }: Bench): Judged[] {
  if (workload?.reading?.check !== "identity.assigned" || workload.rightClientId !== undefined) return [];
  const hosts = sights.configuration.home.hosts ?? [];
  if (hosts.some((host) => isThisHost(workload, host))) return [];
  const about = workload.hostName ?? "this virtual machine";
  const wanted = hosts.length === 0 ? "a host in home.hosts" : hosts.map(({ name }) => name).join(", ");
  const says = "this host is none of home.hosts: add it to the configuration and apply, or run on one of them";
  return [{ state: "fail", vantage: "workload", about, wanted, saw: about, says, ...sawMessage(workload.message) }];
}

export const judgeAssigned: Judge = (bench) => {
  const { workload } = bench;
  if (!hasIdentity(bench)) return [];
  const stranger = judgeStranger(bench);
  if (valueOf(bench.home?.identity) !== undefined) return [...stranger, ...judgeHosts(bench)];
  if (stranger.length > 0) return stranger;
  if (bench.home?.identity.kind === "absent") return [skipped("the identity must exist first")];
  const { reading, message, rightClientId } = workload ?? {};
  if (reading?.check === "identity.assigned" || reading?.check === "identity.exists") {
    if (rightClientId !== undefined) return [{ state: "pass", vantage: "workload", saw: "under another client id" }];
    return [
      { state: "fail", vantage: "workload", says: reading.says, ...sawMessage(message), repair: applyHomeFor(bench) },
    ];
  }
  if (workload?.claims !== undefined) return [{ state: "pass", vantage: "workload", saw: "the host gave its token" }];
  return [skipped(`${missingOf(bench, "home")}; or the workload`)];
};

export const judgeEndpoint: Judge = (bench) => {
  const { workload, place } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const { reading, message, claims } = workload;
  if (claims !== undefined || reading === undefined) return [{ state: "pass", vantage: "workload" }];
  if (reading.check !== "identity.endpoint") return [{ state: "pass", vantage: "workload", saw: "it answered" }];
  if (reading.passesInSeconds !== undefined)
    return [{ vantage: "workload", ...pending(bench, reading), ...sawMessage(message) }];
  const host = place.configuration.home.hosts?.[0]?.name ?? "<host>";
  const program = place.words.program ?? "tegata";
  const command = `${program} exec --on ${host} -- ${program} doctor`;
  const note = "In the emulator; on Azure, run it in the host's own console.";
  return [
    {
      state: "fail",
      vantage: "workload",
      says: reading.says,
      ...sawMessage(message),
      repair: { command, by: "the workload's owner", note },
    },
  ];
};

export const judgeIdentityEnabled: Judge = (bench) => {
  const { home, workload, place, sights } = bench;
  if (!hasIdentity(bench)) return [];
  const { tenantId } = sights.configuration.home;
  const principal = valueOf(home?.identityPrincipal);
  if (principal !== undefined) {
    if (principal.isEnabled) return [{ state: "pass", vantage: "home" }];
    const url = `${sights.endpoints.graph}/v1.0/servicePrincipals/${principal.objectId}`;
    const repair = azRest(place, { tenantId, method: "PATCH", url, body: { accountEnabled: true } });
    const says = "somebody disabled the identity in the home directory";
    return [{ state: "fail", vantage: "home", wanted: "accountEnabled true", saw: "false", says, repair }];
  }
  if (workload?.reading?.check === "identity.enabled")
    return [{ state: "fail", vantage: "workload", says: workload.reading.says, ...sawMessage(workload.message) }];
  if (workload?.claims !== undefined) return [{ state: "pass", vantage: "workload" }];
  return [skipped(missingOf(bench, "home"))];
};

/** Two minutes between two clocks are nothing; five are what Entra forgives. */
const toleratedSkewMs = 300_000;

/** By the token service's answer, else by the token that it just made, which it back-dates by five minutes. */
function skewOf({ claims, skewMs }: ExchangeSight, nowMs: number): number {
  const issuedAt = claims?.["iat"];
  const byToken = typeof issuedAt === "number" ? (issuedAt + 300) * 1000 - nowMs : 0;
  return Math.abs(byToken) > 2 * toleratedSkewMs ? byToken : (skewMs ?? 0);
}

function judgeClock({ workload, sights }: Bench): Judged[] {
  const skewMs = workload?.exchanges
    .map((one) => skewOf(one, sights.nowMs))
    .find((ms) => Math.abs(ms) > toleratedSkewMs);
  if (skewMs === undefined) return [];
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const saw = `this machine's clock is ${minutes} minutes ${skewMs > 0 ? "behind" : "ahead of"} the token service's`;
  const command = "sudo timedatectl set-ntp true";
  return [{ state: "warn", vantage: "workload", about: "clock", saw, repair: { command, by: "the workload's owner" } }];
}

export const judgeClaims: Judge = (bench) => {
  const { workload, sights, place } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const broken = judgeByWorkload(bench, "assertion.claims", {});
  if (workload.reading?.check === "assertion.claims") {
    const { says } = workload.reading;
    return [{ state: "fail", vantage: "workload", says }];
  }
  if (workload.claims === undefined) return [skipped("hop 1 must work first")];
  if (broken?.state === "fail") return [broken];
  const token = { header: {}, claims: workload.claims };
  const [issuer = "", audience = ""] = [stringClaim(token, "iss"), stringClaim(token, "aud")];
  const wanted = v2Issuer(sights.cloud, sights.configuration.home.tenantId);
  if (tenantOfIssuer(sights.cloud, issuer) !== undefined && issuer !== wanted) {
    const says = "the host is in another directory than home.tenantId, or the configuration names the wrong one";
    return [{ state: "fail", vantage: "workload", wanted, saw: issuer, says, repair: applyHome(place) }];
  }
  const saw = `iss ${issuer}, sub ${stringClaim(token, "sub") ?? ""}, aud ${audience}`;
  return [{ state: "pass", vantage: "workload", saw }, ...judgeClock(bench)];
};
