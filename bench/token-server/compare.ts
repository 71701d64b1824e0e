import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { answersPerSecond } from "./load.ts";

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly parameters?: readonly string[];
}

/** What one server did, round by round. */
export interface TokenServerRow {
  readonly name: string;
  readonly samples: readonly number[];
  readonly median: number;
}

export interface TokenServerGoal {
  readonly name: string;
  readonly ratio: number;
  readonly atLeast: number;
}

export interface TokenServerComparison {
  readonly name: string;
  readonly pinned: boolean;
  readonly rows: readonly TokenServerRow[];
  readonly goals: readonly TokenServerGoal[];
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
  readonly path: string;
  readonly body: string;
}

const canPin = process.platform === "linux" && spawnSync("taskset", ["--version"]).status === 0;

function start(
  contender: Contender,
  { tlsFile, cores }: { readonly tlsFile: string; readonly cores: string },
): Promise<Started> {
  const script = fileURLToPath(new URL(contender.file, import.meta.url));
  const command = [process.execPath, "--conditions=@tegata/source", script, tlsFile, ...(contender.parameters ?? [])];
  const [program = "", ...rest] = canPin ? ["taskset", "-c", cores, ...command] : command;
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  return new Promise((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const line = output.split("\n").find((each) => each.startsWith("{") && each.endsWith("}"));
      if (line !== undefined) resolve({ child, ...(JSON.parse(line) as Omit<Started, "child">) });
    });
    child.once("exit", (code) => reject(new Error(`${contender.name} ended with ${code}`)));
  });
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

interface RunOptions {
  readonly rounds: number;
  readonly turnMs: number;
  /** Cores that the servers may use. */
  readonly cores: string;
}

async function measure(contenders: readonly Contender[], options: RunOptions): Promise<TokenServerRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "tegata-bench-"));
  const tlsFile = join(folder, "tls.json");
  const started: Started[] = [];
  try {
    // The emulator comes first: the others serve with its certificate.
    for (const contender of contenders) started.push(await start(contender, { tlsFile, cores: options.cores }));
    const { ca } = JSON.parse(readFileSync(tlsFile, "utf8")) as { ca: string };
    const samples: number[][] = contenders.map(() => []);
    const turn = (server: Started, durationMs: number) =>
      answersPerSecond({ ...server, ca, connections: 16, durationMs });
    for (const server of started) await turn(server, 500);
    for (let round = 0; round < options.rounds; round++) {
      for (const [index, server] of started.entries()) samples[index]?.push(await turn(server, options.turnMs));
    }
    return contenders.map(({ name }, index) => ({
      name,
      samples: samples[index] ?? [],
      median: median(samples[index] ?? []),
    }));
  } finally {
    for (const { child } of started) child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ours over another, paired within each round: the machine's drift cancels. */
function ratio(rows: readonly TokenServerRow[], other: string): number {
  const [ours] = rows;
  const against = rows.find(({ name }) => name === other);
  return median((ours?.samples ?? []).map((sample, round) => sample / (against?.samples[round] ?? Number.NaN)));
}

const ours: Contender = { name: "emulator, every check", file: "emulator.ts" };

/**
 * Exchanges per second of the emulator's token service against a bare server, oidc-provider and oauth2-mock-server, all
 * over TLS with kept connections, one core a server; then against the bare server signing on the thread pool with both.
 */
export async function compareTokenServers(options: Omit<RunOptions, "cores">): Promise<TokenServerComparison[]> {
  const one = await measure(
    [
      ours,
      { name: "bare verify and sign", file: "bare.ts" },
      { name: "oidc-provider", file: "oidc-provider.ts" },
      { name: "oauth2-mock-server", file: "oauth2-mock-server.ts" },
    ],
    { ...options, cores: "0" },
  );
  const two = await measure([ours, { name: "bare, thread pool", file: "bare.ts", parameters: ["pool"] }], {
    ...options,
    cores: "0,1",
  });
  return [
    {
      name: "tokens per second, one core",
      pinned: canPin,
      rows: one,
      goals: [
        { name: "bare verify and sign", ratio: ratio(one, "bare verify and sign"), atLeast: 0.85 },
        { name: "oidc-provider", ratio: ratio(one, "oidc-provider"), atLeast: 1.4 },
        { name: "oauth2-mock-server", ratio: ratio(one, "oauth2-mock-server"), atLeast: 2.4 },
      ],
    },
    {
      name: "tokens per second, two cores",
      pinned: canPin,
      rows: two,
      goals: [{ name: "bare, thread pool", ratio: ratio(two, "bare, thread pool"), atLeast: 0.85 }],
    },
  ];
}
