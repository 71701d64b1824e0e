// What happens inside, as data for a hook: no token, assertion or secret among it.
import type { CrossTenantCredentialError } from "./errors.ts";

/**
 * Something that happened. Served tokens are not reported one by one: `inspect()` counts them.
 *
 * `durationMs` is from the first request of the step to its outcome, retries included. `inBackground` means that no
 * caller waited. Timestamps are milliseconds since 1970-01-01 UTC by this machine's clock.
 */
export type CredentialEvent =
  | {
      readonly type: "assertion.acquired";
      readonly source: string;
      readonly durationMs: number;
      readonly expiresOnTimestamp: number;
      readonly inBackground: boolean;
    }
  | {
      readonly type: "assertion.failed";
      readonly source: string;
      readonly durationMs: number;
      readonly inBackground: boolean;
      readonly error: CrossTenantCredentialError;
    }
  | {
      readonly type: "token.acquired";
      readonly tenantId: string;
      readonly scope: string;
      readonly durationMs: number;
      readonly expiresOnTimestamp: number;
      readonly inBackground: boolean;
    }
  | {
      readonly type: "token.failed";
      readonly tenantId: string;
      readonly scope: string;
      readonly durationMs: number;
      readonly inBackground: boolean;
      readonly error: CrossTenantCredentialError;
    }
  | {
      readonly type: "request.retried";
      readonly hop: 1 | 2;
      /** 1 for the first repetition. */
      readonly attempt: number;
      /** Absent when nobody answered. */
      readonly status?: number;
      readonly pauseMs: number;
    }
  | { readonly type: "token.evicted"; readonly tenantId: string; readonly scope: string };

/**
 * Receives events, synchronously; a promise that it returns is not waited for. What it throws or rejects with is counted
 * (`inspect().counts.hookFailures`) and otherwise ignored.
 */
export type EventHook = (event: CredentialEvent) => void;
