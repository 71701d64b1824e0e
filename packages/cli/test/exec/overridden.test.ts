import { expect, test } from "vitest";
import { overriddenLine } from "../../src/exec/overridden.ts";

const settings = { TEGATA_APPLICATION_CLIENT_ID: "a", PORT: "8080", GREETING: "a secret of theirs" };

test("what the shell has and the host has otherwise is named, never shown", () => {
  expect(overriddenLine("app-orders", settings, { GREETING: "another", PORT: "8080", HOME: "/root" })).toBe(
    "app-orders has a setting of its own for GREETING: the value that this shell has is not used.",
  );
  expect(overriddenLine("app-orders", settings, { GREETING: "", PORT: "1" })).toBe(
    "app-orders has a setting of its own for PORT, GREETING: the values that this shell has are not used.",
  );
});

test("nothing is said where nothing is overridden", () => {
  expect(overriddenLine("app-orders", settings, { ...settings, HOME: "/root" })).toBeUndefined();
  expect(overriddenLine("app-orders", {}, { PORT: "1" })).toBeUndefined();
});
