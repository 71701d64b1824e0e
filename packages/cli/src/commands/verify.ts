import { setTimeout as sleep } from "node:timers/promises";
import type { DiagnosisOptions, VerifyReport } from "@tegata/setup";
import { renderVerify, verify as prove } from "@tegata/setup";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { diagnosisOptions, prepareDiagnosis } from "../diagnosis-run.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";

const pauseMs = 15_000;

function waitMsOf(invocation: Invocation): number {
  const given = text(invocation, "wait");
  if (given === undefined) return 0;
  if (/^\d{1,5}$/.test(given)) return Number(given) * 1_000;
  throw new CliError("cli.usage", `--wait takes seconds, not ${given}`, { fix: "Write a whole number: --wait 600." });
}

/** Again and again until it works, or the time is over. */
async function proveWithin(options: DiagnosisOptions, waitMs: number, invocation: Invocation): Promise<VerifyReport> {
  const endMs = Date.now() + waitMs;
  for (;;) {
    const report = await prove(options);
    const leftMs = endMs - Date.now();
    if (report.ok || leftMs <= 0) return report;
    const failed = report.proofs.find(({ state }) => state === "failed") ?? report.proofs[0];
    invocation.terminal.note(`  … ${failed?.subject}: ${failed?.evidence}; ${Math.round(leftMs / 1000)} s left`);
    await sleep(Math.min(pauseMs, leftMs), undefined, { signal: invocation.signal });
  }
}

export const verify: Command = {
  name: "verify",
  summary: "prove the chain by using it: both hops, then a harmless call for every grant",
  examples: [
    "tegata exec --on app-orders -- tegata verify",
    "tegata exec --on app-orders -- tegata verify --prove-writes",
    "tegata verify --wait 600 --json",
  ],
  options: [
    ...diagnosisOptions,
    { flags: "--from <vantages>", description: "workload makes a virtual machine's endpoint be asked, too" },
    { flags: "--prove-writes", description: "write a blob of a random name and remove it, where a role writes" },
    { flags: "--wait <seconds>", description: "try again until it works, for at most so long" },
  ],
  run: async (invocation) => {
    const waitMs = waitMsOf(invocation);
    const prepared = await prepareDiagnosis(invocation, { withAzureCli: false });
    const options = { ...prepared, mayWrite: invocation.options["proveWrites"] === true };
    const report = await proveWithin(options, waitMs, invocation);
    const code = report.ok ? exitCode.done : exitCode.faultFound;
    return { exitCode: code, data: report, text: renderVerify(report) };
  },
};
