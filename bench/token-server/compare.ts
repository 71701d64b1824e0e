import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { canPin, moveHere, onCores, processorMs } from "./cores.ts";
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
  /** Processor time that one answer took the server, over all rounds; a busy machine changes it less than the rate. */
  readonly processorMicroseconds: number | undefined;
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

function start(
  contender: Contender,
  { tlsFile, cores }: { readonly tlsFile: string; readonly cores: string },
): Promise<Started> {
  const script = fileURLToPath(new URL(contender.file, import.meta.url));
  const command = [process.execPath, "--conditions=@tegata/source", script, tlsFile, ...(contender.parameters ?? [])];
  const [program = "", ...rest] = onCores(cores, command);
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

const warmUpMs = 3_000;

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

interface RunOptions {
  readonly rounds: number;
  readonly turnMs: number;
  /** Cores that the servers may use, and those of the load. */
  readonly cores: string;
  readonly loadCores: string;
}

/** One server's turns. */
class Turns {
  readonly samples: number[] = [];
  readonly #server: Started;
  readonly #ca: string;
  #answers = 0;
  #processorMs = 0;

  constructor(server: Started, ca: string) {
    this.#server = server;
    this.#ca = ca;
  }

  async take(durationMs: number): Promise<void> {
    const { child, port, path, body } = this.#server;
    const before = processorMs(child.pid) ?? Number.NaN;
    const turn = await answersPerSecond({ port, path, body, ca: this.#ca, connections: 16, durationMs });
    this.samples.push(turn.perSecond);
    this.#answers += turn.answers;
    this.#processorMs += (processorMs(child.pid) ?? Number.NaN) - before;
  }

  /** Forgets what was measured while the server warmed up. */
  forget(): void {
    this.samples.length = this.#answers = this.#processorMs = 0;
  }

  row(name: string): TokenServerRow {
    const each = (this.#processorMs * 1000) / this.#answers;
    const processorMicroseconds = Number.isFinite(each) ? each : undefined;
    return { name, samples: this.samples, median: median(this.samples), processorMicroseconds };
  }
}

async function measure(contenders: readonly Contender[], options: RunOptions): Promise<TokenServerRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "tegata-bench-"));
  const tlsFile = join(folder, "tls.json");
  const started: Started[] = [];
  moveHere(options.loadCores);
  try {
    // The emulator comes first: the others serve with its certificate.
    for (const contender of contenders) started.push(await start(contender, { tlsFile, cores: options.cores }));
    const { ca } = JSON.parse(readFileSync(tlsFile, "utf8")) as { ca: string };
    const turns = started.map((server) => new Turns(server, ca));
    // A server is compiled while it serves: everyone has a few thousand answers to get to its speed.
    for (const each of turns) await each.take(warmUpMs);
    for (const each of turns) each.forget();
    for (let round = 0; round < options.rounds; round++) for (const each of turns) await each.take(options.turnMs);
    return turns.map((each, index) => each.row(contenders[index]?.name ?? ""));
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
export async function compareTokenServers(
  options: Pick<RunOptions, "rounds" | "turnMs">,
): Promise<TokenServerComparison[]> {
  const one = await measure(
    [
      ours,
      { name: "bare verify and sign", file: "bare.ts" },
      { name: "oidc-provider", file: "oidc-provider.ts" },
      { name: "oauth2-mock-server", file: "oauth2-mock-server.ts" },
    ],
    { ...options, cores: "0", loadCores: "1" },
  );
  const two = await measure([ours, { name: "bare, thread pool", file: "bare.ts", parameters: ["pool"] }], {
    ...options,
    cores: "0,1",
    loadCores: "0,1",
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
