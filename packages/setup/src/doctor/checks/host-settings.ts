// The settings that the hosts of the configuration give their programs, and how a wrong one is put right.
import type { HostConfiguration } from "../../configuration/configuration.ts";
import type { homeTenantSetting } from "../../settings.ts";
import type { settingNames } from "../../workload.ts";
import type { Judged, Repair } from "../check-result.ts";
import type { Bench } from "../judgement.ts";
import { skipped } from "../judgement.ts";
import { applyHome, applyHomeSettings, exportVariable, setContainerVariable } from "../repairs.ts";
import type { SeenHost, WorkloadSight } from "../sights.ts";

export type SettingName = (typeof settingNames)[keyof typeof settingNames] | typeof homeTenantSetting;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether apply can set this host's settings. */
function isSettable({ kind }: Pick<HostConfiguration, "kind">): boolean {
  return kind === "appService" || kind === "functionApp";
}

/** The host of the configuration that the workload runs on. One that does not tell its name is taken for the first. */
function hostOf({ workload, sights }: Bench): HostConfiguration | undefined {
  if (workload === undefined || workload.isVirtualMachine || workload.identity === "projected token") return undefined;
  const hosts = sights.configuration.home.hosts ?? [];
  const { hostName } = workload;
  return hostName === undefined ? hosts.find(isSettable) : hosts.find(({ name }) => same(name, hostName));
}

function seenHostOf({ home }: Bench, host: HostConfiguration | undefined): SeenHost | undefined {
  return home?.hosts.find(({ kind, name }) => kind === host?.kind && name === host?.name);
}

/** A program whose host says the right thing gets the wrong one from elsewhere: no setting of the host repairs it. */
function isHidden(bench: Bench, name: SettingName, right: string | undefined): boolean {
  const seen = seenHostOf(bench, hostOf(bench))?.settings;
  const atHost = seen?.kind === "seen" ? seen.value[name] : undefined;
  return atHost !== undefined && right !== undefined && same(atHost, right);
}

function repairAt({ place }: Bench, host: HostConfiguration, setting: readonly [SettingName, string]): Repair {
  return isSettable(host) ? applyHomeSettings(place) : setContainerVariable(place, host, setting);
}

/** Puts a setting of the workload right where it gets it from: its host, where the configuration lists that. */
export function setForWorkload(bench: Bench, name: SettingName, right: string): Repair {
  const host = hostOf(bench);
  if (host === undefined || isHidden(bench, name, right)) return exportVariable(name, right);
  return repairAt(bench, host, [name, right]);
}

/** Brings home in line as the workload alone needs it: it cannot tell an object that is gone from a setting that is wrong. */
export function applyHomeFor(bench: Bench): Repair {
  return setUnknownForWorkload(bench) ?? applyHome(bench.place);
}

/** The same for a value that nobody here knows: apply finds it by itself. */
export function setUnknownForWorkload(bench: Bench): Repair | undefined {
  const host = hostOf(bench);
  return host !== undefined && isSettable(host) ? applyHomeSettings(bench.place) : undefined;
}

/** What a setting must be, and what it means that it is not. */
export interface HostSetting {
  readonly name: SettingName;
  /** Undefined: nobody knows. */
  readonly right: string | undefined;
  readonly explain: (given: string) => string;
  /** A wrong value breaks nothing. */
  readonly isHarmless?: boolean;
}

function judgeOne(bench: Bench, host: SeenHost, setting: HostSetting): Judged[] {
  const about = `${host.kind} ${host.name}`;
  const { name, right, explain, isHarmless = false } = setting;
  const { settings } = host;
  if (settings.kind === "unseen") return [{ ...skipped(`${settings.why} (to read the settings)`), about }];
  // A host that has none was never set by us: its program has them from elsewhere, or is told otherwise.
  if (settings.kind === "absent" || Object.keys(settings.value).length === 0 || right === undefined) return [];
  const configured = bench.sights.configuration.home.hosts?.find(({ name: one }) => one === host.name);
  const repair = configured && repairAt(bench, configured, [name, right]);
  const found = { vantage: "home", about, wanted: `${name}=${right}`, ...(repair ? { repair } : {}) } as const;
  const given = settings.value[name];
  if (given === undefined) return [{ state: "warn", ...found, saw: "not set", says: "the host has others of ours" }];
  if (same(given, right)) return [{ state: "pass", vantage: "home", about, wanted: right, saw: given }];
  return [{ state: isHarmless ? "warn" : "fail", ...found, saw: `${name}=${given}`, says: explain(given) }];
}

function isOn(workload: WorkloadSight | undefined, host: SeenHost): boolean {
  return workload?.hostName !== undefined && same(workload.hostName, host.name);
}

/** The setting at each host, as home's administrator reads it; what the workload tells of its own host is not told twice. */
export function judgeHostSettings(bench: Bench, setting: HostSetting, byWorkload: readonly Judged[]): Judged[] {
  const isTold = byWorkload.some(({ state }) => state === "fail");
  const hosts = (bench.home?.hosts ?? []).filter((host) => !(isTold && isOn(bench.workload, host)));
  return hosts.flatMap((host) => judgeOne(bench, host, setting));
}
