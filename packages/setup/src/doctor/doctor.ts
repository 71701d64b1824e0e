import type { ChainCheck, TenantId, Vantage } from "@tegata/core";
import { chainChecks } from "@tegata/core";
import type { CheckResult, Judged } from "./check-result.ts";
import { judges } from "./checks/all.ts";
import type { Bench } from "./judgement.ts";
import { benchOf } from "./judgement.ts";
import { linksOf } from "./links.ts";
import type { DiagnosisOptions } from "./observe/observe.ts";
import { observe } from "./observe/observe.ts";

/** Who looked, or why not. */
export interface VantagePoint {
  readonly vantage: Vantage;
  /** The directory; absent for the workload. */
  readonly tenantId?: TenantId;
  readonly looked: boolean;
  /** Why nobody looked from there. */
  readonly missing?: string;
}

/** What the doctor found. Ids and names only. */
export interface DoctorReport {
  /** Whether nothing fails and nothing is pending. What was skipped is not known to be right. */
  readonly ok: boolean;
  /** The first check that does not hold: what to repair first. */
  readonly cause: CheckResult | undefined;
  /** Every check, in the order of repair. */
  readonly checks: readonly CheckResult[];
  readonly vantages: readonly VantagePoint[];
}

/** Checks that only show what is wrong further up. */
const symptoms = new Set(["exchange", "data.answers"]);

function isWrong({ state }: Judged): boolean {
  return state === "fail" || state === "pending";
}

function resultOf(check: ChainCheck, judged: Judged): CheckResult {
  const { id, hop, title } = check;
  return { id, hop, title, ...judged, links: isWrong(judged) || judged.state === "warn" ? linksOf(id) : [] };
}

/** Folds what a fault brings with it under the fault. */
function fold(results: readonly CheckResult[]): CheckResult[] {
  const first = (one: CheckResult, index: number): CheckResult | undefined =>
    results.slice(0, index).find((other) => isWrong(other) && !symptoms.has(other.id) && isAboutSame(other, one));
  return results.map((one, index) => {
    if (!isWrong(one) || !symptoms.has(one.id)) return one;
    const cause = first(one, index) ?? results.slice(0, index).find(isWrong);
    return cause === undefined ? one : { ...one, consequenceOf: cause.id };
  });
}

/** A fault of one directory has no consequence in another; one of the home directory may have anywhere. */
function isAboutSame(cause: CheckResult, symptom: CheckResult): boolean {
  return cause.tenantId === undefined || symptom.tenantId === undefined || cause.tenantId === symptom.tenantId;
}

function vantagesOf({ sights }: Bench): VantagePoint[] {
  const point = (vantage: Vantage, sight: object | undefined, tenantId?: TenantId): VantagePoint => {
    const missing = sight !== undefined && "missing" in sight ? String(sight.missing) : undefined;
    const where = tenantId === undefined ? {} : { tenantId };
    return { vantage, ...where, looked: missing === undefined, ...(missing === undefined ? {} : { missing }) };
  };
  const { configuration } = sights;
  return [
    point("workload", sights.workload),
    point("home", sights.home, configuration.home.tenantId),
    ...configuration.resources.map(({ tenantId }) => point("resource", sights.resources.get(tenantId), tenantId)),
  ];
}

/**
 * Looks at the chain from every vantage point that there is and names what to repair first. Reads only; a dozen requests
 * from each administrator, a few from the workload. Never asks what Azure would not tell.
 *
 * @throws SetupError `cloud.metadata-invalid`, `network.failed` when the cloud's endpoints cannot be found; `cancelled`
 * @example
 * ```ts
 * import { doctor, parseConfiguration, type Operator } from "@tegata/setup";
 *
 * declare const text: string;
 * declare const contoso: Operator;
 *
 * const report = await doctor({ configuration: parseConfiguration(text), operators: { home: contoso } });
 * console.log(report.cause?.title, report.cause?.repair?.command);
 * ```
 */
export async function doctor(options: DiagnosisOptions): Promise<DoctorReport> {
  const { sights, place } = await observe(options);
  const bench = benchOf(sights, place);
  // Of one check, what is wrong stands before what only takes time.
  const results = chainChecks.flatMap((check) =>
    judges[check.id](bench)
      .map((judged) => resultOf(check, judged))
      .toSorted((one, other) => Number(other.state === "fail") - Number(one.state === "fail")),
  );
  const checks = fold(results);
  const cause = checks.find((one) => isWrong(one) && one.consequenceOf === undefined);
  return { ok: cause === undefined, cause, checks, vantages: vantagesOf(bench) };
}
