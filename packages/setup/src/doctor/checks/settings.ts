// What the workload is told by its environment, against what the configuration and the directories say.
import { isGuid } from "@tegata/core";
import type { Bench, Judge } from "../judgement.ts";
import { brokenExchange, missingOf, sawMessage, skipped } from "../judgement.ts";
import type { Judged } from "../check-result.ts";
import { az } from "../repairs.ts";
import { valueOf } from "../seen.ts";
import { applicationUniqueName } from "../../names.ts";
import { homeTenantSetting } from "../../settings.ts";
import { settingNames } from "../../workload.ts";
import { judgeHostSettings, setForWorkload, setUnknownForWorkload } from "./host-settings.ts";

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

/** Ids are GUIDs, without quotes or braces; a directory's domain name is none either. */
function explainForm(given: string, what: string): string | undefined {
  return isGuid(given) ? undefined : `that is no ${what}: a GUID is wanted, and nothing around it`;
}

function explainTenant({ sights }: Bench, given: string): string {
  const form = explainForm(given, "directory's id");
  if (form !== undefined) return form;
  return same(given, sights.configuration.home.tenantId)
    ? "the workload asks its home directory; the resource is in another"
    : "the workload asks another directory than the configuration names";
}

/** With several resource directories the program chooses one per call; then there is nothing to compare. */
function onlyTenant({ sights }: Bench): string | undefined {
  const [only, ...more] = sights.configuration.resources;
  return more.length > 0 ? undefined : only?.tenantId;
}

function resourceTenantOfWorkload(bench: Bench): Judged[] {
  const { workload } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const trusted = workload.data.find(({ reading }) => reading?.check === "settings.resource-tenant");
  if (trusted?.reading) {
    const says = `${trusted.reading.says}; correct resources[].tenantId in the configuration`;
    return [{ state: "fail", vantage: "workload", says, ...sawMessage(trusted.message) }];
  }
  const [given, right] = [workload.settings.resourceTenantId, onlyTenant(bench)];
  if (given === undefined || right === undefined) return [];
  const found = { vantage: "workload", wanted: right, saw: given } as const;
  if (same(given, right)) return [{ state: "pass", ...found }];
  const repair = setForWorkload(bench, settingNames.resourceTenantId, right);
  return [{ state: "fail", ...found, says: explainTenant(bench, given), repair }];
}

export const judgeResourceTenant: Judge = (bench) => {
  const foreign = foreignSubscriptions(bench);
  if (foreign.length > 0) return foreign;
  const own = resourceTenantOfWorkload(bench);
  const explain = (given: string): string => explainTenant(bench, given);
  const setting = { name: settingNames.resourceTenantId, right: onlyTenant(bench), explain };
  return [...own, ...judgeHostSettings(bench, setting, own)];
};

/** No hop uses it: programs and people read it, so a wrong one misleads and breaks nothing. */
export const judgeHomeTenantSetting: Judge = (bench) => {
  const right = bench.sights.configuration.home.tenantId;
  const explain = (): string => "no hop uses it, but it misleads whoever reads it";
  return judgeHostSettings(bench, { name: homeTenantSetting, right, explain, isHarmless: true }, []);
};

function explainIdentity({ home }: Bench, given: string): string {
  const form = explainForm(given, "client id");
  if (form !== undefined) return form;
  const identity = valueOf(home?.identity);
  return identity !== undefined && same(identity.principalId, given)
    ? "that is the identity's principal id; the client id is wanted"
    : "the identity has another client id: another identity is meant, or it was made again";
}

/** The client id of the identity as an administrator or the identity's own token tells it. */
function identityOfWorkload(bench: Bench): Judged[] {
  const { workload, home } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const given = workload.settings.identityClientId;
  if (given === undefined) return [];
  const right = valueOf(home?.identity)?.clientId ?? workload.rightClientId;
  const vantage = home === undefined ? "workload" : "home";
  if (right === undefined)
    return workload.reading === undefined ? [{ state: "pass", vantage: "workload", saw: given }] : [];
  if (same(right, given)) return [{ state: "pass", vantage, wanted: right, saw: given }];
  const repair = setForWorkload(bench, settingNames.identityClientId, right);
  return [{ state: "fail", vantage, wanted: right, saw: given, says: explainIdentity(bench, given), repair }];
}

export const judgeIdentitySetting: Judge = (bench) => {
  const own = identityOfWorkload(bench);
  const right = valueOf(bench.home?.identity)?.clientId;
  const explain = (given: string): string => explainIdentity(bench, given);
  return [...own, ...judgeHostSettings(bench, { name: settingNames.identityClientId, right, explain }, own)];
};

/** The application's id, where neither an administrator nor the configuration tells it: home's administrator looks it up. */
function lookUp(bench: Bench): NonNullable<Judged["repair"]> {
  const { place, sights } = bench;
  const { home } = sights.configuration;
  const filter = `uniqueName eq '${applicationUniqueName(home.application.name)}'`;
  const query = ["--filter", filter, "--query", "[0].appId", "-o", "tsv"];
  const found = az(place, home.tenantId, ["ad", "app", "list", ...query]);
  const [account = "", list = ""] = found.command.split(" && ");
  const note = "Its client id is what tegata apply told when it had made it.";
  return { ...found, command: `${account} && export ${settingNames.applicationId}="$(${list})"`, note };
}

function explainApplication({ home }: Bench, given: string): string {
  const form = explainForm(given, "client id");
  if (form !== undefined) return form;
  const identity = valueOf(home?.identity);
  return identity !== undefined && same(identity.clientId, given)
    ? "that is the managed identity's own client id, not the application's"
    : "the workload names another application";
}

function knownApplication({ home, sights }: Pick<Bench, "home" | "sights">): string | undefined {
  return valueOf(home?.application)?.clientId ?? sights.configuration.home.application.clientId;
}

/** Known to home's administrator or the configuration; else what whoever looks says. */
function rightApplication({ home, sights }: Bench): string | undefined {
  return knownApplication({ home, sights }) ?? sights.givenApplicationId;
}

function repairApplication(bench: Bench): NonNullable<Judged["repair"]> {
  const right = rightApplication(bench);
  return right === undefined
    ? (setUnknownForWorkload(bench) ?? lookUp(bench))
    : setForWorkload(bench, settingNames.applicationId, right);
}

function applicationOfWorkload(bench: Bench): Judged[] {
  const { workload, home } = bench;
  if (workload === undefined) return [skipped(missingOf(bench, "workload"))];
  const [used, right, repair] = [workload.applicationId, rightApplication(bench), repairApplication(bench)];
  if (used === undefined) {
    if (workload.claims === undefined) return [skipped("hop 1 must work first")];
    const saw = `${settingNames.applicationId} is not set, and no --application-id given`;
    const says = "without the application's client id the exchange cannot be tried";
    return [{ state: "fail", vantage: "workload", saw, says, repair }];
  }
  const vantage = home === undefined ? "workload" : "home";
  const works = workload.exchanges.some(({ claims }) => claims !== undefined);
  if (right !== undefined && !same(right, used)) {
    // Whoever looks may err; an application that gives tokens is no fault of the chain.
    const state = works && knownApplication(bench) === undefined ? "warn" : "fail";
    return [{ state, vantage, wanted: right, saw: used, says: explainApplication(bench, used), repair }];
  }
  if (!isGuid(used)) {
    const about = { wanted: "a GUID", saw: used, says: "that is no client id" };
    return [{ state: "fail", vantage: "workload", ...about, repair }];
  }
  const broken = brokenExchange(bench, "settings.application");
  if (broken?.reading) return [{ state: "fail", vantage: "workload", saw: used, says: broken.reading.says, repair }];
  if (right !== undefined) return [{ state: "pass", vantage, wanted: right, saw: used }];
  return works ? [{ state: "pass", vantage: "workload", saw: used }] : [];
}

export const judgeApplicationSetting: Judge = (bench) => {
  const own = applicationOfWorkload(bench);
  const explain = (given: string): string => explainApplication(bench, given);
  const setting = { name: settingNames.applicationId, right: rightApplication(bench), explain };
  return [...own, ...judgeHostSettings(bench, setting, own)];
};
