// A plan in a file. Apply looks anew and goes on only when it comes to the same plan.
import { SetupError } from "../errors.ts";
import type { Change, FieldChange } from "./change.ts";
import type { Plan } from "./plan.ts";

/** A plan as a file's text. */
export function writePlan(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}

function unreadable(why: string, cause?: unknown): SetupError {
  return new SetupError("plan.unreadable", `the saved plan ${why}`, {
    fix: "Make it again with: tegata plan --out <file>.",
    ...(cause instanceof Error ? { cause: new Error(cause.name) } : {}),
  });
}

/** A plan from a file's text. @throws SetupError `plan.unreadable` */
export function readPlan(text: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable("is not JSON", cause);
  }
  const plan = (typeof value === "object" && value !== null ? value : {}) as Partial<Plan>;
  if (plan.planVersion !== 1) throw unreadable("is not a plan of version 1");
  if (!Array.isArray(plan.changes) || typeof plan.configurationHash !== "string") throw unreadable("is not complete");
  return plan as Plan;
}

function textOf(change: Change): string {
  const fields: readonly FieldChange[] = "fields" in change ? change.fields : [];
  return JSON.stringify([
    change.tenantId,
    change.kind,
    change.address,
    change.action,
    fields.map(({ field, from, to }) => [field, from ?? null, to]),
    change.action === "blocked" ? change.waitsFor : null,
  ]);
}

/** @throws SetupError `plan.stale` that names what is different now */
export function checkFresh(expected: Plan, actual: Plan): void {
  const faults: string[] = [];
  if (expected.configurationHash !== actual.configurationHash) faults.push("the configuration is another one");
  const [then, now] = [expected.changes.map(textOf), actual.changes.map(textOf)];
  const different = [
    ...actual.changes.filter((_change, index) => !then.includes(now[index] as string)),
    ...expected.changes.filter((_change, index) => !now.includes(then[index] as string)),
  ];
  for (const address of new Set(different.map((change) => change.address))) faults.push(`${address} is not as it was`);
  if (faults.length === 0) return;
  throw new SetupError("plan.stale", `the saved plan is out of date: ${faults.join("; ")}`, {
    fix: "Plan again, look at it, and apply that. Nothing was written.",
    details: { faults },
  });
}
