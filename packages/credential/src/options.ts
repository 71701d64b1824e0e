// What a credential is made of, checked before anything is sent. Every fault is told at once.
import {
  clouds,
  isGuid,
  parseClientId,
  parseTenantId,
  TegataError,
  type ClientId,
  type Cloud,
  type CloudName,
  type TenantId,
} from "@tegata/core";
import type { AssertionCallback, AssertionSource, Source } from "./assertion.ts";
import { CrossTenantCredentialError } from "./errors.ts";
import type { EventHook } from "./events.ts";
import { callback } from "./sources/callback.ts";
import type { OpenTelemetryApi } from "./telemetry.ts";
import type { CacheLimits } from "./token-cache.ts";
import type { Fetch } from "./fetch.ts";
import { worldWith, type Clock, type Environment, type Random, type World } from "./world.ts";

// Named in the declarations, so whoever exports what holds one must be able to name it.
export type { CloudName };

export interface CrossTenantCredentialOptions {
  /** The resource directory: where the tokens come from. A GUID. */
  readonly tenantId: string;
  /** The multi-tenant application that trusts the identity. A GUID, the same in every directory. */
  readonly clientId: string;
  /** Where assertions come from: `managedIdentity({ clientId })` or another source, or a function that gives one. */
  readonly assertion: AssertionSource | AssertionCallback;
  /**
   * The directories that tokens may be asked of, beside `tenantId`: by `forTenant`, or by a resource's challenge through
   * the `tenantId` of `getToken`. GUIDs, or `"any"`. Default: none.
   *
   * > [!WARNING]
   * > With `"any"`, whoever chooses the resource chooses the directory: check addresses that come from outside.
   */
  readonly allowedTenants?: readonly string[] | "any" | undefined;
  /** Default: `"public"`. */
  readonly cloud?: CloudName | undefined;
  /** Address of the token service, https. Default: the cloud's. */
  readonly authority?: string | undefined;
  /** Most tokens held at once; the one used longest ago makes room. Default: 100,000. */
  readonly maxTokens?: number | undefined;
  /** Most bytes that held tokens may take, with their bookkeeping. Default: 268,435,456 (256 MiB). */
  readonly maxBytes?: number | undefined;
  /** Told of everything but served tokens; see {@link CredentialEvent}. Default: nobody. */
  readonly onEvent?: EventHook | undefined;
  /** The module `@opentelemetry/api`. Default: the installed one, once the process has registered something with it. */
  readonly openTelemetry?: OpenTelemetryApi | undefined;
  /** Used for every request when given. Default: the global `fetch`, and for the host's own endpoints one without proxy. */
  readonly fetch?: Fetch | undefined;
  /** Default: the system's clocks and timers. */
  readonly clock?: Clock | undefined;
  /** Default: `Math.random` and `crypto.randomUUID`. */
  readonly random?: Random | undefined;
  /** Default: `process.env`. */
  readonly environment?: Environment | undefined;
  /** Reads the text of a file. Default: `readFile` of `node:fs/promises`, as UTF-8. */
  readonly readFile?: ((path: string) => Promise<string>) | undefined;
}

export interface Settings {
  readonly tenantId: TenantId;
  readonly clientId: ClientId;
  readonly assertion: Source;
  readonly allowedTenants: ReadonlySet<TenantId> | "any";
  readonly cloud: Cloud;
  /** Without a slash at the end. */
  readonly authority: string;
  readonly limits: CacheLimits;
  readonly onEvent: EventHook | undefined;
  readonly openTelemetry: OpenTelemetryApi | undefined;
  readonly world: World;
}

const known: ReadonlySet<string> = new Set([
  "tenantId",
  "clientId",
  "assertion",
  "allowedTenants",
  "cloud",
  "authority",
  "maxTokens",
  "maxBytes",
  "onEvent",
  "openTelemetry",
  "fetch",
  "clock",
  "random",
  "environment",
  "readFile",
] satisfies (keyof CrossTenantCredentialOptions)[]);

/** @throws CrossTenantCredentialError `options.invalid`, naming every fault */
export function readOptions(options: CrossTenantCredentialOptions): Settings {
  // Not every caller has a compiler: a setting that is missing from the environment is the commonest mistake of all.
  if (typeof options !== "object" || options === null) throw invalid(["there are none"]);
  const faults: string[] = Object.keys(options)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not an option`);
  const tenantId = parsed("tenantId", options.tenantId, { parse: parseTenantId, faults });
  const clientId = parsed("clientId", options.clientId, { parse: parseClientId, faults });
  const cloud = Object.hasOwn(clouds, options.cloud ?? "public") ? clouds[options.cloud ?? "public"] : undefined;
  if (!cloud) faults.push(`cloud is none of ${Object.keys(clouds).join(", ")}`);
  const authority = options.authority === undefined ? cloud?.authority : readAuthority(options.authority);
  if (authority === undefined && options.authority !== undefined)
    faults.push("authority is not an https URL without user, query and fragment");
  if (authority !== undefined && namesDirectory(authority))
    faults.push("authority names a directory: that is what tenantId is for");
  const assertion = readSource(options.assertion, faults);
  const allowedTenants = readAllowed(options.allowedTenants ?? [], tenantId, faults);
  const limits = readLimits(options, faults);
  if (!tenantId || !clientId || !cloud || authority === undefined || !assertion || faults.length > 0)
    throw invalid(faults);
  const { onEvent, openTelemetry } = options;
  const world = worldWith(options);
  return { tenantId, clientId, assertion, allowedTenants, cloud, authority, limits, onEvent, openTelemetry, world };
}

function readSource(given: AssertionSource | AssertionCallback, faults: string[]): Source | undefined {
  if (typeof given === "function") return callback(given as AssertionCallback);
  if (typeof (given as Partial<Source> | undefined)?.request === "function") return given as Source;
  faults.push("assertion is not a source of assertions");
  return undefined;
}

function readAllowed(
  given: readonly string[] | "any",
  own: TenantId | undefined,
  faults: string[],
): ReadonlySet<TenantId> | "any" {
  if (given === "any") return given;
  if (!Array.isArray(given)) {
    faults.push('allowedTenants is neither a list nor "any"');
    return new Set();
  }
  const ids = given.map((id: unknown) => parsed("allowedTenants", id, { parse: parseTenantId, faults }));
  return new Set([own, ...ids].filter((id) => id !== undefined));
}

function readLimits(options: CrossTenantCredentialOptions, faults: string[]): CacheLimits {
  const { maxTokens = 100_000, maxBytes = 268_435_456 } = options;
  for (const [name, value] of Object.entries({ maxTokens, maxBytes })) {
    if (!Number.isSafeInteger(value) || value < 1) faults.push(`${name} is not a whole number above 0`);
  }
  return { maxTokens, maxBytes };
}

function parsed<Id>(
  name: string,
  value: unknown,
  { parse, faults }: { readonly parse: (text: string) => Id; readonly faults: string[] },
): Id | undefined {
  if (typeof value !== "string" || value === "") {
    faults.push(`${name} is missing`);
    return undefined;
  }
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof TegataError)) throw error;
    faults.push(`${name}: ${error.message}`);
    return undefined;
  }
}

function readAuthority(text: unknown): string | undefined {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.username || url.password || url.search || url.hash) return undefined;
  return url.href.replace(/\/+$/, "");
}

/** MSAL's authorities end in the directory. Here it comes from `tenantId`, and twice would be an address of nothing. */
function namesDirectory(authority: string): boolean {
  const last = authority.slice(authority.lastIndexOf("/") + 1);
  return isGuid(last) || ["common", "organizations", "consumers"].includes(last);
}

function invalid(faults: readonly string[]): CrossTenantCredentialError {
  return new CrossTenantCredentialError("options.invalid", `the credential's options are wrong: ${faults.join("; ")}`, {
    fix: "Give tenantId (the resource directory), clientId (the application) and assertion: managedIdentity({ clientId }).",
    details: { faults },
  });
}
