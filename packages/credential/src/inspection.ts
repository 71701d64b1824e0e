// What a credential holds, without what is secret in it.
import type { TenantId } from "@tegata/core";
import type { Counts, DirectoryTokens } from "./directory-tokens.ts";
import type { TokenSlot } from "./token-cache.ts";

/** One token that is held or asked for. Timestamps are milliseconds since 1970-01-01 UTC. */
export interface TokenInspection {
  readonly scope: string;
  readonly enableCae: boolean;
  /** Whether it answers a claims challenge. */
  readonly hasClaims: boolean;
  readonly state: "valid" | "expired" | "none";
  readonly expiresOnTimestamp?: number;
  readonly refreshAfterTimestamp?: number;
  readonly isRequested: boolean;
  /** Failed attempts since the last success. */
  readonly failures: number;
}

/** A picture of a credential. The counts and `assertion` are shared by all that `forTenant` gave. */
export interface Inspection {
  readonly tenantId: string;
  readonly clientId: string;
  readonly authority: string;
  readonly assertion: {
    readonly source: string;
    readonly state: "valid" | "expired" | "none";
    readonly expiresOnTimestamp?: number;
    readonly isRequested: boolean;
    readonly failures: number;
  };
  /** Those of this directory. */
  readonly tokens: readonly TokenInspection[];
  /** Until when the token service asked for this directory to be left alone. */
  readonly pausedUntilTimestamp?: number;
  /** By how many milliseconds the token service's clock is ahead of this machine's; absent while unknown. */
  readonly skewMs?: number;
  readonly cache: {
    readonly tokens: number;
    readonly bytes: number;
    readonly maxTokens: number;
    readonly maxBytes: number;
  };
  readonly counts: Readonly<Counts>;
}

function stateOf(
  slot: { readonly value: unknown; readonly deadlineMs: number },
  nowMs: number,
): "valid" | "expired" | "none" {
  if (slot.value === undefined) return "none";
  return nowMs < slot.deadlineMs ? "valid" : "expired";
}

export function inspectTokens(all: DirectoryTokens, tenantId: TenantId): Inspection {
  const { settings, assertion, cache, timeline, throttle, counts } = all;
  const nowMs = timeline.now();
  const pausedUntilMs = throttle.pausedUntil(tenantId);
  const { skewMs } = timeline;
  return {
    tenantId,
    clientId: settings.clientId,
    authority: settings.authority,
    assertion: {
      source: settings.assertion.name,
      state: stateOf(assertion, nowMs),
      ...(assertion.value === undefined ? {} : { expiresOnTimestamp: timeline.toWall(assertion.deadlineMs) }),
      isRequested: !assertion.isIdle,
      failures: assertion.failures,
    },
    tokens: [...cache.ofTenant(tenantId)].map((slot) => inspectToken(slot, nowMs)),
    ...(pausedUntilMs !== undefined && pausedUntilMs > nowMs
      ? { pausedUntilTimestamp: timeline.toWall(pausedUntilMs) }
      : {}),
    ...(skewMs === undefined ? {} : { skewMs }),
    cache: { tokens: cache.size, bytes: cache.bytes, ...cache.limits },
    counts: { ...counts },
  };
}

function inspectToken(slot: TokenSlot, nowMs: number): TokenInspection {
  const { shelf, value } = slot;
  return {
    scope: shelf.scope,
    enableCae: shelf.isCae,
    hasClaims: shelf.key !== shelf.scope,
    state: stateOf(slot, nowMs),
    ...(value === undefined
      ? {}
      : {
          expiresOnTimestamp: value.expiresOnTimestamp,
          ...(value.refreshAfterTimestamp === undefined ? {} : { refreshAfterTimestamp: value.refreshAfterTimestamp }),
        }),
    isRequested: !slot.isIdle,
    failures: slot.failures,
  };
}
