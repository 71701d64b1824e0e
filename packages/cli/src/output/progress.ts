import type { Change, ProgressEvent } from "@tegata/setup";
import type { Terminal } from "./terminal.ts";

const signs: Readonly<Record<string, string>> = {
  created: "+",
  updated: "~",
  deleted: "-",
  adopted: "=",
  unchanged: "=",
  skipped: "!",
};

function seconds(ms: number): string {
  const total = Math.round(ms / 1000);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
}

/** In which directory: a service principal has the same name in each. */
function whereOf({ kind, tenantId }: Change): string {
  return kind === "servicePrincipal" || kind === "appRoleAssignment" ? ` in ${tenantId}` : "";
}

function line(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case "finished":
      return `  ${signs[event.result] ?? "?"} ${event.result.padEnd(10)}${event.change.address}${whereOf(event.change)}`;
    case "blocked":
      return `  … waits     ${event.change.address}${event.change.action === "blocked" ? `, for ${event.change.waitsFor}` : ""}`;
    case "waiting":
      return `  … ${event.address}: ${event.reason}, ${seconds(event.elapsedMs)} of at most ${seconds(event.limitMs)}`;
    case "retrying":
      return `  … ${new URL(event.url).origin}: ${event.because}; asked again in ${seconds(event.delayMs)}`;
    case "failed":
      return event.code === "cancelled"
        ? `  ! stopped   ${event.address}`
        : `  ! failed    ${event.address} (${event.code})`;
    default:
      return undefined;
  }
}

/** Shows apply's progress on standard error, a line an event: no spinner, so that logs stay readable. */
export function showProgress(terminal: Terminal): (event: ProgressEvent) => void {
  const retries = new Set<string>();
  return (event) => {
    const shown = line(event);
    if (shown === undefined) return;
    if (event.type === "retrying") {
      // Requests that went out together fail together; one line for all of them is enough.
      const key = `${event.tries} ${shown}`;
      if (retries.has(key)) return;
      retries.add(key);
    }
    terminal.note(shown);
  };
}
