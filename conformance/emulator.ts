// The installed emulator, as a process of its own, and what its journal says.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { startChild } from "./child.ts";
import { tail } from "./redact.ts";

interface HostEnvironment {
  readonly kind: "appService" | "functionApp" | "virtualMachine";
  readonly identityEndpoint: string;
  readonly identityHeader?: string;
}

interface DirectoryEnvironment {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly operator: { readonly clientId: string; readonly clientSecret: string };
  readonly hosts?: Readonly<Record<string, HostEnvironment>>;
  readonly storage?: { readonly account: string; readonly resourceId: string; readonly blobEndpoint: string };
  readonly foundry?: {
    readonly account: string;
    readonly project: string;
    readonly resourceId: string;
    readonly endpoint: string;
  };
}

/** What `tegata emulator start --json` prints, as far as it is used here. */
export interface EmulatorEnvironment {
  readonly authority: string;
  readonly resourceManager: string;
  readonly graph: string;
  readonly blob: string;
  readonly ca: string;
  readonly caBundle: string;
  readonly stateFolder: string;
  readonly admin: { readonly url: string; readonly keyFile: string };
  readonly home: string;
  readonly resource: string;
  readonly directories: Readonly<Record<string, DirectoryEnvironment>>;
}

interface JournalEntry {
  readonly sequence: number;
  readonly kind: string;
  readonly service?: string;
  readonly userAgent?: string;
}

/** How many requests a service answered, by the service's name. */
export type RequestCounts = Readonly<Record<string, number>>;

/** The requests that the emulator answered while something ran. */
export interface Seen {
  readonly requests: RequestCounts;
  /** Who sent them, as they call themselves. */
  readonly userAgents: readonly string[];
}

export interface Emulator {
  readonly environment: EmulatorEnvironment;
  /** Runs something and counts the requests that the emulator answered meanwhile. */
  readonly observe: <T>(run: () => Promise<T>) => Promise<{ readonly result: T; readonly seen: Seen }>;
  /** Ends it, as its user would, and waits. */
  readonly stop: () => Promise<void>;
}

async function journal({ admin }: EmulatorEnvironment, since: number): Promise<readonly JournalEntry[]> {
  const key = (await readFile(admin.keyFile, "utf8")).trim();
  const response = await fetch(`${admin.url}/journal?since=${since}`, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`the emulator's journal answered ${response.status}`);
  return ((await response.json()) as { readonly entries: readonly JournalEntry[] }).entries;
}

function summary(entries: readonly JournalEntry[]): Seen {
  const answered = entries.filter(({ kind }) => kind === "request");
  const requests: Record<string, number> = {};
  for (const { service = "" } of answered) requests[service] = (requests[service] ?? 0) + 1;
  return { requests, userAgents: [...new Set(answered.map(({ userAgent = "" }) => userAgent))] };
}

function observer(environment: EmulatorEnvironment): Emulator["observe"] {
  let sequence = 0;
  return async (run) => {
    sequence = (await journal(environment, sequence)).at(-1)?.sequence ?? sequence;
    const result = await run();
    return { result, seen: summary(await journal(environment, sequence)) };
  };
}

export interface EmulatorOptions {
  /** The installed command's file. */
  readonly command: string;
  /** The state folder, not yet made. */
  readonly state: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Starts the installed emulator on free ports and waits until it says that it is ready. */
export async function startEmulator({ command, state, cwd, signal }: EmulatorOptions): Promise<Emulator> {
  const words = [command, "emulator", "start", "--json", "--ports", "free", "--state", state];
  const running = startChild(process.execPath, words, { cwd, env: process.env, signal });
  const lines = createInterface({ input: running.process.stdout as NodeJS.ReadableStream });
  const first = new Promise<string>((resolve) => lines.once("line", resolve));
  const ready = await Promise.race([first, running.ended]);
  signal.throwIfAborted();
  if (typeof ready !== "string") throw new Error(`the emulator ended with ${ready.code}:\n${tail(ready)}`);
  const environment = JSON.parse(ready) as EmulatorEnvironment;
  const stop = async (): Promise<void> => {
    const { code, stderr } = await running.end();
    if (code !== 0 && !signal.aborted)
      throw new Error(`told to end, the emulator ended with ${code}:\n${tail({ stdout: "", stderr })}`);
  };
  return { environment, observe: observer(environment), stop };
}
