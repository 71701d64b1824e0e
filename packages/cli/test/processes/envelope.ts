import { expect } from "vitest";
import type { Envelope } from "../../src/output/result.ts";
import type { Ended } from "./place.ts";

/** The one envelope on standard output; fails when anything else is there. */
export function expectEnvelope({ stdout }: Pick<Ended, "stdout">): Envelope {
  expect(stdout.endsWith("\n")).toBe(true);
  expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  const envelope = JSON.parse(stdout) as Envelope;
  expect(Object.keys(envelope)).toEqual(["schemaVersion", "command", "ok", "data", "diagnostics"]);
  expect(envelope.schemaVersion).toBe(1);
  return envelope;
}
