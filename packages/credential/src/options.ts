// What a credential is made of, checked before anything is sent. Every fault is told at once.
import {
  clouds,
  parseClientId,
  parseTenantId,
  TegataError,
  type ClientId,
  type Cloud,
  type CloudName,
  type TenantId,
} from "@tegata/core";
import type { AssertionSource } from "./assertion.ts";
import { CrossTenantCredentialError } from "./errors.ts";
import { worldWith, type Clock, type Environment, type Fetch, type Random, type World } from "./world.ts";

export interface CrossTenantCredentialOptions {
  /** The resource directory: where the tokens come from. A GUID. */
  readonly tenantId: string;
  /** The multi-tenant application that trusts the identity. A GUID, the same in every directory. */
  readonly clientId: string;
  /** Where assertions come from: `managedIdentity({ clientId })`. */
  readonly assertion: AssertionSource;
  /** Default: `"public"`. */
  readonly cloud?: CloudName | undefined;
  /** Address of the token service, https. Default: the cloud's. */
  readonly authority?: string | undefined;
  /** Default: the global `fetch`, so proxies and certificates are configured as for Node itself. */
  readonly fetch?: Fetch | undefined;
  /** Default: the system's clock and timers. */
  readonly clock?: Clock | undefined;
  /** Default: `Math.random` and `crypto.randomUUID`. */
  readonly random?: Random | undefined;
  /** Default: `process.env`. */
  readonly environment?: Environment | undefined;
}

export interface Settings {
  readonly tenantId: TenantId;
  readonly clientId: ClientId;
  readonly assertion: AssertionSource;
  readonly cloud: Cloud;
  /** Without a slash at the end. */
  readonly authority: string;
  readonly world: World;
}

const known = new Set([
  "tenantId",
  "clientId",
  "assertion",
  "cloud",
  "authority",
  "fetch",
  "clock",
  "random",
  "environment",
]);

/** @throws CrossTenantCredentialError `options.invalid`, naming every fault */
export function readOptions(options: CrossTenantCredentialOptions): Settings {
  const faults: string[] = Object.keys(options)
    .filter((name) => !known.has(name))
    .map((name) => `${name} is not an option`);
  const tenantId = parsed("tenantId", () => parseTenantId(options.tenantId), faults);
  const clientId = parsed("clientId", () => parseClientId(options.clientId), faults);
  const cloud = Object.hasOwn(clouds, options.cloud ?? "public") ? clouds[options.cloud ?? "public"] : undefined;
  if (!cloud) faults.push(`cloud is none of ${Object.keys(clouds).join(", ")}`);
  const authority = options.authority === undefined ? cloud?.authority : readAuthority(options.authority);
  if (authority === undefined && options.authority !== undefined)
    faults.push("authority is not an https URL without user, query and fragment");
  if (typeof options.assertion?.request !== "function") faults.push("assertion is not a source of assertions");
  if (!tenantId || !clientId || !cloud || authority === undefined || faults.length > 0) throw invalid(faults);
  return { tenantId, clientId, assertion: options.assertion, cloud, authority, world: worldWith(options) };
}

function parsed<Id>(name: string, parse: () => Id, faults: string[]): Id | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TegataError)) throw error;
    faults.push(`${name}: ${error.message}`);
    return undefined;
  }
}

function readAuthority(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:" || url.username || url.password || url.search || url.hash) return undefined;
  return url.href.replace(/\/+$/, "");
}

function invalid(faults: readonly string[]): CrossTenantCredentialError {
  return new CrossTenantCredentialError("options.invalid", `the credential's options are wrong: ${faults.join("; ")}`, {
    fix: "Give tenantId (the resource directory), clientId (the application) and assertion: managedIdentity({ clientId }).",
    details: { faults },
  });
}
