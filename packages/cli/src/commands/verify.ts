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

/** @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
const containerName = /^(?:\$root|\$web|(?=.{3,63}$)[a-z0-9]+(?:-[a-z0-9]+)*)$/;

function containerOf(invocation: Invocation): string | undefined {
  const given = text(invocation, "container");
  if (given === undefined || containerName.test(given)) return given;
  throw new CliError("cli.usage", `--container takes a container's name, not ${given}`, {
    fix: "Write 3 to 63 small letters, digits and single hyphens: --container orders.",
  });
}

/** Whether time may still help: a container that is not there does not come by waiting. */
function isFinal({ ok, writing, proofs }: VerifyReport): boolean {
  return ok || (writing === "not proven" && proofs.every(({ state }) => state !== "failed"));
}

/** Again and again until it works, or the time is over. */
async function proveWithin(options: DiagnosisOptions, waitMs: number, invocation: Invocation): Promise<VerifyReport> {
  const endMs = Date.now() + waitMs;
  for (;;) {
    const report = await prove(options);
    const leftMs = endMs - Date.now();
    if (isFinal(report) || leftMs <= 0) return report;
    const failed = report.proofs.find(({ state }) => state === "failed") ?? report.proofs[0];
    invocation.terminal.note(`  … ${failed?.subject}: ${failed?.evidence}; ${Math.round(leftMs / 1000)} s left`);
    await sleep(Math.min(pauseMs, leftMs), undefined, { signal: invocation.signal });
  }
}

/**
 * Exit code 0: it works, and writing was proven where that was asked for. 4: it does not, or what was to be proven could
 * not be. 64: wrong usage.
 */
export const verify: Command = {
  name: "verify",
  summary: "prove the chain by using it: both hops, then a harmless call for every grant",
  examples: [
    "tegata exec --on app-orders -- tegata verify",
    "tegata exec --on app-orders -- tegata verify --prove-writes --container orders",
    "tegata verify --wait 600 --json",
  ],
  options: [
    ...diagnosisOptions,
    { flags: "--from <vantages>", description: "workload makes a virtual machine's endpoint be asked, too" },
    {
      flags: "--prove-writes",
      description:
        "where a role writes blobs, write an empty one of a random name and remove it: nothing is left behind",
    },
    {
      flags: "--container <name>",
      description: "the container for blob calls where a grant's scope names none; by default tegata-verify",
    },
    { flags: "--wait <seconds>", description: "try again until it works, for at most so long" },
  ],
  run: async (invocation) => {
    const [waitMs, container] = [waitMsOf(invocation), containerOf(invocation)];
    const prepared = await prepareDiagnosis(invocation, { withAzureCli: false });
    const mayWrite = invocation.options["proveWrites"] === true;
    const options = { ...prepared, mayWrite, ...(container === undefined ? {} : { container }) };
    const report = await proveWithin(options, waitMs, invocation);
    const code = report.ok ? exitCode.done : exitCode.faultFound;
    return { exitCode: code, data: report, text: renderVerify(report) };
  },
};
