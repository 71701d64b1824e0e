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
  /** The application's client id. Without it hop 1 is taken only. */
  readonly applicationId?: string;
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

/** Stands for an application where only hop 1 is wanted; nothing is ever sent with it. */
const noApplication = "00000000-0000-0000-0000-000000000001";

/** A fetch that ends after hop 1. */
function onlyHopOne(send: Fetch): Fetch {
  return (url, request) => {
    if (new URLSearchParams(request.body ?? "").has("client_assertion")) throw new Error("hop 2 was not asked for");
    return send(url, request);
  };
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
  const { applicationId } = request;
  const send = world.fetch ?? workloadFetch;
  const credential = new CrossTenantCredential({
    tenantId: request.tenantId,
    clientId: applicationId ?? noApplication,
    assertion: sourceOf(request.identity),
    cloud: request.cloud,
    authority: request.authority,
    environment: world.environment,
    fetch: recordingFetch(recording, applicationId === undefined ? onlyHopOne(send) : send, now),
    clock: world.clock,
  });
  const { hops } = await credential.diagnose(request.scope, world.signal ? { abortSignal: world.signal } : {});
  const failure = hops.find((hop) => hop.error)?.error;
  // Where hop 2 was not wanted, its failure is none.
  const error = applicationId === undefined && failure?.hop === 2 ? undefined : failure;
  const accessToken = recording.exchange?.accessToken;
  return {
    ...recording,
    ...(error === undefined ? {} : { error }),
    ...(error === undefined && accessToken !== undefined ? { accessToken } : {}),
  };
}
