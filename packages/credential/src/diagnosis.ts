// The hops, one after the other, for a health endpoint: what is held is not asked for again.
import { readIdentityRefusal, readTokenRefusal, type Reading } from "@tegata/core";
import type { CrossTenantCredentialError } from "./errors.ts";
import type { Inspection } from "./inspection.ts";

// Named in the declarations, so whoever exports what holds one must be able to name it.
export type { Reading };

/** One hop. */
export interface HopDiagnosis {
  readonly hop: 1 | 2;
  /** What the hop is, for people. */
  readonly name: "assertion" | "exchange";
  /** `"not reached"` when the hop before it failed and nothing valid is held. */
  readonly outcome: "ok" | "failed" | "not reached";
  /** Until when what the hop gave is valid, in milliseconds since 1970-01-01 UTC. */
  readonly expiresOnTimestamp?: number;
  /** Why it failed; holds no token. */
  readonly error?: CrossTenantCredentialError;
  /** The check of the chain that does not hold, by the rules and the name that `tegata doctor` has for it. */
  readonly broken?: Reading;
}

/** Whether tokens can be had, and where the way is broken. Plain data: `JSON.stringify` gives a health report. */
export interface Diagnosis {
  /** Whether a token of the scope can be had now. */
  readonly ok: boolean;
  readonly tenantId: string;
  readonly scope: string;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  readonly hops: readonly [HopDiagnosis, HopDiagnosis];
}

interface Outcome {
  readonly scope: string;
  readonly durationMs: number;
  readonly inspection: Inspection;
  readonly expiresOnTimestamp?: number;
  readonly error?: CrossTenantCredentialError;
}

/** What the failure of a hop says of the chain. A source other than a managed identity has no check there. */
function brokenBy(error: CrossTenantCredentialError): { readonly broken?: Reading } {
  const { code, hop, status, aadsts, message, retryAfterMs } = error;
  const retryAfterSeconds = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);
  if (code.startsWith("assertion.")) return { broken: { check: "assertion.claims", says: message } };
  if (hop === 2) return { broken: readTokenRefusal({ aadsts, status, retryAfterSeconds }) };
  return code.startsWith("identity.") ? { broken: readIdentityRefusal({ status, message, retryAfterSeconds }) } : {};
}

/** Reads what an attempt came to. */
export function diagnosisOf({ scope, durationMs, inspection, expiresOnTimestamp, error }: Outcome): Diagnosis {
  const { assertion, tenantId } = inspection;
  const firstFailed = error !== undefined && error.hop === 1;
  const first: HopDiagnosis = {
    hop: 1,
    name: "assertion",
    outcome: firstFailed ? "failed" : assertion.state === "none" ? "not reached" : "ok",
    ...(assertion.expiresOnTimestamp === undefined ? {} : { expiresOnTimestamp: assertion.expiresOnTimestamp }),
    ...(firstFailed ? { error, ...brokenBy(error) } : {}),
  };
  const second: HopDiagnosis = {
    hop: 2,
    name: "exchange",
    outcome: error === undefined ? "ok" : firstFailed ? "not reached" : "failed",
    ...(expiresOnTimestamp === undefined ? {} : { expiresOnTimestamp }),
    ...(error !== undefined && !firstFailed ? { error, ...brokenBy(error) } : {}),
  };
  return { ok: error === undefined, tenantId, scope, durationMs, hops: [first, second] };
}
