import type { DestroyOutcome, Removal } from "./destroy.ts";

const signs = { delete: "-", leave: "=", blocked: "?" } as const;
const colours = { delete: "31", leave: "2", blocked: "35" } as const;

function whatOf({ action, waitsFor }: Removal): string {
  if (action === "leave") return "has no mark of ours and stays";
  if (action !== "blocked") return "";
  return waitsFor === "the home side"
    ? "remains: which application it is of is not known; give --application-id"
    : "remains: nobody is signed in to its directory";
}

/** What is removed and what remains, as text: `-` removed, `=` not ours, `?` the other side's. */
export function renderDestroy(
  outcome: Pick<DestroyOutcome, "removals" | "dryRun">,
  options: { readonly colour?: boolean } = {},
): string {
  const paint = (text: string, code: string): string => (options.colour ? `\u001B[${code}m${text}\u001B[0m` : text);
  const tenants = [...new Set(outcome.removals.map(({ tenantId }) => tenantId))];
  const lines = tenants.flatMap((tenantId) => {
    const removals = outcome.removals.filter((removal) => removal.tenantId === tenantId);
    const side = removals[0]?.side === "home" ? "Home" : "Resource";
    const shown = removals.flatMap((removal) => {
      const head = paint(`  ${signs[removal.action]} ${removal.address}`, colours[removal.action]);
      const what = whatOf(removal);
      return what === "" ? [head] : [head, `      ${what}`];
    });
    return [paint(`${side} directory ${tenantId}`, "1"), ...shown, ""];
  });
  const count = (action: Removal["action"]): number =>
    outcome.removals.filter((removal) => removal.action === action).length;
  const verb = outcome.dryRun ? "to delete" : "deleted";
  return [...lines, `${count("delete")} ${verb}, ${count("leave")} not ours, ${count("blocked")} waiting`].join("\n");
}
