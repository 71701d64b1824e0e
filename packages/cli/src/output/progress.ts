import type { Change, ProgressEvent, StepResult } from "@tegata/setup";
import { shortAddress } from "@tegata/setup";
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

function finished(change: Change, result: StepResult): string {
  // The host itself stays when what it was given is taken off it.
  const takes = change.action === "delete" ? change.takes : undefined;
  const what = takes ?? `${shortAddress(change.address)}${whereOf(change)}`;
  return `  ${signs[result] ?? "?"} ${(takes === undefined ? result : "removed").padEnd(10)}${what}`;
}

function line(event: ProgressEvent): string | undefined {
  switch (event.type) {
    case "finished":
      return finished(event.change, event.result);
    case "blocked":
      return `  … waits     ${shortAddress(event.change.address)}${event.change.action === "blocked" ? `, for ${event.change.waitsFor}` : ""}`;
    case "waiting":
      return `  … ${shortAddress(event.address)}: ${event.reason}, ${seconds(event.elapsedMs)} of at most ${seconds(event.limitMs)}`;
    case "retrying":
      return `  … ${new URL(event.url).origin}: ${event.because}; asked again in ${seconds(event.delayMs)}`;
    case "failed":
      return event.code === "cancelled"
        ? `  ! stopped   ${shortAddress(event.address)}`
        : `  ! failed    ${shortAddress(event.address)} (${event.code})`;
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
