// Whole outcomes, compared with literals. What differs from run to run is named instead.
import { deepStrictEqual } from "node:assert";
import { sides } from "../chains.ts";
import type { Stage } from "../control-plane/scenario.ts";
import type { Chain } from "./chain.ts";

const changing: readonly (readonly [RegExp, string])[] = [
  [/https:\/\/localhost:\d+/g, "(authority)"],
  [/Trace ID: [0-9a-f-]{36}/g, "Trace ID: (id)"],
  [/Correlation ID: [0-9a-f-]{36}/gi, "Correlation ID: (id)"],
  [/Timestamp: \d{4}-\d{2}-\d{2} [\d:]{8}Z/g, "Timestamp: (time)"],
  [/Current time: \S+, assertion valid from \S+, expiry time of assertion \S+\./g, "(times)"],
];

/** Replaces ids of this run by their names, in any value that is JSON. */
export function named(stage: Stage, value: unknown, chain?: Chain): unknown {
  const { home, resource } = sides(stage.emulator.environment);
  const names: readonly (readonly [string | undefined, string])[] = [
    [home.tenantId, "(home)"],
    [resource.tenantId, "(resource)"],
    [chain?.applicationClientId, "(application)"],
    [chain?.identity.clientId, "(identity)"],
    [chain?.identity.principalId, "(principal)"],
  ];
  let text = JSON.stringify(value);
  for (const [id, name] of names) if (id !== undefined) text = text.replaceAll(id, name);
  for (const [pattern, word] of changing) text = text.replace(pattern, word);
  return JSON.parse(text);
}

/** Throws, with both sides, when they are not the same. */
export function same(seen: unknown, wanted: unknown, what: string): void {
  deepStrictEqual(seen, wanted, `${what}: saw ${JSON.stringify(seen)}, wanted ${JSON.stringify(wanted)}`);
}
