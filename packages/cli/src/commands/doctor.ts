import { doctor as diagnose, renderDoctor } from "@tegata/setup";
import type { Command } from "../command.ts";
import { diagnosisOptions, prepareDiagnosis } from "../diagnosis-run.ts";
import { exitCode } from "../output/exit-codes.ts";

export const doctor: Command = {
  name: "doctor",
  summary: "find out why the exchange fails: the true cause first, with the command that repairs it",
  examples: [
    "tegata doctor",
    "tegata exec --on app-orders -- tegata doctor",
    "tegata exec --on app-orders -- tegata doctor --sign-ins sign-ins.env",
    "tegata doctor --from home,resource --json",
  ],
  options: [
    ...diagnosisOptions,
    {
      flags: "--from <vantages>",
      description: "look from these only: workload, home, resource; by default from wherever it can",
    },
  ],
  run: async (invocation) => {
    const report = await diagnose(await prepareDiagnosis(invocation, { withAzureCli: true }));
    const nobody = report.vantages.every(({ looked }) => !looked);
    const code = report.ok && !nobody ? exitCode.done : exitCode.faultFound;
    return { exitCode: code, data: { ...report, cause: report.cause ?? null }, text: renderDoctor(report) };
  },
};
