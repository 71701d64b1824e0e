// How fast a token that is held is given out, by the number of directories that are held.
import { bareMap, composition, scope, tegata, tenantOf, type Contender } from "./contenders.ts";
import { msalNode } from "./msal-node.ts";
import { median, medianRatio, rounded, type Result } from "./result.ts";
import { startScratchCloud, type ScratchCloud } from "./scratch-cloud.ts";

const sizes = [1, 100, 1_000, 10_000, 100_000];

/** Microseconds a call, one call after the other over the directories in an order without pattern, for about that long. */
async function measure(contender: Contender, tenants: readonly string[], durationMs: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  let at = 0;
  const batch = Math.min(500, Math.max(20, tenants.length));
  while (elapsedMs < durationMs) {
    for (let call = 0; call < batch; call += 1) {
      at = (at + 7_919) % tenants.length;
      await contender.getToken(scope, tenants[at] ?? "");
    }
    calls += batch;
    elapsedMs = performance.now() - start;
  }
  return (elapsedMs / calls) * 1_000;
}

async function fill(contender: Contender, tenants: readonly string[]): Promise<void> {
  for (let from = 0; from < tenants.length; from += 200) {
    await Promise.all(tenants.slice(from, from + 200).map((tenantId) => contender.getToken(scope, tenantId)));
  }
}

interface Options {
  readonly rounds: number;
  readonly turnMs: number;
}

export async function heldTokens(options: Options): Promise<Result[]> {
  const cloud = await startScratchCloud();
  try {
    const results: Result[] = [];
    const ours: number[] = [];
    const floors: number[] = [];
    for (const size of sizes) {
      const tenants = Array.from({ length: size }, (_, number) => tenantOf(number));
      const credential = tegata(cloud);
      const floor = bareMap();
      for (const lane of [credential, floor]) await fill(lane, tenants);
      const asked = credential.assertionsAsked();
      const against = await interleave({ ours: credential, "bare Map": floor }, tenants, options);
      const { ours: mine = [], "bare Map": bare = [] } = against;
      ours.push(median(mine));
      floors.push(median(bare));
      const ratio = { figure: rounded(medianRatio(mine, bare)), unit: "× a bare Map", goal: { atMost: 2 } };
      results.push({ name: `held token, ${size.toLocaleString("en-US")} directories`, ...ratio, samples: against });
      // Apart from the Map: what a peer leaves to the collector would be paid in the next one's turn.
      const peer = await peerOf(size, cloud);
      if (peer) {
        if (size === 1) await fill(peer.contender, tenants);
        const samples = await interleave({ ours: credential, [peer.name]: peer.contender }, tenants, options);
        results.push(againstPeer(samples, size, peer));
      }
      if (size === 1) {
        const name = "assertions asked for on held tokens";
        const figure = credential.assertionsAsked() - asked;
        results.push({ name, figure, unit: "", goal: { exactly: 0 }, samples: {} });
      }
    }
    const growth = (ours.at(-1) ?? 0) / (ours[0] ?? 1) / ((floors.at(-1) ?? 0) / (floors[0] ?? 1));
    const name = "held token, growth from 1 to 100,000 directories";
    const flat = { figure: rounded(growth), unit: "× the growth of a bare Map", goal: { atMost: 2 } };
    results.push({ name, ...flat, samples: { ours, "bare Map": floors } });
    return results;
  } finally {
    cloud.stop();
  }
}

interface Peer {
  readonly name: string;
  readonly contender: Contender;
  /** How many times as fast ours has to be. */
  readonly atLeast: number;
}

/** Whom a number of directories is a goal against: the composition of today's classes at one, msal-node at many. */
async function peerOf(size: number, cloud: ScratchCloud): Promise<Peer | undefined> {
  if (size === 1) return { name: "the composition", contender: composition(cloud), atLeast: 60 };
  if (size === 10_000) return { name: "msal-node", contender: await msalNode(size), atLeast: 1_000 };
  return undefined;
}

function againstPeer(
  samples: Readonly<Record<string, readonly number[]>>,
  size: number,
  { name, atLeast }: Peer,
): Result {
  return {
    name: `held token, ${size.toLocaleString("en-US")} directories, against ${name}`,
    figure: rounded(medianRatio(samples[name] ?? [], samples["ours"] ?? [])),
    unit: "times as fast",
    goal: { atLeast },
    samples,
  };
}

/** In each round everyone has a turn, after one turn to warm up. */
async function interleave(
  lanes: Readonly<Record<string, Contender>>,
  tenants: readonly string[],
  { rounds, turnMs }: Options,
): Promise<Record<string, number[]>> {
  const samples: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, contender] of Object.entries(lanes)) {
      const microseconds = await measure(contender, tenants, turnMs);
      if (round >= 0) (samples[name] ??= []).push(rounded(microseconds, 4));
    }
  }
  return samples;
}
