// What the administrator of the other side has to do, as commands that can be copied.
import type { ClientId, TenantId } from "@tegata/core";
import type { Side } from "../directory/operator.ts";
import { bash } from "../export/quote.ts";
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

/** ` --file <name>`, unless it is the name that is looked for anyway. Quoted for a shell where it must be. */
export function fileOption(file: string | undefined): string {
  if (file === undefined || file === "tegata.yaml") return "";
  return ` --file ${/^[\w./:@%+=-]+$/.test(file) ? file : bash(file)}`;
}

interface HandOverOptions {
  readonly homeTenantId: TenantId;
  readonly applicationId: ClientId | undefined;
  /** The configuration's file, when it has another name than tegata.yaml. */
  readonly file?: string | undefined;
}

function commandsOf(side: Side, tenantId: TenantId, { applicationId, file }: HandOverOptions): string[] {
  const named = fileOption(file);
  if (side === "home") return [`tegata apply --side home${named}`];
  if (applicationId === undefined) return [];
  const id = `--application-id ${applicationId}${named}`;
  return [`tegata apply --side resource ${id}`, `tegata export --side resource --format az --tenant ${tenantId} ${id}`];
}

/** Who has to do what before everything is there. Empty when nothing is blocked. */
export function handOver(changes: readonly Change[], options: HandOverOptions): HandOver[] {
  const blocked = changes.filter(({ action }) => action === "blocked");
  return [...new Set(blocked.map(({ tenantId }) => tenantId))].map((tenantId) => {
    const side: Side = tenantId === options.homeTenantId ? "home" : "resource";
    const waiting = blocked.filter((change) => change.tenantId === tenantId).map(({ address }) => address);
    const commands = commandsOf(side, tenantId, options);
    return { side, tenantId, waiting, commands, ...(commands.length === 0 ? { after: "the home side" as const } : {}) };
  });
}
