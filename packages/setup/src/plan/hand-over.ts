// What the administrator of the other side has to do, as commands that can be copied.
import type { ClientId, TenantId } from "@tegata/core";
import type { Side } from "../directory/operator.ts";
import type { Change } from "./change.ts";

export interface HandOver {
  readonly side: Side;
  readonly tenantId: TenantId;
  /** What is left to do there. */
  readonly waiting: readonly string[];
  /** Either of them does it: with this tool, or with what export writes. Empty while the application's id is unknown. */
  readonly commands: readonly string[];
  /** Who must go first, when it is not this side. */
  readonly after?: "the home side";
}

function commandsOf(side: Side, applicationId: ClientId | undefined): string[] {
  if (side === "home") return ["tegata apply --side home"];
  if (applicationId === undefined) return [];
  const id = `--application-id ${applicationId}`;
  return [`tegata apply --side resource ${id}`, `tegata export --side resource --format az ${id}`];
}

/** Who has to do what before everything is there. Empty when nothing is blocked. */
export function handOver(
  changes: readonly Change[],
  { homeTenantId, applicationId }: { readonly homeTenantId: TenantId; readonly applicationId: ClientId | undefined },
): HandOver[] {
  const blocked = changes.filter(({ action }) => action === "blocked");
  return [...new Set(blocked.map(({ tenantId }) => tenantId))].map((tenantId) => {
    const side: Side = tenantId === homeTenantId ? "home" : "resource";
    const waiting = blocked.filter((change) => change.tenantId === tenantId).map(({ address }) => address);
    const commands = commandsOf(side, applicationId);
    return { side, tenantId, waiting, commands, ...(commands.length === 0 ? { after: "the home side" as const } : {}) };
  });
}
