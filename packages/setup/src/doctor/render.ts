import type { CheckResult } from "./check-result.ts";
import type { DoctorReport, VantagePoint } from "./doctor.ts";

const signs: Readonly<Record<CheckResult["state"], string>> = {
  pass: "✓",
  fail: "✗",
  warn: "!",
  pending: "…",
  skipped: "-",
};

function evidence(check: CheckResult): string[] {
  const { wanted, saw, says, until, repair } = check;
  return [
    ...(says === undefined ? [] : [`  ${says}`]),
    ...(wanted === undefined ? [] : [`  wanted  ${wanted}`]),
    ...(saw === undefined ? [] : [`  saw     ${saw}`]),
    ...(until === undefined ? [] : [`  until   ${until}`]),
    ...(repair === undefined ? [] : [`  repair  ${repair.command}`, `          run by ${repair.by}`]),
    ...(repair?.note === undefined ? [] : [`          ${repair.note}`]),
  ];
}

function subject({ title, about, state }: CheckResult): string {
  const where = about === undefined ? "" : ` (${about})`;
  return `${signs[state]} ${state === "pending" ? "not yet" : state === "fail" ? "does not hold" : state}: ${title}${where}`;
}

/** What a symptom says when it does not hold; its title says what holds. */
const denials: Partial<Record<CheckResult["id"], string>> = {
  exchange: "the resource directory gives the application no token",
  "data.answers": "the resource does not serve the workload",
};

function consequence({ id, title, about }: CheckResult): string {
  return `  follows from it: ${denials[id] ?? `does not hold: ${title}`}${about === undefined ? "" : ` (${about})`}`;
}

function nameOf({ vantage, tenantId }: VantagePoint): string {
  return vantage === "workload" ? "the workload" : `${vantage} ${tenantId ?? ""}`;
}

function vantageLines(points: readonly VantagePoint[]): string[] {
  const looked = points.filter((point) => point.looked).map(nameOf);
  const missing = points.filter((point) => !point.looked);
  return [
    `Looked from: ${looked.length === 0 ? "nowhere" : looked.join(", ")}`,
    ...missing.map((point) => `Not from:    ${nameOf(point)}: needs ${point.missing ?? ""}`),
  ];
}

function isWrong({ state }: CheckResult): boolean {
  return state === "fail" || state === "pending";
}

/** What the doctor found, for people: the cause and its repair first, the rest in a few lines. */
export function renderDoctor(report: DoctorReport): string {
  const { cause, checks, vantages } = report;
  const count = (state: CheckResult["state"]): number => checks.filter((check) => check.state === state).length;
  const others = checks.filter((check) => isWrong(check) && check !== cause && check.consequenceOf === undefined);
  const folded = checks.filter(({ consequenceOf }) => consequenceOf !== undefined);
  const warnings = checks.filter(({ state }) => state === "warn");
  const nobody = vantages.every(({ looked }) => !looked);
  const head = cause
    ? [subject(cause), ...evidence(cause), ...cause.links.map((link) => `  see     ${link}`)]
    : [nobody ? "Nobody could look: nothing is known." : "Nothing is wrong that can be seen from here."];
  const consequences = folded.map(consequence);
  return [
    ...head,
    ...consequences,
    ...(others.length === 0 ? [] : ["", "Also wrong, to repair after it:"]),
    ...others.flatMap((check) => [subject(check), ...evidence(check)]),
    ...warnings.flatMap((check) => ["", subject(check), ...evidence(check)]),
    "",
    `${count("pass")} checks hold, ${count("skipped")} could not be looked at`,
    ...vantageLines(vantages),
  ].join("\n");
}
