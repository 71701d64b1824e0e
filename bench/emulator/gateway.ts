import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { medianRatio, rounded } from "../credential/result.ts";
import type { Result } from "../credential/result.ts";
import { moveHere, processorMs } from "../token-server/cores.ts";
import { startAzurite } from "./azurite.ts";
import type { BlobTarget } from "./blob-calls.ts";
import { blobCall } from "./blob-calls.ts";
import type { Prepared, Size } from "./prepare.ts";
import { bodyOf, sizes, targetOf } from "./prepare.ts";
import { startPublished } from "./published.ts";

interface Direction {
  readonly method: "GET" | "PUT";
  readonly size: Size;
  readonly connections: number;
  /** Calls of one turn. */
  readonly calls: number;
}

const directions: readonly Direction[] = [
  { method: "PUT", size: "1 KiB", connections: 16, calls: 300 },
  { method: "GET", size: "1 KiB", connections: 16, calls: 500 },
  { method: "PUT", size: "16 MiB", connections: 2, calls: 4 },
  { method: "GET", size: "16 MiB", connections: 2, calls: 10 },
];

interface Contender {
  readonly name: string;
  readonly child: ChildProcess;
  readonly target: BlobTarget;
}

/** Calls a second, and processor milliseconds of the server for each. */
async function turn(
  { child, target }: Contender,
  { method, size, connections, calls }: Direction,
): Promise<readonly [number, number]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const body = bodyOf(size);
  const before = processorMs(child.pid) ?? Number.NaN;
  const startedMs = performance.now();
  let left = calls;
  const worker = async (number: number): Promise<void> => {
    while (left-- > 0) {
      // Every connection writes a blob of its own; all read the same one.
      const name = `/${size.replace(" ", "-")}${method === "PUT" ? `-${number}` : ""}`;
      const length = await blobCall(target, { method, name, agent, ...(method === "PUT" ? { body } : {}) });
      if (method === "GET" && length !== sizes[size]) throw new Error(`${length} bytes came of ${sizes[size]}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => worker(number)));
  const perSecond = (calls * 1000) / (performance.now() - startedMs);
  agent.destroy();
  return [rounded(perSecond), rounded(((processorMs(child.pid) ?? Number.NaN) - before) / calls)];
}

async function fill({ target }: Contender): Promise<void> {
  await blobCall(target, { method: "PUT", name: "?restype=container" });
  for (const size of Object.keys(sizes) as Size[])
    await blobCall(target, { method: "PUT", name: `/${size.replace(" ", "-")}`, body: bodyOf(size) });
}

async function measure(direction: Direction, contenders: readonly Contender[], rounds: number): Promise<Result> {
  const samples: Record<string, number[]> = {};
  for (const { name } of contenders) [samples[name], samples[`${name}, processor ms`]] = [[], []];
  // The first rounds compile the servers.
  for (let round = -3; round < rounds; round++) {
    for (const contender of contenders) {
      const [perSecond, processor] = await turn(contender, direction);
      if (round < 0) continue;
      samples[contender.name]?.push(perSecond);
      samples[`${contender.name}, processor ms`]?.push(processor);
    }
  }
  const [ours = "", bare = ""] = contenders.map(({ name }) => name);
  const figure = rounded(medianRatio(samples[ours] ?? [], samples[bare] ?? []));
  const name = `gateway, ${direction.method} ${direction.size}`;
  return { name, figure, unit: "× bare Azurite", goal: { atLeast: 0.85 }, samples };
}

/** The blob gateway, with bearer token, role and journal, against Azurite by itself: one core each, the same TLS. */
export async function gateway(prepared: Prepared, rounds: number): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), "tegata-bench-azurite-"));
  moveHere("1");
  const running = await startPublished({ ...prepared, cores: "0" });
  const tls = JSON.parse(readFileSync(join(prepared.stateFolder, "tls.json"), "utf8")) as {
    readonly key: string;
    readonly cert: string;
    readonly ca: string;
  };
  const azurite = await startAzurite({ folder, tls, cores: "0" });
  try {
    const contenders: readonly Contender[] = [
      { name: "ours", child: running.child, target: targetOf(running, prepared.token) },
      { name: "bare Azurite", ...azurite },
    ];
    await fill({ name: "bare Azurite", ...azurite });
    const results: Result[] = [];
    for (const direction of directions) results.push(await measure(direction, contenders, rounds));
    return results;
  } finally {
    moveHere("0,1");
    azurite.child.kill("SIGTERM");
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
