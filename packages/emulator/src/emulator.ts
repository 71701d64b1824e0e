import type { RequestListener } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Cloud } from "@tegata/core";
import { clouds } from "@tegata/core";
import type { AdminOptions } from "./admin/app.ts";
import { adminApp } from "./admin/app.ts";
import { withBodyLimit, withPackedBodies } from "./body-limit.ts";
import type { Context } from "./context.ts";
import { aliasesOf } from "./context.ts";
import { SigningKeys } from "./directory/signing-keys.ts";
import { Clock, worldWithClock } from "./faults/clock.ts";
import { Faults } from "./faults/faults.ts";
import { Replica } from "./faults/replica.ts";
import { replicatedStore } from "./faults/replicated-store.ts";
import { Issuers } from "./issuers/issuers.ts";
import type { IssuerNetwork } from "./issuers/network.ts";
import { internet } from "./issuers/network.ts";
import { Journal } from "./journal.ts";
import type { Origins, ServiceName } from "./origins.ts";
import { serviceOfMicrosoftName } from "./origins.ts";
import { watchChallenges } from "./services/blob/challenge-watch.ts";
import { blobGateway } from "./services/blob/gateway.ts";
import { inProcessFetch } from "./in-process-fetch.ts";
import { foundryApp } from "./services/foundry/app.ts";
import type { ModelEndpoint } from "./services/foundry/model-endpoint.ts";
import { graphApp } from "./services/graph/app.ts";
import { identityEndpointApp } from "./services/managed-identity/host-app.ts";
import { IdentityTokens } from "./services/managed-identity/issue.ts";
import { resourceManagerApp } from "./services/resource-manager/app.ts";
import { discoveryApp } from "./services/token/app.ts";
import { tokenListener } from "./services/token/endpoint.ts";
import type { Host } from "./state/state.ts";
import { seedState } from "./state/seed.ts";
import type { Store } from "./state/store.ts";
import { memoryStore } from "./state/store.ts";
import { serviceListener } from "./service-listener.ts";
import type { World } from "./world.ts";
import { realWorld } from "./world.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

export interface EmulatorOptions {
  readonly world?: World;
  readonly cloud?: Cloud;
  /** Where the state is kept. Default: a fresh one, in memory. */
  readonly store?: Store;
  readonly origins?: Origins;
  /** Where blobs are kept. Default: in memory. */
  readonly blobFolder?: string;
  /** How issuers outside are asked for their keys. Default: over the internet, guarded. */
  readonly issuerNetwork?: IssuerNetwork;
  /** Where projected tokens of Kubernetes workloads lie, by host. Default: nowhere. */
  readonly tokenFileOf?: (host: string) => string;
  /** A model elsewhere that answers for Foundry's agents. Default: they answer out of themselves. */
  readonly agentModel?: ModelEndpoint;
  /** The admin API is served only with a key. */
  readonly admin?: AdminOptions;
  /** Told, in a line, what a person should know at once: that a storage client will seem to hang, and why. */
  readonly onNotice?: (line: string) => void;
}

/** A small Azure in this process. */
export interface Emulator {
  readonly context: Context;
  /**
   * Answers a request to any of its origins, or to one of Microsoft's own names, without a socket. It is called as the
   * global `fetch` is, so whatever takes a `fetch` takes this one. Rejects with a `TypeError` where it has no service.
   *
   * @example
   * ```ts
   * import { createEmulator } from "@tegata/emulator";
   *
   * const emulator = createEmulator();
   * const response = await emulator.fetch("https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
   * console.log(response.status); // 200
   * ```
   */
  readonly fetch: typeof globalThis.fetch;
  /** Node request listeners, one a service and one a host, for `listen`. */
  readonly listeners: Readonly<Record<ServiceName | "admin", RequestListener>>;
  readonly hostListeners: Readonly<Record<string, RequestListener>>;
  /** Opens the identity endpoint of a host that was added to the state, at an origin; returns its listener. */
  readonly openHost: (host: Host, origin: string) => RequestListener;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Origins for use without sockets: the documented default ports, which nobody listens on. */
export const defaultOrigins: Omit<Origins, "hosts"> = {
  token: "https://localhost:7411",
  resourceManager: "https://localhost:7412",
  graph: "https://localhost:7413",
  blob: "https://localhost:7414",
  foundry: "https://localhost:7415",
  admin: "http://127.0.0.1:7410",
};

/** What Resource Manager allows, which allows the most: https://learn.microsoft.com/azure/azure-resource-manager/management/overview. Blob has its own. */
const maxBodyBytes = 4 * 1024 * 1024;

function contextOf(options: EmulatorOptions): Context {
  const clock = new Clock(options.world ?? realWorld);
  const world = worldWithClock(options.world ?? realWorld, clock);
  const original = options.store ?? memoryStore(seedState(world));
  const replica = new Replica(original.state, world.now);
  const faults: Faults = new Faults(world.now, () => replica.follow(faults.stateFaults()));
  const store = replicatedStore(original, replica, faults);
  const keys = new SigningKeys(world, store.save);
  const hosts = Object.fromEntries(
    store.state.hosts
      .filter(({ kind }) => kind !== "kubernetes")
      .map(({ name }, index) => [name, `http://127.0.0.1:${7421 + index}`]),
  );
  const origins = options.origins ?? { ...defaultOrigins, hosts };
  return {
    cloud: options.cloud ?? clouds.public,
    world,
    store,
    keys,
    journal: new Journal(world),
    origins,
    aliases: aliasesOf(origins),
    truth: original.state,
    issuers: new Issuers(original.state, { keys, world, network: options.issuerNetwork ?? internet }),
    tokenFileOf: options.tokenFileOf ?? (() => ""),
    faults,
    clock,
  };
}

/**
 * Makes an emulator: two directories and their services, as functions. Nothing listens and nothing is written unless
 * the options say so. Signing keys are made at the first token (about 0.2 s a directory).
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const context = contextOf(options);
  const identityTokens = new IdentityTokens(context);
  const gateway = blobGateway(context, options.blobFolder);
  if (options.onNotice) watchChallenges(context.journal, options.onNotice);
  const listenerOf = (app: { readonly fetch: Fetch }): RequestListener =>
    getRequestListener(withBodyLimit(app.fetch, maxBodyBytes));
  const closed: RequestListener = (_request, response) => response.writeHead(404).end();
  const inner = {
    token: tokenListener(context, listenerOf(discoveryApp(context))),
    resourceManager: listenerOf(resourceManagerApp(context, gateway.reflect)),
    graph: listenerOf({ fetch: withPackedBodies(graphApp(context).fetch, maxBodyBytes) }),
    blob: gateway.listener,
    foundry: listenerOf(foundryApp(context, options.agentModel)),
  };
  const admin = options.admin ? listenerOf(adminApp(context, options.admin)) : closed;
  const services = Object.fromEntries(
    Object.entries(inner).map(([service, listener]) => [
      service,
      serviceListener(context, listener, { service: service as ServiceName, collapsesSlashes: service !== "blob" }),
    ]),
  ) as Record<ServiceName, RequestListener>;
  const hostListeners: Record<string, RequestListener> = {};
  const openHost = (host: Host, origin: string): RequestListener => {
    context.origins.hosts[host.name] = origin;
    const app = identityEndpointApp(context, host, identityTokens);
    const options = { service: "managedIdentity", host: host.name, collapsesSlashes: true } as const;
    return (hostListeners[host.name] = serviceListener(context, listenerOf(app), options));
  };
  for (const host of context.store.state.hosts) {
    const origin = context.origins.hosts[host.name];
    if (origin !== undefined) openHost(host, origin);
  }
  const listeners = { ...services, admin };
  return {
    context,
    listeners,
    hostListeners,
    openHost,
    fetch: fetchOver(context, listeners, hostListeners),
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

function fetchOver(
  context: Context,
  listeners: Emulator["listeners"],
  hostListeners: Emulator["hostListeners"],
): Emulator["fetch"] {
  const made = new Map<RequestListener, Fetch>();
  const { hosts, ...origins } = context.origins;
  return async (input, init) => {
    const request = new Request(input, init);
    const { origin, hostname } = new URL(request.url);
    const name =
      Object.entries(origins).find(([, candidate]) => candidate === origin)?.[0] ??
      serviceOfMicrosoftName(context.cloud, hostname);
    const host = Object.entries(hosts).find(([, candidate]) => candidate === origin)?.[0];
    const listener = host === undefined ? listeners[name as ServiceName] : hostListeners[host];
    if (!listener) throw new TypeError(`the emulator has no service at ${origin}`);
    let fetch = made.get(listener);
    if (!fetch) made.set(listener, (fetch = inProcessFetch(listener)));
    return fetch(request);
  };
}
