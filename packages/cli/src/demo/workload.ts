import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { redact } from "@tegata/core";
import { CliError, interrupted } from "../errors.ts";

export type SampleName = "app-service-blob" | "functions-foundry-agent";

/** A sample: bundled into the package when it is packed, its sources in a clone. */
function sampleProgram(sample: SampleName): readonly string[] {
  const bundled = fileURLToPath(new URL(`../../sample/${sample}.mjs`, import.meta.url));
  const source = fileURLToPath(new URL(`../../../../samples/${sample}/server.ts`, import.meta.url));
  return existsSync(source) && import.meta.url.endsWith(".ts") ? ["--conditions=@tegata/source", source] : [bundled];
}

/** A sample in a process of its own. */
export interface Workload {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const startLimitMs = 20_000;
const stopLimitMs = 3_000;

/** Starts a sample with an environment and waits until it listens. @throws CliError `demo.failed`, `cli.interrupted` */
export async function startWorkload(
  sample: SampleName,
  environment: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Workload> {
  const child = spawn(process.execPath, sampleProgram(sample), { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
    await exited;
    clearTimeout(timer);
  };
  let output = "";
  try {
    const listening = Promise.withResolvers<string>();
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /listening on port (\d+)/.exec(output)?.[1];
      if (port !== undefined) listening.resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    const fail = (why: string): void => listening.reject(sampleFailed(sample, why, output));
    void exited.then(() => fail("ended before it listened"));
    signal.addEventListener("abort", () => listening.reject(interrupted()), { once: true });
    const timer = setTimeout(() => fail("did not listen within 20 seconds"), startLimitMs);
    const url = await listening.promise.finally(() => clearTimeout(timer));
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function sampleFailed(sample: SampleName, why: string, output: string): CliError {
  const said = redact(output.slice(-2_000)).trim();
  return new CliError("demo.failed", `the sample ${sample} ${why}${said === "" ? "" : `; it said:\n${said}`}`, {
    fix: "Please report this.",
  });
}
