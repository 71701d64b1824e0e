import { shortAddresses } from "../plan/short-address.ts";
import type { DestroyOutcome } from "./destroy.ts";
import type { Removal } from "./removal.ts";

const signs = { delete: "-", leave: "=", blocked: "?" } as const;
const colours = { delete: "31", leave: "2", blocked: "35" } as const;

type Naming = (address: string) => string;

/** One line about one removal, and what there is to say about it. */
function linesOf(removal: Removal, naming: Naming): [string, ...string[]] {
  const { action, settings, why, waitsFor } = removal;
  const address = naming(removal.address);
  const named = settings === undefined ? [] : [settings.join(", ")];
  if (action === "delete") return [removal.takes ?? address, ...named];
  if (action === "leave") {
    return why === undefined
      ? [`left: ${address}: it has no mark of ours`]
      : [`left: ${[address, ...named, why].join(": ")}`];
  }
  return waitsFor === "the home side"
    ? [address, "remains: which application it is of is not known; give --application-id"]
    : [address, "not looked at: nobody is signed in to its directory"];
}

export interface DestroyRendering {
  readonly colour?: boolean;
  /** Only what was not removed, and the counts: what was removed has been told as it happened. */
  readonly remainsOnly?: boolean;
}

/** What is removed and what remains, as text: `-` removed, `=` left as it is, `?` the other side's. */
export function renderDestroy(
  outcome: Pick<DestroyOutcome, "removals" | "dryRun">,
  options: DestroyRendering = {},
): string {
  const paint = (text: string, code: string): string => (options.colour ? `\u001B[${code}m${text}\u001B[0m` : text);
  const shown = outcome.removals.filter(({ action }) => options.remainsOnly !== true || action !== "delete");
  const naming = shortAddresses(outcome.removals.map(({ address }) => address));
  const tenants = [...new Set(shown.map(({ tenantId }) => tenantId))];
  const lines = tenants.flatMap((tenantId) => {
    const here = shown.filter((removal) => removal.tenantId === tenantId);
    const side = here[0]?.side === "home" ? "Home" : "Resource";
    const items = here.flatMap((removal) => {
      const [head, ...more] = linesOf(removal, naming);
      return [
        paint(`  ${signs[removal.action]} ${head}`, colours[removal.action]),
        ...more.map((line) => `      ${line}`),
      ];
    });
    return [paint(`${side} directory ${tenantId}`, "1"), ...items, ""];
  });
  const count = (action: Removal["action"]): number =>
    outcome.removals.filter((removal) => removal.action === action).length;
  const verb = outcome.dryRun ? "to remove" : "removed";
  return [...lines, `${count("delete")} ${verb}, ${count("leave")} left, ${count("blocked")} waiting`].join("\n");
}
