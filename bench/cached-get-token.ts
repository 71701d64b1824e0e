// How fast a token that is held is given out.
import { bareMap, composition, tegata, type Contender } from "./contenders.ts";
import { startScratchCloud, type ScratchCloud } from "./scratch-cloud.ts";

export interface Row {
  readonly name: string;
  /** One figure a round, in the order of the rounds. */
  readonly callsPerSecond: readonly number[];
  readonly median: number;
  /** (largest - smallest) / median. */
  readonly spread: number;
  readonly assertionsAskedPerCall: number;
  readonly requestsWhileCached: number;
}

export interface Comparison {
  readonly name: "cached getToken";
  readonly rounds: number;
  readonly rows: readonly Row[];
  /** Median over the rounds of ours / theirs, taken round by round. */
  readonly timesFasterThanComposition: number;
  /** Median over the rounds of the bare Map / ours. */
  readonly timesSlowerThanMap: number;
}

const scope = "https://storage.azure.com/.default";
const callsAtOnce = 500;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** One call after the other, for about that long. */
async function measure(contender: Contender, durationMs: number): Promise<{ calls: number; perSecond: number }> {
  const start = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  while (elapsedMs < durationMs) {
    for (let call = 0; call < callsAtOnce; call += 1) await contender.getToken(scope);
    calls += callsAtOnce;
    elapsedMs = performance.now() - start;
  }
  return { calls, perSecond: (calls / elapsedMs) * 1_000 };
}

interface Lane {
  readonly contender: Contender;
  readonly perSecond: number[];
  calls: number;
  asked: number;
  requests: number;
}

export interface CompareOptions {
  readonly rounds: number;
  readonly turnMs: number;
}

/** Compares, interleaved: in each round everyone has its turn, so that a slow moment of the machine hits all alike. */
export async function compareCachedGetToken(options: CompareOptions): Promise<Comparison> {
  const cloud = await startScratchCloud();
  try {
    return await compareOn(cloud, options);
  } finally {
    await cloud.stop();
  }
}

async function compareOn(cloud: ScratchCloud, { rounds, turnMs }: CompareOptions): Promise<Comparison> {
  const contenders = [tegata(cloud), composition(cloud), bareMap()];
  const lanes = contenders.map((contender): Lane => ({ contender, perSecond: [], calls: 0, asked: 0, requests: 0 }));
  for (const { contender } of lanes) await measure(contender, turnMs);
  for (let round = 0; round < rounds; round += 1) for (const lane of lanes) await takeTurn(lane, cloud, turnMs);
  const [ours, theirs, map] = lanes.map(({ perSecond }) => perSecond);
  return {
    name: "cached getToken",
    rounds,
    rows: lanes.map(rowOf),
    timesFasterThanComposition: medianRatio(ours, theirs),
    timesSlowerThanMap: medianRatio(map, ours),
  };
}

async function takeTurn(lane: Lane, cloud: ScratchCloud, turnMs: number): Promise<void> {
  const requests = (): number => cloud.requests.identity + cloud.requests.token + cloud.requests.other;
  const before = { asked: lane.contender.assertionsAsked(), requests: requests() };
  const { calls, perSecond } = await measure(lane.contender, turnMs);
  lane.perSecond.push(perSecond);
  lane.calls += calls;
  lane.asked += lane.contender.assertionsAsked() - before.asked;
  lane.requests += requests() - before.requests;
}

function medianRatio(one: readonly number[] = [], other: readonly number[] = []): number {
  return median(one.map((value, round) => value / (other[round] ?? Number.NaN)));
}

function rowOf(lane: Lane): Row {
  const middle = median(lane.perSecond);
  return {
    name: lane.contender.name,
    callsPerSecond: lane.perSecond.map(Math.round),
    median: Math.round(middle),
    spread: (Math.max(...lane.perSecond) - Math.min(...lane.perSecond)) / middle,
    assertionsAskedPerCall: lane.asked / lane.calls,
    requestsWhileCached: lane.requests,
  };
}
