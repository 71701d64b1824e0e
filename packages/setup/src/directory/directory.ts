import type { Endpoints } from "../endpoints.ts";
import type { Clock } from "../clock.ts";
import type { Fetch, JsonClient, RetryNotice } from "../http/json-client.ts";
import { createJsonClient } from "../http/json-client.ts";
import type { Gate, WriteRate } from "../http/pace.ts";
import { paceFor, writeRates } from "../http/pace.ts";
import type { RetryPolicy } from "../http/retry.ts";
import type { Operator, OperatorPlace } from "./operator.ts";
import { takeToken } from "./operator.ts";

/** What every request of a run shares. */
export interface Surroundings {
  readonly endpoints: Endpoints;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly randomUuid: () => string;
  readonly retryPolicy: RetryPolicy;
  readonly onRetry: (notice: RetryNotice) => void;
  readonly signal: AbortSignal | undefined;
  /** Shared by all directories of a run. */
  readonly gate: Gate;
}

/** One directory with an operator's rights in it. */
export interface Directory extends OperatorPlace {
  readonly graph: JsonClient;
  readonly resourceManager: JsonClient;
  /** Without one, nothing here is read or written. */
  readonly hasOperator: boolean;
  /** Asks for the tokens, so that a wrong sign-in shows before anything is written anywhere. */
  checkOperator(): Promise<void>;
}

export interface DirectoryPlace extends OperatorPlace {
  readonly operator: Operator | undefined;
  /** Whether the work here takes Resource Manager; Graph it always takes. */
  readonly usesResourceManager: boolean;
}

const nobody: Operator = {
  tokenSource: () => Promise.reject(new Error("no operator was given")),
};

/** Opens a directory for an operator. Sends nothing yet. */
export function openDirectory(place: DirectoryPlace, around: Surroundings): Directory {
  const { endpoints, fetch, clock, randomUuid, retryPolicy, onRetry, signal, gate } = around;
  const token = (origin: string): Promise<string> => takeToken(place.operator ?? nobody, place, `${origin}/.default`);
  const client = (origin: string, rate: WriteRate): JsonClient =>
    createJsonClient({
      fetch,
      clock,
      randomUuid,
      retryPolicy,
      onRetry,
      origin,
      token: () => token(origin),
      pace: paceFor(rate, { gate, clock, signal }),
      ...(signal ? { signal } : {}),
    });
  return {
    side: place.side,
    tenantId: place.tenantId,
    graph: client(endpoints.graph, writeRates.graph),
    resourceManager: client(endpoints.resourceManager, writeRates.resourceManager),
    hasOperator: place.operator !== undefined,
    checkOperator: async () => {
      if (place.operator === undefined) return;
      await token(endpoints.graph);
      if (place.usesResourceManager) await token(endpoints.resourceManager);
    },
  };
}
