// The whole course: pack, install, start, set up, run every cell.
import { join } from "node:path";
import { applyChains } from "./chains.ts";
import type { Client } from "./clients.ts";
import { clients, product } from "./clients.ts";
import type { Emulator } from "./emulator.ts";
import { startEmulator } from "./emulator.ts";
import type { Installed, InstallOptions } from "./install.ts";
import { install, installProduct } from "./install.ts";
import { pack } from "./pack.ts";
import type { Result } from "./report.ts";
import { nothingSeen } from "./report.ts";
import type { CellOptions } from "./run-cell.ts";
import { runCell } from "./run-cell.ts";
import type { Scenario } from "./scenarios.ts";
import { scenarios } from "./scenarios.ts";
import type { Unavailable } from "./unavailable.ts";

export interface Cell {
  readonly client: Client;
  readonly scenario: Scenario;
}

/** Every client in every scenario, or those whose "client scenario" contains a text. */
export function cellsOf(only = ""): readonly Cell[] {
  const all = clients.flatMap((client) => scenarios.map((scenario) => ({ client, scenario })));
  return all.filter(({ client, scenario }) => `${client.id} ${scenario.id}`.includes(only));
}

export interface ConformOptions {
  readonly cells: readonly Cell[];
  readonly unavailable: Unavailable;
  /** An empty folder outside of the workspace; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

type InstalledClients = ReadonlyMap<Client, Installed>;

/** Packs the products and installs them, then every client that is needed, at the same time. */
async function installAll(options: ConformOptions): Promise<{ command: string; installed: InstalledClients }> {
  const { cells, scratch, signal, progress } = options;
  progress("packing the packages");
  const tarballs = await pack(join(scratch, "pack"), signal);
  const needed = new Set(cells.map(({ client }) => client));
  progress(`installing ${[product, ...[...needed].map(({ id }) => id)].join(", ")}`);
  const into = (id: string): InstallOptions => ({ folder: join(scratch, "installed", id), tarballs, signal });
  const command = installProduct(product, into(product));
  const installing = [...needed].map(async (client) => [client, await install(client, into(client.id))] as const);
  // All of them come to an end before one may fail: nobody writes into a folder that is being removed.
  await Promise.allSettled([command, ...installing]);
  return { command: await command, installed: new Map(await Promise.all(installing)) };
}

type Tools = Pick<CellOptions, "emulator" | "command"> & {
  readonly chains: Awaited<ReturnType<typeof applyChains>>;
  readonly installed: InstalledClients;
};

async function resultOf(cell: Cell, { unavailable, signal }: ConformOptions, tools: Tools): Promise<Result> {
  const { client, scenario } = cell;
  const installed = tools.installed.get(client) ?? { missing: "nobody installed it" };
  const version = "missing" in installed ? "-" : installed.version;
  const about = { client: client.id, version, scenario: scenario.id, seen: nothingSeen };
  const exception = unavailable.cell(client.id, scenario.id);
  if (exception !== undefined) return { ...about, outcome: "unavailable", reason: exception };
  if ("missing" in installed) {
    const isListed = unavailable.excuses(client.id, installed.missing);
    const reason = isListed ? installed.missing : `unavailable, and not listed as such: ${installed.missing}`;
    return { ...about, outcome: isListed ? "unavailable" : "failed", reason };
  }
  const chain = tools.chains.get(scenario.chain);
  if (!chain) return { ...about, outcome: "failed", reason: `nobody set up the chain ${scenario.chain}` };
  const { failure, seen } = await runCell({ ...tools, client, scenario, chain, installed, signal });
  return {
    ...about,
    seen,
    ...(failure === undefined ? { outcome: "passed" } : { outcome: "failed", reason: failure }),
  };
}

type Started = { readonly emulator: Emulator; readonly command: string; readonly installed: InstalledClients };

async function runCells(options: ConformOptions, started: Started): Promise<readonly Result[]> {
  const { cells, scratch, signal, progress } = options;
  progress("setting up both directories");
  const names = new Set(cells.map(({ scenario }) => scenario.chain));
  const chains = await applyChains(names, { ...started, folder: join(scratch, "chains"), signal });
  const results: Result[] = [];
  for (const cell of cells) {
    const result = await resultOf(cell, options, { ...started, chains });
    progress(`${result.outcome}: ${result.client}, ${result.scenario}`);
    results.push(result);
  }
  return results;
}

/** Runs the cells one after the other, so that the requests seen are those of one client. */
export async function conform(options: ConformOptions): Promise<readonly Result[]> {
  const { scratch, signal } = options;
  const { command, installed } = await installAll(options);
  const emulator = await startEmulator({ command, state: join(scratch, "state"), cwd: scratch, signal });
  try {
    return await runCells(options, { emulator, command, installed });
  } finally {
    await emulator.stop();
  }
}
