// What a source of assertions is, and how a source asks.
import type { DecodedToken } from "@tegata/core";
import type { Fetch } from "./fetch.ts";
import type { World } from "./world.ts";
import type { HttpCall, Outcome, RetryPolicy } from "./request.ts";

/** A token that proves who the workload is. */
export interface Assertion {
  readonly token: string;
  /** By its issuer's clock, in milliseconds since 1970-01-01 UTC. */
  readonly expiresOnMs: number;
  /** Ask again after that time at the latest, in milliseconds: for a source that costs little. */
  readonly askAgainAfterMs?: number;
}

/** What a source may use to ask. */
export interface AssertionRequest {
  /** The audience that Microsoft Entra wants in this cloud, such as `api://AzureADTokenExchange`. */
  readonly audience: string;
  readonly world: World;
  readonly send: (
    call: HttpCall,
    by: { readonly fetch: Fetch; readonly policy: RetryPolicy; readonly takeTurn?: () => Promise<() => void> },
  ) => Promise<Outcome>;
}

/**
 * Where assertions come from: made by `managedIdentity`, `projectedToken`, `githubActions` or `azurePipelines`. Keeping,
 * renewing and sharing is the credential's business.
 */
export interface AssertionSource {
  /** For messages: "managed identity 1111…". */
  readonly name: string;
}

/** A source from the inside. It asks and reads, every time. */
export interface Source extends AssertionSource {
  readonly request: (asked: AssertionRequest) => Promise<Assertion>;
  /** What the assertion's `aud` must be when its issuer is not Microsoft Entra. Default: not looked at. */
  readonly audienceOf?: (exchangeAudience: string) => string;
}

/**
 * Any other source: gives a JSON Web Token that an issuer made for this workload. Called when the one before is at 70 to
 * 80 % of its life or was refused, never for a token that is served from the cache. It may take 60 seconds.
 */
export type AssertionCallback = (request: {
  /** The audience that Microsoft Entra wants in this cloud, such as `api://AzureADTokenExchange`. */
  readonly audience: string;
}) => Promise<string> | string;

/** The end of a token's life by its own claim, or undefined. */
export function expiryOf(token: DecodedToken | undefined): number | undefined {
  const seconds = token?.claims["exp"];
  return typeof seconds === "number" && Number.isFinite(seconds) ? seconds * 1_000 : undefined;
}
