// How many answers must be waited for one after the other. Every answer is held until nothing more is asked; then all of
// them go: that is one round trip. And what forces them: a request that carries an id which only an earlier answer told,
// and the law that everything is looked at before the first write.
import type { ApplyOptions } from "../../src/index.ts";

type Fetch = NonNullable<ApplyOptions["fetch"]>;

/** One request with its answer, in the order in which they were sent. */
export interface Traced {
  /** From 1. */
  readonly trip: number;
  readonly method: string;
  readonly path: string;
  readonly sent: string;
  readonly got: string;
}

export interface Trips {
  readonly fetch: Fetch;
  readonly requests: readonly Traced[];
}

/** Counts round trips over a fetch function. */
export function inTrips(fetch: Fetch): Trips {
  const requests: Traced[] = [];
  let [held, trip]: [(() => Promise<void>)[], number] = [[], 0];
  const release = async (): Promise<void> => {
    let seen = -1;
    // Everything that can go on has gone on when no microtask asks any more.
    while (seen !== held.length) {
      seen = held.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    trip += 1;
    const answers = held;
    held = [];
    for (const answer of answers) await answer();
  };
  const send = async (input: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(input, init);
    const got = await response.clone().text();
    const { pathname, search } = new URL(input);
    const path = decodeURIComponent(pathname);
    const sent = `${decodeURIComponent(pathname + search)} ${typeof init.body === "string" ? init.body : ""}`;
    requests.push({ trip, method: init.method ?? "GET", path, sent, got });
    return response;
  };
  return {
    requests,
    fetch: (input, init) =>
      new Promise((resolve, reject) => {
        if (held.length === 0) void release();
        held.push(() => send(input, init).then(resolve, reject));
      }),
  };
}

/** `PUT roleAssignments/…`: what a request does, for people. */
export function nameOf({ method, path }: Pick<Traced, "method" | "path">): string {
  const short = path.split("/").slice(-2).join("/");
  return `${method} ${short.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => `${id.slice(0, 8)}…`)}`;
}

const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids that a service chose, each with the request whose answer told it first. */
function firstTold(requests: readonly Traced[]): Map<string, number> {
  const known = new Set<string>();
  const told = new Map<string, number>();
  for (const [index, { sent, got }] of requests.entries()) {
    for (const id of sent.match(guid) ?? []) known.add(id);
    for (const id of got.match(guid) ?? []) {
      if (!known.has(id)) told.set(id, index);
      known.add(id);
    }
  }
  return told;
}

/** What a request cannot be sent without. */
function needs(requests: readonly Traced[], at: number, told: ReadonlyMap<string, number>): number[] {
  const one = requests[at];
  if (!one) return [];
  const ids = (one.sent.match(guid) ?? []).flatMap((id) => told.get(id) ?? []);
  const before = requests.slice(0, at).map((other, index) => ({ other, index }));
  const isRead = one.method === "GET";
  const firstWrite = requests.findIndex(({ method }) => method !== "GET");
  // A read after a write of the same object shows what became of it; a write comes after the looks.
  const others = before.filter(({ other, index }) =>
    isRead ? other.method !== "GET" && other.path === one.path : index < firstWrite,
  );
  // A host can only be given an identity that is there: the id is known beforehand, the identity is not.
  const identity = before.filter(({ other }) => other.method === "PUT" && one.sent.includes(other.path));
  return [...ids, ...[...others, ...identity].map(({ index }) => index)].filter((index) => index < at);
}

/** The longest chain of requests in which each needs the one before it. */
export function longestChain(requests: readonly Traced[]): Traced[] {
  const told = firstTold(requests);
  const chains: Traced[][] = [];
  for (const [at, one] of requests.entries()) {
    const before = needs(requests, at, told).map((index) => chains[index] ?? []);
    const longest = before.reduce<Traced[]>((best, chain) => (chain.length > best.length ? chain : best), []);
    chains.push([...longest, one]);
  }
  return chains.reduce<Traced[]>((best, chain) => (chain.length > best.length ? chain : best), []);
}

/** The trace as text: what went together, and what forced the next trip. */
export function renderTrips(requests: readonly Traced[]): string {
  const chain = longestChain(requests);
  const count = Math.max(0, ...requests.map(({ trip }) => trip));
  const trips = Array.from({ length: count }, (_, index) => requests.filter(({ trip }) => trip === index + 1));
  return [
    ...trips.map((trip, index) => `${index + 1}. ${trip.map(nameOf).join(" | ")}`),
    `${count} round trips, ${requests.length} requests`,
    `the longest chain in which each request needs the answer to the one before: ${chain.length}`,
    ...chain.map((one) => `   ${nameOf(one)}`),
  ].join("\n");
}
