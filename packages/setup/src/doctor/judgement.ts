// How what an administrator saw and what the workload was told come together into one verdict.
import type { ChainCheckId, Reading, TenantId, Vantage } from "@tegata/core";
import { propagationSeconds } from "@tegata/core";
import { adoptionsOf } from "./adoptions.ts";
import type { Judged, Repair } from "./check-result.ts";
import type { RepairPlace } from "./repairs.ts";
import { waitFor } from "./repairs.ts";
import type { ExchangeSight, HomeSight, ResourceSight, Sights, WorkloadSight } from "./sights.ts";

/** What a check is judged by. */
export interface Bench {
  readonly sights: Sights;
  readonly place: RepairPlace;
  readonly home: HomeSight | undefined;
  readonly workload: WorkloadSight | undefined;
  readonly resource: (tenantId: TenantId) => ResourceSight | undefined;
}

export type Judge = (bench: Bench) => readonly Judged[];

export function benchOf(sights: Sights, place: RepairPlace): Bench {
  const there = <Sight extends object>(sight: Sight | { readonly missing: string } | undefined): Sight | undefined =>
    sight === undefined || "missing" in sight ? undefined : sight;
  const home = there<HomeSight>(sights.home);
  const adopt = adoptionsOf(home, sights.configuration.home.application.name);
  return {
    sights,
    place: { ...place, adopt },
    home,
    workload: there<WorkloadSight>(sights.workload),
    resource: (tenantId) => there<ResourceSight>(sights.resources.get(tenantId)),
  };
}

/** Why a vantage point is empty. */
export function missingOf({ sights }: Bench, vantage: Vantage, tenantId?: TenantId): string {
  const sight =
    vantage === "home"
      ? sights.home
      : vantage === "workload"
        ? sights.workload
        : sights.resources.get(tenantId ?? sights.configuration.home.tenantId);
  return sight !== undefined && "missing" in sight ? sight.missing : `the ${vantage} vantage point`;
}

export function skipped(missing: string): Judged {
  return { state: "skipped", missing };
}

/** Nothing is wrong; it needs time. */
export function pending(bench: Bench, reading: Pick<Reading, "says" | "passesInSeconds">): Judged {
  const seconds = reading.passesInSeconds ?? propagationSeconds;
  return {
    state: "pending",
    says: reading.says,
    until: new Date(bench.sights.nowMs + seconds * 1000).toISOString().replace(/\.\d+/, ""),
    repair: waitFor(bench.place, seconds),
  };
}

/** The workload's first exchange with a directory. */
export function exchangeOf({ workload }: Bench, tenantId?: TenantId): ExchangeSight | undefined {
  return workload?.exchanges.find((one) => tenantId === undefined || one.tenantId === tenantId);
}

/** Every exchange that a check broke. */
export function brokenExchange(bench: Bench, check: ChainCheckId, tenantId?: TenantId): ExchangeSight | undefined {
  const all = bench.workload?.exchanges ?? [];
  return all.find(
    ({ reading, ...one }) => reading?.check === check && (tenantId === undefined || one.tenantId === tenantId),
  );
}

/** What the workload's own attempt says of a check that an administrator could judge better. */
export function judgeByWorkload(
  bench: Bench,
  check: ChainCheckId,
  on: { readonly tenantId?: TenantId; readonly repair?: Repair | undefined; readonly wanted?: string },
): Judged | undefined {
  const broken = brokenExchange(bench, check, on.tenantId);
  const vantage = { vantage: "workload" } as const;
  if (broken?.reading) {
    const { reading, message } = broken;
    if (reading.passesInSeconds !== undefined) return { ...vantage, ...pending(bench, reading), ...saw(message) };
    const { wanted, repair } = on;
    const about = { ...(wanted === undefined ? {} : { wanted }), ...(repair === undefined ? {} : { repair }) };
    return { ...vantage, state: "fail", says: reading.says, ...saw(message), ...about };
  }
  const passed = bench.workload?.exchanges.find(
    ({ claims, tenantId }) => claims !== undefined && (on.tenantId === undefined || tenantId === on.tenantId),
  );
  return passed && { ...vantage, state: "pass", saw: "the exchange went past it" };
}

function saw(message: string | undefined): { saw?: string } {
  if (message === undefined) return {};
  const [line = ""] = message.split(/\r?\n| Trace ID:/);
  return { saw: line.length > 300 ? `${line.slice(0, 300)}…` : line };
}

export { saw as sawMessage };

/** An administrator saw that all is well, and the workload is told otherwise: the change is on its way. */
export function judgeArrival(bench: Bench, check: ChainCheckId, tenantId?: TenantId): Judged | undefined {
  const broken = brokenExchange(bench, check, tenantId);
  const { workload, place } = bench;
  // A workload that names another application learns nothing of this one.
  const isOther = workload?.applicationId?.toLowerCase() !== place.applicationId;
  if (broken?.reading === undefined || isOther) return undefined;
  const says = "the directory has it as it should be, but the token service does not know it yet";
  return {
    vantage: "workload",
    ...pending(bench, { says, passesInSeconds: propagationSeconds }),
    ...saw(broken.message),
  };
}

export function tenantsOf({ sights }: Bench): readonly TenantId[] {
  return sights.configuration.resources.map(({ tenantId }) => tenantId);
}
