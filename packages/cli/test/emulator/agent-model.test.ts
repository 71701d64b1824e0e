import { describe, expect, test } from "vitest";
import { agentModelOf } from "../../src/emulator/agent-model.ts";
import { fakeTerminal } from "../fake-terminal.ts";

function given(agentModel: string | undefined, environment: Readonly<Record<string, string>> = {}) {
  return agentModelOf({
    terminal: fakeTerminal(),
    environment,
    workingFolder: "/",
    platform: "linux",
    options: { agentModel },
    operands: [],
    json: false,
    signal: new AbortController().signal,
  });
}

describe("--agent-model", () => {
  test("names where Foundry's agents get their answers; key and model come from the environment", () => {
    expect(given(undefined, { TEGATA_AGENT_MODEL_KEY: "key" })).toBeUndefined();
    expect(given("http://localhost:11434/v1")).toEqual({ url: "http://localhost:11434/v1" });
    expect(given("https://models.example/v1", { TEGATA_AGENT_MODEL_KEY: "key", TEGATA_AGENT_MODEL: "llama" })).toEqual({
      url: "https://models.example/v1",
      key: "key",
      model: "llama",
    });
  });

  test.each(["localhost:11434", "file:///etc/passwd", "", "http//"])("refuses %j", (url) => {
    expect(() => given(url)).toThrow("--agent-model is not an address that begins with http:// or https://");
  });
});
