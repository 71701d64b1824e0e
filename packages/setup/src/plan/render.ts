import type { TenantId } from "@tegata/core";
import type { Change, ChangeAction, FieldChange } from "./change.ts";
import type { Plan } from "./plan.ts";
import { summarize } from "./plan.ts";
import { shortAddresses } from "./short-address.ts";

const signs: Readonly<Record<ChangeAction, string>> = {
  create: "+",
  update: "~",
  delete: "-",
  keep: "=",
  refused: "x",
  blocked: "?",
};
// SGR codes: green, yellow, red, faint, red, magenta.
const colours: Readonly<Record<ChangeAction, string>> = {
  create: "32",
  update: "33",
  delete: "31",
  keep: "2",
  refused: "31",
  blocked: "35",
};

type Paint = (text: string, code: string) => string;

function painter(colour: boolean): Paint {
  return colour ? (text, code) => `\u001B[${code}m${text}\u001B[0m` : (text) => text;
}

interface Rendering {
  readonly paint: Paint;
  /** An address as it is shown. */
  readonly naming: (address: string) => string;
  readonly notLookedAt: readonly string[];
}

function fieldLine({ field, from, to }: FieldChange): string {
  return from === undefined ? `      ${field}: ${to}` : `      ${field}: ${from} -> ${to}`;
}

function changeLines(change: Change, { paint, naming }: Rendering): string[] {
  const head = paint(`  ${signs[change.action]} ${naming(change.address)}`, colours[change.action]);
  if (change.action === "keep") return [head];
  if (change.action === "delete") {
    return [head, "      is ours, and the configuration wants it no more", `      needs: ${change.permission}`];
  }
  if (change.action === "refused") {
    const { why = "is not ours", unless = `--adopt "${change.address}"` } = change;
    const stays = [`      ${why}`, `      stays as it is; to have it changed: ${unless}`];
    return [head, ...change.fields.map(fieldLine), ...stays];
  }
  if (change.action === "blocked") return [head, `      waits for ${change.waitsFor}`];
  return [head, ...change.fields.map(fieldLine), `      why: ${change.because}`, `      needs: ${neededFor(change)}`];
}

/** The scope stands above in full; naming it once is enough. */
function neededFor({ permission, fields }: Extract<Change, { readonly fields: unknown }>): string {
  const scope = fields.find(({ field }) => field === "scope")?.to;
  return scope === undefined ? permission : permission.replace(` at ${scope}`, " there");
}

function group(plan: Plan, tenantId: TenantId, rendering: Rendering): string[] {
  const { paint, naming, notLookedAt } = rendering;
  const changes = plan.changes.filter((change) => change.tenantId === tenantId);
  const isHome = tenantId === plan.homeTenantId;
  const who = isHome ? "home administrator" : "resource administrator";
  const notices = plan.notices.filter((notice) => notice.tenantId === tenantId);
  return [
    paint(`${isHome ? "Home" : "Resource"} directory ${tenantId} (${who})`, "1"),
    ...changes.flatMap((change) => changeLines(change, rendering)),
    ...notices.map(({ address, message }) => paint(`  ! ${naming(address)}: ${message}`, "33")),
    ...(isHome ? notLookedAt.map((what) => paint(`  … ${what}`, "2")) : []),
    "",
  ];
}

export interface PlanRendering {
  readonly colour?: boolean;
  /** What of home was not looked at and might have been: a line each. */
  readonly notLookedAt?: readonly string[];
}

/**
 * A plan as text, grouped by who must act: `+` create, `~` change, `-` delete, `=` unchanged, `?` waits, `x` not ours
 * and in the way, `!` left alone but worth a look. Signs carry the meaning, colour repeats it.
 */
export function renderPlan(plan: Plan, options: PlanRendering = {}): string {
  const naming = shortAddresses([...plan.changes, ...plan.notices].map(({ address }) => address));
  const rendering = { paint: painter(options.colour ?? false), naming, notLookedAt: options.notLookedAt ?? [] };
  const tenants = [...new Set(plan.changes.map(({ tenantId }) => tenantId))];
  const { create, update, delete: removed, keep, refused, blocked } = summarize(plan);
  const waiting = blocked > 0 ? `, ${blocked} waiting` : "";
  const inTheWay = refused > 0 ? `, ${refused} in the way and left as ${refused === 1 ? "it is" : "they are"}` : "";
  const deleting = removed > 0 ? `${removed} to delete, ` : "";
  const footer = `${create} to create, ${update} to change, ${deleting}${keep} unchanged${waiting}${inTheWay}`;
  return [...tenants.flatMap((tenantId) => group(plan, tenantId, rendering)), footer].join("\n");
}
