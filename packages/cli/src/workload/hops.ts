// The hops, taken from where this command runs, as a program on this host would take them.
import { appServiceIdentity, imds } from "@tegata/core";
import type {
  AssertionSource,
  Clock,
  CrossTenantCredentialError,
  CrossTenantCredentialOptions,
  Environment,
  Fetch,
} from "@tegata/credential";
import { CrossTenantCredential, managedIdentity, projectedToken } from "@tegata/credential";
import { workloadFetch } from "./direct-fetch.ts";
import type { Recording } from "./recorder.ts";
import { recordingFetch } from "./recorder.ts";

/** By which id the host's identity is asked for; a Kubernetes workload has a token in a file instead. */
export type IdentityChoice = { readonly clientId: string } | { readonly resourceId: string } | "projected token";

/** One way from this host to a directory. */
export interface HopRequest {
  readonly identity: IdentityChoice;
  readonly tenantId: string;
  /** The application's client id. */
  readonly applicationId: string;
  /** `https://storage.azure.com/.default` */
  readonly scope: string;
  readonly authority: string;
  readonly cloud: CrossTenantCredentialOptions["cloud"];
}

/** What taking the hops came to. Holds tokens: show them to nobody. */
export interface HopOutcome extends Recording {
  /** Why there is no access token; its `hop` says where it ended. */
  readonly error?: CrossTenantCredentialError;
  /** Claims are in it; present when every hop was passed. */
  readonly accessToken?: string;
}

/** What the hops are taken with. */
export interface HopWorld {
  readonly environment: Environment;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

function sourceOf(identity: IdentityChoice): AssertionSource {
  return identity === "projected token" ? projectedToken() : managedIdentity(identity);
}

/**
 * Whether this process has what a host gives its programs: the variables of App Service and its kin, an emulated IMDS,
 * a Kubernetes token. A virtual machine shows nothing of the kind; there, asking is the only way to know.
 */
export function hostSignsOf(environment: Environment): "appService" | "imds" | "kubernetes" | undefined {
  if (environment["AZURE_FEDERATED_TOKEN_FILE"]) return "kubernetes";
  if (environment[appServiceIdentity.endpointVariable]) return "appService";
  return environment[imds.originVariable] ? "imds" : undefined;
}

/**
 * Takes hop 1 and hop 2 anew: nothing is cached between calls. Sends two requests, more when a service asks to try again.
 * Never rejects for a hop that fails.
 *
 * @throws CrossTenantCredentialError `options.invalid`, `scope.invalid`; the signal's reason when it is aborted
 */
export async function takeHops(request: HopRequest, world: HopWorld): Promise<HopOutcome> {
  const recording: Recording = {};
  const now = world.clock?.now ?? Date.now;
  const credential = new CrossTenantCredential({
    tenantId: request.tenantId,
    clientId: request.applicationId,
    assertion: sourceOf(request.identity),
    cloud: request.cloud,
    authority: request.authority,
    environment: world.environment,
    fetch: recordingFetch(recording, world.fetch ?? workloadFetch, now),
    clock: world.clock,
  });
  const { hops } = await credential.diagnose(request.scope, world.signal ? { abortSignal: world.signal } : {});
  const error = hops.find((hop) => hop.error)?.error;
  const accessToken = recording.exchange?.accessToken;
  return {
    ...recording,
    ...(error === undefined ? {} : { error }),
    ...(error === undefined && accessToken !== undefined ? { accessToken } : {}),
  };
}
