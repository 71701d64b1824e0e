// The committed list of what may be left out, with the reason.
import { readFile } from "node:fs/promises";
import { clients, controlClients, identityClients } from "./clients.ts";
import { controlScenarios } from "./control-plane/scenarios.ts";
import { identityScenarios } from "./identity/scenarios.ts";
import { scenarios } from "./scenarios.ts";

interface Entry {
  readonly client: string;
  /** Without it: the whole client may be missing, for this reason only. With it: this scenario is not for this client. */
  readonly scenario?: string;
  readonly reason: string;
}

export interface Unavailable {
  /** Whether the client may be missing for a reason that was found. */
  readonly excuses: (client: string, found: string) => boolean;
  /** Why the client leaves the scenario out; undefined when it does not. */
  readonly cell: (client: string, scenario: string) => string | undefined;
}

function check(entry: Entry): void {
  const { client, scenario, reason } = entry;
  const isClient = [...clients, ...controlClients, ...identityClients].some(({ id }) => id === client);
  const isScenario = [...scenarios, ...controlScenarios, ...identityScenarios].some(({ id }) => id === scenario);
  const isKnown = isClient && (scenario === undefined || isScenario);
  if (!isKnown || !reason) throw new Error(`unavailable.json: no such cell, or no reason: ${JSON.stringify(entry)}`);
}

export async function readUnavailable(): Promise<Unavailable> {
  const entries = JSON.parse(await readFile(new URL("unavailable.json", import.meta.url), "utf8")) as readonly Entry[];
  for (const entry of entries) check(entry);
  const reasons = (client: string, scenario?: string): readonly string[] =>
    entries.filter((entry) => entry.client === client && entry.scenario === scenario).map(({ reason }) => reason);
  // Details stand on the lines after the first one.
  const excuses = (client: string, found: string): boolean => reasons(client).includes(found.split(":\n")[0] ?? "");
  return { excuses, cell: (client, scenario) => reasons(client, scenario)[0] };
}
