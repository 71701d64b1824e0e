// The whole course: pack, install, start, set up, run every cell.
import { join } from "node:path";
import type { ChainName } from "./chains.ts";
import { applyChains } from "./chains.ts";
import type { Client } from "./clients.ts";
import { clients, controlClients, identityClients, product } from "./clients.ts";
import { runControlCell } from "./control-plane/run-control-cell.ts";
import type { ControlScenario, Place } from "./control-plane/scenario.ts";
import { controlScenarios } from "./control-plane/scenarios.ts";
import { startEmulator } from "./emulator.ts";
import { identityScenarios } from "./identity/scenarios.ts";
import type { Installed, InstallOptions } from "./install.ts";
import { install, installProduct } from "./install.ts";
import { pack } from "./pack.ts";
import type { Result } from "./report.ts";
import { nothingSeen } from "./report.ts";
import type { CellOptions } from "./run-cell.ts";
import { runCell } from "./run-cell.ts";
import type { Scenario } from "./scenarios.ts";
import { scenarios } from "./scenarios.ts";
import { tourPrincipals } from "./tour.ts";
import type { Unavailable } from "./unavailable.ts";

interface DataCell {
  readonly plane: "data";
  readonly client: Client;
  readonly scenario: Scenario;
}

interface ControlCell {
  readonly plane: "control";
  readonly client: Client;
  readonly scenario: ControlScenario;
}

export type Cell = DataCell | ControlCell;

function controlClient(id: string): Client {
  const found = [...controlClients, ...identityClients, ...clients].find((client) => client.id === id);
  if (!found) throw new Error(`a scenario names the client ${id}, which is none`);
  return found;
}

/** Every client in every scenario, or those whose "client scenario" contains a text. */
export function cellsOf(only = ""): readonly Cell[] {
  const all: readonly Cell[] = [
    ...clients.flatMap((client) =>
      scenarios
        .filter((scenario) => scenario.only === client.only)
        .map((scenario) => ({ plane: "data", client, scenario }) as const),
    ),
    ...[...controlScenarios, ...identityScenarios].map(
      (scenario) => ({ plane: "control", client: controlClient(scenario.client), scenario }) as const,
    ),
  ];
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

/** The client of a cell, and those that its scenario needs beside it. */
function clientsOf(cell: Cell): readonly Client[] {
  const beside = cell.plane === "control" ? (cell.scenario.with ?? []) : [];
  return [cell.client, ...beside.map(controlClient)];
}

type InstalledClients = ReadonlyMap<Client, Installed>;

/** Packs the products and installs them, then every client that is needed, at the same time. */
async function installAll(options: ConformOptions): Promise<{ command: string; installed: InstalledClients }> {
  const { cells, scratch, signal, progress } = options;
  progress("packing the packages");
  const tarballs = await pack(join(scratch, "pack"), signal);
  const needed = new Set(cells.flatMap(clientsOf));
  progress(`installing ${[product, ...[...needed].map(({ id }) => id)].join(", ")}`);
  const into = (id: string): InstallOptions => ({ folder: join(scratch, "installed", id), tarballs, signal });
  const command = installProduct(product, into(product));
  const installing = [...needed].map(async (client) => [client, await install(client, into(client.id))] as const);
  // All of them come to an end before one may fail: nobody writes into a folder that is being removed.
  await Promise.allSettled([command, ...installing]);
  return { command: await command, installed: new Map(await Promise.all(installing)) };
}

interface Tools {
  /** The installed command's file. */
  readonly command: string;
  readonly installed: InstalledClients;
}

type Judged = Pick<Result, "outcome" | "reason" | "seen">;

const judged = ({ failure, seen }: { readonly failure: string | undefined; readonly seen: Result["seen"] }): Judged =>
  failure === undefined ? { outcome: "passed", seen } : { outcome: "failed", reason: failure, seen };

/** Why a cell cannot run: a client of it is not here, or its scenario is not for its client. */
function withoutRunning(cell: Cell, unavailable: Unavailable, installed: InstalledClients): Judged | undefined {
  const exception = unavailable.cell(cell.client.id, cell.scenario.id);
  if (exception !== undefined) return { outcome: "unavailable", reason: exception, seen: nothingSeen };
  for (const client of clientsOf(cell)) {
    const place = installed.get(client) ?? { missing: "nobody installed it" };
    if (!("missing" in place)) continue;
    const isListed = unavailable.excuses(client.id, place.missing);
    const reason = isListed ? place.missing : `unavailable, and not listed as such: ${place.missing}`;
    return { outcome: isListed ? "unavailable" : "failed", reason, seen: nothingSeen };
  }
  return undefined;
}

type DataTools = Tools & Pick<CellOptions, "emulator" | "chains">;

function placeOf(installed: InstalledClients, client: Client): Extract<Installed, { readonly version: string }> {
  const place = installed.get(client);
  if (!place || "missing" in place) throw new Error(`${client.id} is not installed`);
  return place;
}

async function runDataCell({ client, scenario }: DataCell, tools: DataTools, signal: AbortSignal): Promise<Judged> {
  const chain = tools.chains.get(scenario.chain);
  if (!chain) return { outcome: "failed", reason: `nobody set up the chain ${scenario.chain}`, seen: nothingSeen };
  const installed = placeOf(tools.installed, client);
  return judged(await runCell({ ...tools, client, scenario, chain, installed, signal }));
}

async function runFreshCell(cell: ControlCell, tools: Tools, { scratch, signal }: ConformOptions): Promise<Judged> {
  const { client, scenario } = cell;
  const place = (wanted: Client): Place => placeOf(tools.installed, wanted);
  return judged(
    await runControlCell({
      scenario,
      command: tools.command,
      folder: join(scratch, "control-plane", client.id, scenario.id),
      client: place(client),
      other: (id) => place(controlClient(id)),
      signal,
    }),
  );
}

/** Runs cells one after the other. */
async function runLane<One extends Cell>(
  cells: readonly One[],
  { options, tools, run }: { options: ConformOptions; tools: Tools; run: (cell: One) => Promise<Judged> },
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const cell of cells) {
    const { client, scenario } = cell;
    const place = tools.installed.get(client);
    const version = place === undefined || "missing" in place ? "-" : place.version;
    const found = withoutRunning(cell, options.unavailable, tools.installed) ?? (await run(cell));
    options.progress(`${found.outcome}: ${client.id}, ${scenario.id}`);
    results.push({ client: client.id, version, scenario: scenario.id, ...found });
  }
  return results;
}

/** One after the other, so that the requests seen are those of one client. */
async function runDataCells(options: ConformOptions, tools: Tools): Promise<readonly Result[]> {
  const cells = options.cells.filter((cell) => cell.plane === "data");
  if (cells.length === 0) return [];
  const { scratch, signal, progress } = options;
  progress("setting up both directories");
  const names = new Set<ChainName>(cells.map(({ scenario }) => scenario.chain));
  if (cells.some(({ scenario }) => scenario.only === "storage"))
    for (const name of Object.values(tourPrincipals)) names.add(name);
  const state = join(scratch, "state");
  const emulator = await startEmulator({ command: tools.command, state, cwd: scratch, signal });
  try {
    const chains = await applyChains(names, { ...tools, emulator, folder: join(scratch, "chains"), signal });
    const run = (cell: DataCell): Promise<Judged> => runDataCell(cell, { ...tools, emulator, chains }, signal);
    return await runLane(cells, { options, tools, run });
  } finally {
    await emulator.stop();
  }
}

const controlLanes = 2;

/** Each has an emulator of its own, so several run at a time. */
async function runControlCells(options: ConformOptions, tools: Tools): Promise<readonly Result[]> {
  const waiting = options.cells.filter((cell) => cell.plane === "control");
  const results: Result[] = [];
  const run = (cell: ControlCell): Promise<Judged> => runFreshCell(cell, tools, options);
  const work = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift())
      results.push(...(await runLane([cell], { options, tools, run })));
  };
  await Promise.all(Array.from({ length: controlLanes }, work));
  return results;
}

/** Packs, installs, and runs the cells: those that share an emulator beside those that have their own. */
export async function conform(options: ConformOptions): Promise<readonly Result[]> {
  const tools = await installAll(options);
  const lanes = await Promise.allSettled([runDataCells(options, tools), runControlCells(options, tools)]);
  options.signal.throwIfAborted();
  return lanes.flatMap((lane) => {
    if (lane.status === "rejected") throw lane.reason;
    return lane.value;
  });
}
