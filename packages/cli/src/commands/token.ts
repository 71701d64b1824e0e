import type { Command } from "../command.ts";
import { exitCode } from "../output/exit-codes.ts";
import { rawChoiceOf, rawResult } from "../token/raw.ts";
import { renderTold } from "../token/render.ts";
import { requestOptions, tokenRequestOf } from "../token/request.ts";
import { tell } from "../token/take.ts";
import { takeHops } from "../workload/hops.ts";

/**
 * Exit code 0: both hops were passed. 4: one failed; its explanation is in the output. 64: something is missing, or a
 * token would have gone elsewhere than to a terminal.
 */
export const token: Command = {
  name: "token",
  summary: "take the hops one by one and show what each token says, and what it must equal elsewhere",
  examples: [
    "tegata exec --on app-orders -- tegata token",
    "tegata token --scope https://storage.azure.com/.default --json",
    "tegata token --raw access",
  ],
  options: [
    ...requestOptions,
    { flags: "--raw <token>", description: "print this token alone, to a terminal only", choices: ["hop1", "access"] },
    { flags: "--allow-token-in-output", description: "print it although the output is no terminal" },
  ],
  run: async (invocation) => {
    const raw = rawChoiceOf(invocation);
    const request = await tokenRequestOf(invocation);
    const { environment, fetch, clock, signal } = invocation;
    const outcome = await takeHops(request.hops, {
      environment,
      signal,
      ...(fetch ? { fetch } : {}),
      ...(clock
        ? { clock: { now: () => clock.nowMs(), sleep: (ms, within) => clock.sleep(ms, within ?? signal) } }
        : {}),
    });
    const shown = raw === undefined ? undefined : rawResult(raw, outcome);
    if (shown) return shown;
    const told = tell(outcome, request);
    const { style } = invocation.terminal;
    return { exitCode: told.ok ? exitCode.done : exitCode.faultFound, data: told, text: renderTold(told, style) };
  },
};
