import { setImmediate as nextTurn } from "node:timers/promises";
import type { RunDemo } from "../demo/run.ts";
import type { Journey } from "../demo/evidence.ts";
import { countTokens } from "../demo/evidence.ts";
import { renderDemo, renderKept, renderNext } from "../demo/render.ts";
import { interrupted } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";
import type { CommandResult } from "../output/result.ts";
import { envelopeOf } from "../output/result.ts";
import type { Command, Invocation } from "../command.ts";
import { commandWord } from "../command-word.ts";

function hopsOf({ identityToken, accessToken, operations, role, scope }: Journey): Record<string, unknown>[] {
  return [
    { number: 1, name: "managed identity", ...identityToken },
    { number: 2, name: "exchange", ...accessToken },
    { number: 3, name: "resource", operations, role, scope },
  ];
}

function dataOf(done: RunDemo): Record<string, unknown> {
  const { environment, evidence, roundTrip, conversation, outcome, workload, functions } = done;
  return {
    journeys: evidence.journeys.map((journey) => ({
      host: journey.plan.host,
      service: journey.plan.service,
      hops: hopsOf(journey),
    })),
    roundTrip: { ...roundTrip, equal: true },
    conversation,
    tokens: countTokens(evidence.tokens),
    applicationSettings: outcome.applicationSettings,
    emulator: { authority: environment.authority, stateFolder: environment.stateFolder, admin: environment.admin },
    samples: { app: workload.url, functions: functions.url },
  };
}

function waitForAbort(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** With `--keep`, prints the result at once and waits for Ctrl-C, which then is the good end. */
async function keep(invocation: Invocation, done: RunDemo, result: CommandResult): Promise<CommandResult> {
  const { terminal, json, signal, environment } = invocation;
  const about = { url: done.workload.url, functionsUrl: done.functions.url, file: done.configurationFile };
  terminal.out(
    json
      ? JSON.stringify(envelopeOf("demo", result))
      : `${result.text}\n\n${renderKept(done.environment, commandWord(environment), about)}`,
  );
  await waitForAbort(signal);
  return { ...result, raw: "" };
}

/** Undoes everything, last first; what cannot be undone does not keep the rest from it. */
async function cleanUp(cleanups: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const cleanup of cleanups.toReversed()) await cleanup().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

export const demo: Command = {
  name: "demo",
  summary: "see both stories on this machine: apps in one directory, a blob and an agent in another, no secret",
  examples: ["tegata demo", "tegata demo --keep", "tegata demo --json"],
  options: [{ flags: "--keep", description: "leave everything running until Ctrl-C" }],
  run: async (invocation) => {
    const cleanups: (() => Promise<unknown>)[] = [];
    try {
      const { runDemo } = await import("../demo/run.ts");
      const done = await runDemo(invocation, cleanups);
      const text = renderDemo(done, invocation.terminal);
      const result: CommandResult = { exitCode: exitCode.done, data: dataOf(done), text };
      if (invocation.options["keep"] === true) return await keep(invocation, done, result);
      return { ...result, text: `${text}\n\n${renderNext(commandWord(invocation.environment))}` };
    } catch (error) {
      // Whatever broke when Ctrl-C was pressed broke because of it. A terminal's reaches the sample app as well, and its
      // end may be noticed first: two turns of the event loop, and every signal sent until now has been heard.
      for (let turn = 0; turn < 2; turn++) await nextTurn();
      throw invocation.signal.aborted ? interrupted() : error;
    } finally {
      await cleanUp(cleanups);
    }
  },
};
