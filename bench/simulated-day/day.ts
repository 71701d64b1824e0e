// Runs one simulated day with one client and reports what its callers met.
import { endOf, epochMs, SimulatedCloud, type Issued, type Seen } from "./cloud.ts";
import { dayMs, hourMs, minuteMs, type Schedule } from "./schedule.ts";
import { VirtualTime } from "./virtual-time.ts";

/** What a client is built on. */
export interface Surroundings {
  readonly time: VirtualTime;
  readonly cloud: SimulatedCloud;
  /** What the machine's clock shows, in milliseconds since 1970-01-01 UTC. */
  readonly wallMs: () => number;
  readonly seed: number;
}

export type Client = (directory: number, resource: number) => Promise<{ readonly token: string }>;

export interface Report {
  readonly calls: number;
  /** Calls that gave a token after its end. */
  readonly expired: number;
  /** Calls that failed while a valid token was held. */
  readonly failedWithValid: number;
  /** Calls that took time while a valid token was held. */
  readonly waitedWithValid: number;
  readonly failed: number;
  /** Calls that had come to nothing an hour after midnight. */
  readonly unanswered: number;
  readonly longestWaitMs: number;
  readonly identityRequests: number;
  readonly tokenRequests: number;
  readonly mostIdentityAtOnce: number;
  readonly mostIdentityInASecond: number;
  /** Most requests for one resource of one directory within a minute. */
  readonly mostTokenInAMinute: number;
  /** Requests to a directory that had asked to be left alone. */
  readonly requestsDuringPause: number;
}

/** What the machine's clock is ahead at a moment. */
function aheadAt(schedule: Schedule, atMs: number): number {
  const past = schedule.steps.filter((step) => step.atMs <= atMs).toSorted((a, b) => a.atMs - b.atMs);
  return past.at(-1)?.aheadMs ?? schedule.aheadMs;
}

/**
 * By how much the machine's clock ran ahead of the right time since a moment. A client cannot tell that from having
 * been suspended for as long: what is valid for less than that may be taken for expired.
 */
function forwardSince(schedule: Schedule, sinceMs: number, untilMs: number): number {
  const moments = schedule.steps.map(({ atMs }) => atMs).filter((atMs) => atMs > sinceMs && atMs <= untilMs);
  const ahead = [sinceMs, ...moments].map((atMs) => aheadAt(schedule, atMs));
  // From the earliest on: a step back does not undo what a step forwards did.
  const highestBefore = Math.max(
    schedule.aheadMs,
    ...schedule.steps.filter(({ atMs }) => atMs <= sinceMs).map(({ aheadMs }) => aheadMs),
  );
  return Math.max(0, Math.max(...ahead) - Math.min(highestBefore, aheadAt(schedule, sinceMs)));
}

interface Tally {
  calls: number;
  expired: number;
  failedWithValid: number;
  waitedWithValid: number;
  failed: number;
  unanswered: number;
  longestWaitMs: number;
}

export async function runDay(schedule: Schedule, build: (surroundings: Surroundings) => Client): Promise<Report> {
  const time = new VirtualTime();
  const cloud = new SimulatedCloud(schedule, time);
  const wallMs = (): number => epochMs + time.nowMs + aheadAt(schedule, time.nowMs);
  const client = build({ time, cloud, wallMs, seed: schedule.seed });
  const tally: Tally = {
    calls: 0,
    expired: 0,
    failedWithValid: 0,
    waitedWithValid: 0,
    failed: 0,
    unanswered: 0,
    longestWaitMs: 0,
  };
  const place = { schedule, time, cloud, tally };
  for (const { directory, resource, firstAtMs, everyMs, atOnce } of schedule.calls) {
    for (let atMs = firstAtMs; atMs < dayMs; atMs += everyMs) {
      time.at(atMs, () => {
        for (let caller = 0; caller < atOnce; caller += 1) void observe(client, { directory, resource }, place);
      });
    }
  }
  // Whoever waits at midnight gets an answer, or a time-out.
  await time.runUntil(dayMs + hourMs);
  return { ...tally, ...requestsOf(cloud.seen) };
}

interface Place {
  readonly schedule: Schedule;
  readonly time: VirtualTime;
  readonly cloud: SimulatedCloud;
  readonly tally: Tally;
}

async function observe(
  client: Client,
  asked: { readonly directory: number; readonly resource: number },
  { schedule, time, cloud, tally }: Place,
): Promise<void> {
  const isValid = (token: Issued): boolean =>
    token.directory === asked.directory &&
    token.resource === asked.resource &&
    token.expiresAtMs - forwardSince(schedule, token.sentAtMs, time.nowMs) > time.nowMs;
  const startMs = time.nowMs;
  const couldBeServed = cloud.issued.some(isValid);
  tally.calls += 1;
  tally.unanswered += 1;
  try {
    const { token } = await client(asked.directory, asked.resource);
    if (endOf(token) <= time.nowMs) tally.expired += 1;
  } catch {
    tally.failed += 1;
    if (cloud.issued.some(isValid)) tally.failedWithValid += 1;
  }
  tally.unanswered -= 1;
  const waitedMs = time.nowMs - startMs;
  tally.longestWaitMs = Math.max(tally.longestWaitMs, waitedMs);
  if (couldBeServed && waitedMs > 0) tally.waitedWithValid += 1;
}

function mostWithin(moments: readonly number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  for (const [last, atMs] of moments.entries()) {
    while ((moments[first] ?? atMs) <= atMs - windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

function mostAtOnce(seen: readonly Seen[]): number {
  const edges = seen.flatMap(({ atMs, overAtMs }) => [
    { atMs, by: 1 },
    { atMs: overAtMs, by: -1 },
  ]);
  let running = 0;
  let most = 0;
  for (const { by } of edges.toSorted((a, b) => a.atMs - b.atMs || a.by - b.by)) {
    running += by;
    most = Math.max(most, running);
  }
  return most;
}

function requestsOf(seen: readonly Seen[]): Omit<Report, keyof Tally> {
  const identity = seen.filter(({ to }) => to === "identity");
  const token = seen.filter(({ to }) => to === "token");
  const keys = new Set(token.map(({ directory, resource }) => `${directory}/${resource}`));
  const perKey = [...keys].map((key) =>
    token.filter(({ directory, resource }) => `${directory}/${resource}` === key).map(({ atMs }) => atMs),
  );
  const isPaused = ({ directory, atMs }: Seen): boolean =>
    token.some((other) => other.directory === directory && other.overAtMs < atMs && atMs < (other.pauseUntilMs ?? 0));
  return {
    identityRequests: identity.length,
    tokenRequests: token.length,
    mostIdentityAtOnce: mostAtOnce(identity),
    mostIdentityInASecond: mostWithin(
      identity.map(({ atMs }) => atMs),
      1_000,
    ),
    mostTokenInAMinute: Math.max(0, ...perKey.map((moments) => mostWithin(moments, minuteMs))),
    requestsDuringPause: token.filter(isPaused).length,
  };
}
