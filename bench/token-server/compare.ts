import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { medianRatio, rounded } from "../credential/result.ts";
import type { Goal, Result } from "../credential/result.ts";
import { canPin, moveHere, onCores, processorMs } from "./cores.ts";
import { answersPerSecond, Requests } from "./load.ts";

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly parameters?: readonly string[];
  /** The same server has turns of its own in which no assertion is one that it remembers; what they are called. */
  readonly fresh?: string;
}

/** What one server did, round by round. */
interface Row {
  readonly name: string;
  readonly samples: readonly number[];
  /** Processor time that one answer took the server, over all rounds; a busy machine changes it less than the rate. */
  readonly processorMicroseconds: number;
}

interface Started {
  readonly contender: Contender;
  readonly child: ChildProcess;
  readonly port: number;
  readonly requests: Requests;
  readonly freshRequests: Requests | undefined;
}

/** What a server prints once it is ready. */
interface Announcement {
  readonly port: number;
  readonly path: string;
  readonly body?: string;
  /** Several bodies, in a file. */
  readonly bodiesFile?: string;
  /** The same with assertions that were not sent before. */
  readonly freshBodiesFile?: string;
}

function requestsIn({ port, path }: Announcement, file: string): Requests {
  return new Requests({ port, path }, JSON.parse(readFileSync(file, "utf8")) as string[]);
}

function startedOf(announcement: Announcement, { contender, child }: Pick<Started, "contender" | "child">): Started {
  const { port, path, body = "", bodiesFile, freshBodiesFile } = announcement;
  const requests =
    bodiesFile === undefined ? new Requests({ port, path }, [body]) : requestsIn(announcement, bodiesFile);
  const freshRequests = freshBodiesFile === undefined ? undefined : requestsIn(announcement, freshBodiesFile);
  return { contender, child, port, requests, freshRequests };
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
      if (line === undefined) return;
      resolve(startedOf(JSON.parse(line) as Announcement, { contender, child }));
    });
    child.once("exit", (code) => reject(new Error(`${contender.name} ended with ${code}`)));
  });
}

/** After so many exchanges the emulator's code is compiled to its end; a slow machine is not waited for longer than that. */
const warmUp = { answers: 10_000, turnMs: 1_000, longestMs: 40_000 } as const;

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
  readonly #name: string;
  readonly #server: Pick<Started, "child" | "port" | "requests">;
  readonly #ca: string;
  #answers = 0;
  #processorMs = 0;

  constructor(name: string, server: Pick<Started, "child" | "port" | "requests">, ca: string) {
    this.#name = name;
    this.#server = server;
    this.#ca = ca;
  }

  async take(durationMs: number): Promise<void> {
    const { child, port, requests } = this.#server;
    const before = processorMs(child.pid) ?? Number.NaN;
    const turn = await answersPerSecond({ port, requests, ca: this.#ca, connections: 16, durationMs });
    this.samples.push(turn.perSecond);
    this.#answers += turn.answers;
    this.#processorMs += (processorMs(child.pid) ?? Number.NaN) - before;
  }

  /** A server is compiled while it serves: it gets some thousands of answers to come to its speed. */
  async warmUp(): Promise<void> {
    const startedMs = performance.now();
    while (this.#answers < warmUp.answers && performance.now() - startedMs < warmUp.longestMs)
      await this.take(warmUp.turnMs);
    this.samples.length = this.#answers = this.#processorMs = 0;
  }

  row(): Row {
    const processorMicroseconds = rounded((this.#processorMs * 1000) / this.#answers);
    return { name: this.#name, samples: this.samples.map((sample) => Math.round(sample)), processorMicroseconds };
  }
}

function turnsOf(server: Started, ca: string): Turns[] {
  const { contender, freshRequests: requests } = server;
  const { name, fresh } = contender;
  const again = new Turns(name, server, ca);
  return fresh === undefined || !requests ? [again] : [again, new Turns(fresh, { ...server, requests }, ca)];
}

async function measure(contenders: readonly Contender[], options: RunOptions): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "tegata-bench-"));
  const tlsFile = join(folder, "tls.json");
  const started: Started[] = [];
  moveHere(options.loadCores);
  try {
    // The emulator comes first: the others serve with its certificate.
    for (const contender of contenders) started.push(await start(contender, { tlsFile, cores: options.cores }));
    const { ca } = JSON.parse(readFileSync(tlsFile, "utf8")) as { ca: string };
    const turns = started.flatMap((server) => turnsOf(server, ca));
    for (const each of turns) await each.warmUp();
    for (let round = 0; round < options.rounds; round++) for (const each of turns) await each.take(options.turnMs);
    return turns.map((each) => each.row());
  } finally {
    for (const { child } of started) child.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

function goalOf(atLeast: number | undefined): Goal {
  return atLeast === undefined ? { none: "for comparison" } : { atLeast };
}

interface Ratio {
  readonly name: string;
  readonly goal?: number;
}

function ratio(ours: Row, other: Row, { name, goal }: Ratio): Result {
  return {
    name: `${name}${canPin ? "" : " (not pinned)"}`,
    figure: rounded(medianRatio(ours.samples, other.samples)),
    unit: `× ${other.name}`,
    goal: goalOf(goal),
    samples: Object.fromEntries(
      [ours, other].flatMap((row) => [
        [`${row.name}, per second`, row.samples],
        [`${row.name}, processor us`, [row.processorMicroseconds]],
      ]),
    ),
  };
}

/** Ours, which comes first, over each of the others; what we do with fresh assertions beside it, over those with a goal. */
function results(cores: string, rows: readonly Row[], goals: Readonly<Record<string, number>>): Result[] {
  const [first] = rows;
  if (!first) return [];
  const fresh = rows.find(({ name }) => name === ours.fresh);
  return rows
    .filter((row) => row !== first && row !== fresh)
    .flatMap((other) => {
      const goal = goals[other.name];
      if (goal === undefined) return [ratio(first, other, { name: `exchanges, ${cores}` })];
      const again = ratio(first, other, { name: `exchanges, ${cores}`, goal });
      return fresh ? [again, ratio(fresh, other, { name: `exchanges, ${cores}, a fresh assertion each` })] : [again];
    });
}

const ours: Contender = { name: "emulator, every check", file: "emulator.ts", fresh: "emulator, fresh assertions" };

/**
 * Exchanges per second of the emulator's token service against a bare server, oidc-provider and oauth2-mock-server, all
 * over TLS with kept connections, one core a server; then against the bare server signing on the thread pool with both.
 */
export async function compareTokenServers(options: Pick<RunOptions, "rounds" | "turnMs">): Promise<Result[]> {
  const one = await measure(
    [
      ours,
      { name: "bare verify and sign", file: "bare.ts" },
      { name: "oidc-provider, client assertion", file: "oidc-provider.ts", parameters: ["assertion"] },
      { name: "oidc-provider, client secret", file: "oidc-provider.ts", parameters: ["secret"] },
      { name: "oauth2-mock-server", file: "oauth2-mock-server.ts" },
    ],
    { ...options, cores: "0", loadCores: "1" },
  );
  const two = await measure([ours, { name: "bare, thread pool", file: "bare.ts", parameters: ["pool"] }], {
    ...options,
    cores: "0,1",
    loadCores: "0,1",
  });
  // Of oidc-provider's two the one that verifies an assertion, as an exchange does; the other is printed beside it.
  const goals = { "bare verify and sign": 0.85, "oidc-provider, client assertion": 1.4, "oauth2-mock-server": 2.4 };
  return [...results("one core", one, goals), ...results("two cores", two, { "bare, thread pool": 0.85 })];
}
