// What the workload is told by its environment, against what the configuration and the directories say.
import { isGuid } from "@tegata/core";
import type { Bench, Judge } from "../judgement.ts";
import { brokenExchange, missingOf, sawMessage, skipped } from "../judgement.ts";
import type { Judged } from "../check-result.ts";
import { az, setVariable } from "../repairs.ts";
import { valueOf } from "../seen.ts";
import { applicationUniqueName } from "../../names.ts";
import { settingNames } from "../../workload.ts";

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A grant whose subscription is of another directory than the configuration says of it. */
function foreignSubscriptions(bench: Bench): Judged[] {
  return bench.sights.configuration.resources.flatMap(({ tenantId }) => {
    const roles = bench.resource(tenantId)?.roles ?? [];
    const found = roles.find(({ scope }) => scope.kind === "unseen" && scope.code === "subscription.wrong-directory");
    if (found?.scope.kind !== "unseen") return [];
    const says = "the grant's subscription belongs to another directory: correct resources[].tenantId, or the scope";
    return [{ state: "fail", vantage: "resource", tenantId, wanted: tenantId, saw: found.scope.why, says }];
  });
}

/** With several resource directories the program chooses one per call; then there is nothing to compare. */
export const judgeResourceTenant: Judge = (bench) => {
  const { workload, sights } = bench;
  const foreign = foreignSubscriptions(bench);
  if (foreign.length > 0) return foreign;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const trusted = workload.data.find(({ reading }) => reading?.check === "settings.resource-tenant");
  if (trusted?.reading) {
    const { says } = trusted.reading;
    return [
      {
        state: "fail",
        vantage: "workload",
        says: `${says}; correct resources[].tenantId in the configuration`,
        ...sawMessage(trusted.message),
      },
    ];
  }
  const given = workload.settings.resourceTenantId;
  const [only, ...more] = sights.configuration.resources;
  if (given === undefined || only === undefined || more.length > 0) return [];
  const found = { vantage: "workload", wanted: only.tenantId, saw: given } as const;
  if (same(given, only.tenantId)) return [{ state: "pass", ...found }];
  const isHome = same(given, sights.configuration.home.tenantId);
  const says = isHome
    ? "the workload asks its home directory; the resource is in another"
    : "the workload asks another directory than the configuration names";
  return [{ state: "fail", ...found, says, repair: setVariable(settingNames.resourceTenantId, only.tenantId) }];
};

/** The client id of the identity as an administrator or the identity's own token tells it. */
export const judgeIdentitySetting: Judge = (bench) => {
  const { workload, home } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const given = workload.settings.identityClientId;
  if (given === undefined) return [];
  const right = valueOf(home?.identity)?.clientId ?? workload.rightClientId;
  const vantage = home === undefined ? "workload" : "home";
  if (right === undefined)
    return workload.reading === undefined ? [{ state: "pass", vantage: "workload", saw: given }] : [];
  if (same(right, given)) return [{ state: "pass", vantage, wanted: right, saw: given }];
  const identity = valueOf(home?.identity);
  const isPrincipal = identity !== undefined && same(identity.principalId, given);
  const says = isPrincipal
    ? "that is the identity's principal id; the client id is wanted"
    : "the identity has another client id: another identity is meant, or it was made again";
  const repair = setVariable(settingNames.identityClientId, right);
  return [{ state: "fail", vantage, wanted: right, saw: given, says, repair }];
};

/** The application's id, where neither an administrator nor the configuration tells it: home's administrator looks it up. */
function lookUp({ place, sights }: Bench): NonNullable<Judged["repair"]> {
  const { home } = sights.configuration;
  const filter = `uniqueName eq '${applicationUniqueName(home.application.name)}'`;
  const found = az(place, home.tenantId, [
    "ad",
    "app",
    "list",
    "--filter",
    filter,
    "--query",
    "[0].appId",
    "-o",
    "tsv",
  ]);
  const [account = "", query = ""] = found.command.split(" && ");
  const note = "Its client id is what tegata apply told when it had made it.";
  return { ...found, command: `${account} && export ${settingNames.applicationId}="$(${query})"`, note };
}

export const judgeApplicationSetting: Judge = (bench) => {
  const { workload, home, sights } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const used = workload.applicationId;
  if (used === undefined) {
    if (workload.claims === undefined) return [skipped("hop 1 must work first")];
    const saw = `${settingNames.applicationId} is not set, and no --application-id given`;
    const says = "without the application's client id the exchange cannot be tried";
    return [{ state: "fail", vantage: "workload", saw, says, repair: lookUp(bench) }];
  }
  const configured = sights.configuration.home.application.clientId;
  const right = valueOf(home?.application)?.clientId ?? configured;
  const identity = valueOf(home?.identity);
  if (right !== undefined && !same(right, used)) {
    const says =
      identity !== undefined && same(identity.clientId, used)
        ? "that is the managed identity's own client id, not the application's"
        : "the workload names another application";
    const repair = setVariable(settingNames.applicationId, right);
    const vantage = home === undefined ? "workload" : "home";
    return [{ state: "fail", vantage, wanted: right, saw: used, says, repair }];
  }
  if (!isGuid(used)) {
    const repair = right === undefined ? lookUp(bench) : setVariable(settingNames.applicationId, right);
    const about = { wanted: "a GUID", saw: used, says: "that is no client id" };
    return [{ state: "fail", vantage: "workload", ...about, repair }];
  }
  const broken = brokenExchange(bench, "settings.application");
  if (broken?.reading) {
    const repair = right === undefined ? lookUp(bench) : setVariable(settingNames.applicationId, right);
    const { says } = broken.reading;
    return [{ state: "fail", vantage: "workload", saw: used, says, repair }];
  }
  if (right !== undefined) return [{ state: "pass", vantage: home ? "home" : "workload", wanted: right, saw: used }];
  const works = workload.exchanges.some(({ claims }) => claims !== undefined);
  return works ? [{ state: "pass", vantage: "workload", saw: used }] : [];
};
