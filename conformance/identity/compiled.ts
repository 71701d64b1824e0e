// The same two articles in Go and Java, written for Azure: under `tegata exec`, on both kinds of host.
import { sides } from "../chains.ts";
import { runChild } from "../child.ts";
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";
import { applyChain, settingsOf } from "./chain.ts";
import { same } from "./judge.ts";

async function underExec(stage: Stage, program: readonly string[]): Promise<void> {
  const chain = await applyChain(stage);
  const { environment } = stage.emulator;
  const { AUTHORITY: _, ...settings } = settingsOf(stage, chain);
  const account = sides(environment).resource.storage?.account ?? "";
  for (const host of ["app-orders", "vm-batch"]) {
    const words = [stage.command, "exec", "--on", host, "--state", environment.stateFolder, "--", ...program];
    const own = { STORAGE_ACCOUNT: account, CONTAINER: `from-${host}`, CONTENT: `from ${host}` };
    const env = { ...inherited(), ...settings, ...own };
    const options = { cwd: stage.client.folder, env, limitMs: 120_000, signal: stage.signal };
    const ended = await runChild(process.execPath, words, options);
    if (ended.code !== 0) throw new Error(`on ${host} it ended with ${ended.code}:\n${tail(ended)}`);
    same(JSON.parse(ended.stdout), { read: `from ${host}`, listed: ["order 1.txt"] }, host);
  }
}

const reaches = ["token", "blob", "managedIdentity:app-orders", "managedIdentity:vm-batch"] as const;

export const compiled: readonly ControlScenario[] = [
  {
    id: "no-endpoint-named",
    client: "azidentity-go",
    reaches,
    run: (stage) => underExec(stage, [stage.client.runtime]),
  },
  {
    id: "no-endpoint-named",
    client: "azure-identity-java",
    reaches,
    run: (stage) =>
      underExec(stage, [stage.client.runtime, "-cp", "target/classes:target/dependency/*", "NoEndpointNamed"]),
  },
];
