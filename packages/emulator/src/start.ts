import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Cloud } from "@tegata/core";
import { clouds } from "@tegata/core";
import type { Emulator } from "./emulator.ts";
import { createEmulator } from "./emulator.ts";
import type { Directory } from "./directory/directory.ts";
import type { EmulatorEnvironment } from "./environment.ts";
import { environmentOf } from "./environment.ts";
import type { Bound } from "./listen.ts";
import { bind } from "./listen.ts";
import type { Origins } from "./origins.ts";
import { createProxy } from "./proxy.ts";
import { EmulatorError } from "./errors.ts";
import { ProjectedTokens } from "./hosts/projected-token.ts";
import type { ModelEndpoint } from "./services/foundry/model-endpoint.ts";
import type { StateFolder } from "./state/folder.ts";
import { openStateFolder, openStore, parseKept, readIfThere, writeWhole } from "./state/folder.ts";
import { refuseForeignState } from "./state/foreign-folder.ts";
import type { Host } from "./state/state.ts";
import { seedState } from "./state/seed.ts";
import type { Store } from "./state/store.ts";
import type { LocalTls } from "./tls/local-tls.ts";
import { folderTls } from "./tls/local-tls.ts";
import type { World } from "./world.ts";
import { realWorld } from "./world.ts";

export interface StartOptions {
  /** Where everything is kept; it is made if missing, and locked while the emulator runs. */
  readonly stateFolder: string;
  /** `kept`: the documented ports, or those of the last start; `free`: whatever is free. Default `kept`. */
  readonly ports?: "kept" | "free";
  readonly world?: World;
  /** Called when somebody asks the admin API to stop. */
  readonly onStopRequested?: () => void;
  /** A model elsewhere that answers for Foundry's agents. Default: they answer out of themselves. */
  readonly agentModel?: ModelEndpoint;
  /** Told what a person at the terminal should know at once. */
  readonly onNotice?: (line: string) => void;
}

/** A running emulator. */
export interface RunningEmulator {
  readonly emulator: Emulator;
  readonly environment: EmulatorEnvironment;
  /** The authority's certificate in PEM, for clients in this process. */
  readonly ca: string;
  /** Stops listening, writes what is held in memory, gives the folder free. May be called twice. */
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** The documented ports. Hosts follow one another from the last. */
export const defaultPorts = {
  admin: 7410,
  token: 7411,
  resourceManager: 7412,
  graph: 7413,
  blob: 7414,
  foundry: 7415,
  proxy: 7419,
  firstHost: 7421,
} as const;

type PortPlan = Record<string, number>;

const services = ["token", "resourceManager", "graph", "blob", "foundry"] as const;

async function portPlan(folder: StateFolder, store: Store, ports: "kept" | "free"): Promise<PortPlan> {
  const hosts = store.state.hosts.filter(({ kind }) => kind !== "kubernetes").map(({ name }) => `host ${name}`);
  const names = ["admin", ...services, "proxy", ...hosts];
  if (ports === "free") return Object.fromEntries(names.map((name) => [name, 0]));
  const file = folder.file("ports.json");
  const kept = parseKept((await readIfThere(file)) ?? "{}", file) as PortPlan;
  const documented = {
    ...defaultPorts,
    ...Object.fromEntries(hosts.map((name, index) => [name, defaultPorts.firstHost + index])),
  };
  return Object.fromEntries(names.map((name) => [name, kept[name] ?? (documented as PortPlan)[name] ?? 0]));
}

async function bindAll(
  plan: PortPlan,
  tls: LocalTls,
  onTlsError: (error: Error) => void,
): Promise<Record<string, Bound>> {
  const bound: Record<string, Bound> = {};
  try {
    for (const [name, port] of Object.entries(plan)) {
      const isSecure = (services as readonly string[]).includes(name);
      if (name !== "proxy") bound[name] = await bind({ port, purpose: name, ...(isSecure ? { tls, onTlsError } : {}) });
    }
    return bound;
  } catch (error) {
    await Promise.all(Object.values(bound).map((server) => server.close()));
    throw error;
  }
}

function originsOf(bound: Readonly<Record<string, Bound>>): Origins {
  const port = (name: string): number => bound[name]?.port ?? 0;
  const hosts = Object.keys(bound).filter((name) => name.startsWith("host "));
  return {
    admin: `http://127.0.0.1:${port("admin")}`,
    token: `https://localhost:${port("token")}`,
    resourceManager: `https://localhost:${port("resourceManager")}`,
    graph: `https://localhost:${port("graph")}`,
    blob: `https://localhost:${port("blob")}`,
    foundry: `https://localhost:${port("foundry")}`,
    hosts: Object.fromEntries(hosts.map((name) => [name.slice("host ".length), `http://127.0.0.1:${port(name)}`])),
  };
}

async function adminKey(folder: StateFolder): Promise<string> {
  const path = folder.file("admin-key");
  const kept = await readIfThere(path);
  if (kept !== undefined) return kept.trim();
  const key = randomBytes(24).toString("base64url");
  await writeWhole(path, `${key}\n`);
  return key;
}

/**
 * Starts the emulator on loopback: every service on a port of its own, state in a folder.
 *
 * @throws EmulatorError `state.locked`, `state.unwritable`, `state.damaged`, `state.newer`, `port.taken`, `port.denied`,
 * `folder.foreign`
 */
export async function startEmulator(options: StartOptions): Promise<RunningEmulator> {
  const folder = await openStateFolder(options.stateFolder);
  try {
    return await startIn(folder, options);
  } catch (error) {
    await folder.release();
    throw error;
  }
}

function tlsNotice(options: StartOptions): (error: Error) => void {
  let told = false;
  return (error) => {
    if (told) return;
    told = true;
    const file = join(options.stateFolder, "ca.pem");
    options.onNotice?.(`A client broke off the TLS handshake (${error.message}). Does it trust ${file}?`);
  };
}

async function startIn(folder: StateFolder, options: StartOptions): Promise<RunningEmulator> {
  const world = options.world ?? realWorld;
  const cloud: Cloud = clouds.public;
  // Blobs would come to lie among them, and `emulator reset` would take them away.
  await refuseForeignState(folder.path);
  const store = await openStore(folder, () => seedState(world));
  const tls = await folderTls(folder, world, cloud);
  const plan = await portPlan(folder, store, options.ports ?? "kept");
  const bound = await bindAll(plan, tls, tlsNotice(options));
  const closing: (() => Promise<void>)[] = Object.values(bound).map((server) => server.close);
  try {
    const tokenFileOf = (host: string): string => folder.file(join("hosts", host, "azure-identity-token"));
    const emulator: Emulator = createEmulator({
      world,
      cloud,
      store,
      origins: originsOf(bound),
      blobFolder: folder.file("blobs"),
      ...(options.onNotice ? { onNotice: options.onNotice } : {}),
      ...(options.agentModel ? { agentModel: options.agentModel } : {}),
      tokenFileOf,
      admin: {
        key: await adminKey(folder),
        environment: () => ({ ...environment() }),
        openHost: (host) => openHost(host),
        stop: () => options.onStopRequested?.(),
      },
    });
    const proxy = await bind({ port: plan["proxy"] ?? 0, purpose: "proxy" }, () => createProxy(emulator, tls));
    closing.push(proxy.close, emulator[Symbol.asyncDispose]);
    const files = { ...filesOf(folder), proxy: `http://127.0.0.1:${proxy.port}` };
    const environment = (): EmulatorEnvironment => environmentOf(emulator.context, files);
    const remember = (): Promise<void> => rememberRun(folder, { ...bound, proxy }, environment());
    const projected = keepProjected(emulator, tokenFileOf, options);
    closing.push(projected.stop);
    const openHost = async (host: Host): Promise<void> => {
      if (host.kind === "kubernetes") return projected.refresh();
      const server = await bindNear(defaultPorts.firstHost + store.state.hosts.indexOf(host), host, options);
      closing.push(server.close);
      bound[`host ${host.name}`] = server;
      server.serve(emulator.openHost(host, `http://127.0.0.1:${server.port}`));
      return remember();
    };
    serveAll(emulator, bound);
    await projected.refresh();
    await remember();
    const keys = store.state.directories.map((directory) => prepareKeys(emulator, directory, options));
    // They are written to the folder: it is given free, and perhaps removed, when that is over.
    closing.push(async () => void (await Promise.all(keys)));
    let closed: Promise<void> | undefined;
    const close = (): Promise<void> => (closed ??= closeAll(folder, closing));
    return {
      emulator,
      get environment() {
        return environment();
      },
      ca: tls.ca,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await Promise.all(closing.map((each) => each()));
    throw error;
  }
}

/** The port after those of the other hosts, or any when that one is taken. */
async function bindNear(port: number, host: Host, { ports, onNotice }: StartOptions): Promise<Bound> {
  const purpose = `host ${host.name}`;
  const onError = (error: Error): void => onNotice?.(`${purpose}: ${error.message}`);
  const wanted = ports === "free" ? 0 : port;
  return bind({ port: wanted, purpose, onError }).catch((error: unknown) => {
    if (!(error instanceof EmulatorError) || error.code !== "port.taken") throw error;
    return bind({ port: 0, purpose, onError });
  });
}

/** Writes projected tokens now and whenever they are due, as a cluster's node does while its pods run. */
function keepProjected(emulator: Emulator, tokenFileOf: (host: string) => string, options: StartOptions) {
  const tokens = new ProjectedTokens(emulator.context);
  const refresh = (): Promise<void> => tokens.refresh(({ name }) => tokenFileOf(name));
  const told = (error: unknown): void => options.onNotice?.(`A projected token could not be written: ${String(error)}`);
  const timer = setInterval(() => void refresh().catch(told), 30_000).unref();
  emulator.context.clock.whenMoved(() => refresh().catch(told));
  return { refresh, stop: async () => clearInterval(timer) };
}

/** Signing keys are made behind the scenes, so that listening does not wait for them. */
function prepareKeys(emulator: Emulator, directory: Directory, options: StartOptions): Promise<void> {
  return emulator.context.keys.announce(directory).catch((error: unknown) => {
    options.onNotice?.(`The signing key of ${directory.name} could not be made: ${String(error)}`);
  });
}

function filesOf(folder: StateFolder) {
  return {
    ca: folder.file("ca.pem"),
    caBundle: folder.file("ca-bundle.pem"),
    trustStore: folder.file("truststore.jks"),
    stateFolder: folder.path,
    adminKeyFile: folder.file("admin-key"),
  };
}

function serveAll(emulator: Emulator, bound: Readonly<Record<string, Bound>>): void {
  for (const [name, listener] of Object.entries(emulator.listeners)) bound[name]?.serve(listener);
  for (const [name, listener] of Object.entries(emulator.hostListeners)) bound[`host ${name}`]?.serve(listener);
}

async function rememberRun(
  folder: StateFolder,
  bound: Readonly<Record<string, Bound>>,
  environment: EmulatorEnvironment,
): Promise<void> {
  const ports = Object.fromEntries(Object.entries(bound).map(([name, { port }]) => [name, port]));
  await writeWhole(folder.file("ports.json"), JSON.stringify(ports));
  await writeWhole(folder.file("running.json"), JSON.stringify({ pid: process.pid, admin: environment.admin }));
}

async function closeAll(folder: StateFolder, closing: readonly (() => Promise<void>)[]): Promise<void> {
  const results = await Promise.allSettled(closing.map((each) => each()));
  try {
    await rm(folder.file("running.json"), { force: true });
  } finally {
    await folder.release();
  }
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
