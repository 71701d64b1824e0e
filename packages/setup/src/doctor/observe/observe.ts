// Takes every vantage point that there is. Whatever is missing is told, not guessed.
import type { ClientId, TenantId } from "@tegata/core";
import { isGuid, parseClientId } from "@tegata/core";
import type { Clock } from "../../clock.ts";
import { systemClock } from "../../clock.ts";
import type { Configuration } from "../../configuration/configuration.ts";
import { isRoleGrant } from "../../configuration/configuration.ts";
import type { Directory, Surroundings } from "../../directory/directory.ts";
import { openDirectory } from "../../directory/directory.ts";
import type { Operator, Side } from "../../directory/operator.ts";
import type { Endpoints } from "../../endpoints.ts";
import { resolveEndpoints } from "../../endpoints.ts";
import { SetupError } from "../../errors.ts";
import type { Fetch } from "../../http/json-client.ts";
import { Gate, requestsAtOnce } from "../../http/pace.ts";
import type { RetryPolicy } from "../../http/retry.ts";
import type { Operators } from "../../run.ts";
import type { Workload } from "../../workload.ts";
import { networkResourceOf } from "../../verify/targets.ts";
import type { CommandWords, RepairPlace } from "../repairs.ts";
import { valueOf } from "../seen.ts";
import type { HomeSight, ResourceSight, Sights, WorkloadSight } from "../sights.ts";
import { observeHome } from "./home.ts";
import { observeResource } from "./resource.ts";
import { observeWorkload } from "./workload.ts";

export interface DiagnosisOptions {
  readonly configuration: Configuration;
  /** The administrators that are here; none is needed. */
  readonly operators?: Operators;
  /** The workload, when this runs where it runs. */
  readonly workload?: Workload;
  /**
   * The application's client id, when no administrator of home is here to look it up. Verify takes it in place of the
   * workload's own setting; the doctor tells when the two differ.
   */
  readonly applicationId?: ClientId;
  /** Whether the data calls may write something and remove it again. Default: no. */
  readonly mayWrite?: boolean;
  /** The container that blob calls go to where a grant's scope names none. Default: `tegata-verify`, there or not. */
  readonly container?: string;
  /** How repairs are spelled. */
  readonly words?: CommandWords;
  /** Found by `resolveEndpoints` when left out. */
  readonly endpoints?: Endpoints;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly randomUuid?: () => string;
  readonly signal?: AbortSignal;
}

/** A doctor asks twice, not six times: a service that is busy is itself a finding. */
const retryPolicy: RetryPolicy = {
  attempts: 2,
  firstDelayMs: 500,
  longestDelayMs: 1_000,
  longestRetryAfterMs: 2_000,
};

interface Seat {
  readonly side: Side;
  readonly tenantId: TenantId;
  readonly operator: Operator | undefined;
  readonly usesResourceManager: boolean;
}

function signInHint({ side, tenantId }: Seat): string {
  const prefix = `TEGATA_${side.toUpperCase()}`;
  return `the ${side} administrator's sign-in: az login --tenant ${tenantId}, or ${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET; on a host: --sign-ins <file>`;
}

/** A directory to look into, or why nobody can. */
async function open(seat: Seat, around: Surroundings): Promise<Directory | { readonly missing: string }> {
  const { side, operator } = seat;
  if (operator === undefined) return { missing: signInHint(seat) };
  const directory = openDirectory(seat, around);
  try {
    await directory.checkOperator();
    return directory;
  } catch (error) {
    if (!(error instanceof SetupError) || error.code === "cancelled") throw error;
    if (error.code === "operator.sign-in-failed" && error.message.includes("is not set"))
      return { missing: signInHint(seat) };
    return { missing: `the ${side} administrator's sign-in: ${error.message}` };
  }
}

function isOpen(directory: Directory | { readonly missing: string }): directory is Directory {
  return !("missing" in directory);
}

interface Ground {
  readonly options: DiagnosisOptions;
  readonly around: Surroundings;
  readonly clock: Clock;
}

async function groundOf(options: DiagnosisOptions): Promise<Ground> {
  const { configuration, signal } = options;
  const clock = options.clock ?? systemClock;
  const send: Fetch = options.fetch ?? fetch;
  const endpoints =
    options.endpoints ?? (await resolveEndpoints(configuration, { fetch: send, clock, ...(signal ? { signal } : {}) }));
  const around: Surroundings = {
    endpoints,
    fetch: send,
    clock,
    randomUuid: options.randomUuid ?? ((): string => crypto.randomUUID()),
    retryPolicy,
    onRetry: () => undefined,
    signal,
    gate: new Gate(requestsAtOnce),
  };
  return { options, around, clock };
}

function claimedIdOf({ applicationId, workload }: DiagnosisOptions): string | undefined {
  const claimed = applicationId ?? workload?.settings.applicationId;
  return claimed !== undefined && isGuid(claimed) ? claimed : undefined;
}

async function openHome({ options, around }: Ground): Promise<Directory | { readonly missing: string }> {
  const { configuration, operators } = options;
  const { tenantId, identity } = configuration.home;
  const usesResourceManager = identity !== undefined;
  return open({ side: "home", tenantId, operator: operators?.home, usesResourceManager }, around);
}

async function seeHome(
  { options, around }: Ground,
  directory: Directory | { readonly missing: string },
): Promise<Sights["home"]> {
  if (!isOpen(directory)) return directory;
  const { configuration } = options;
  const place = { directory, configuration, cloud: around.endpoints.cloud, claimedId: claimedIdOf(options) };
  return observeHome(place);
}

async function seeResources(
  { options, around }: Ground,
  home: Directory | { readonly missing: string },
  applicationId: ClientId | undefined,
): Promise<Sights["resources"]> {
  const { configuration, operators } = options;
  const find = (tenantId: TenantId): Operator | undefined =>
    typeof operators?.resource === "function" ? operators.resource(tenantId) : operators?.resource;
  const seen = configuration.resources.map(async (resource) => {
    const { tenantId, grants } = resource;
    const usesResourceManager = grants.some(isRoleGrant);
    const directory =
      tenantId === configuration.home.tenantId
        ? home
        : await open({ side: "resource", tenantId, operator: find(tenantId), usesResourceManager }, around);
    if (!isOpen(directory)) return [tenantId, directory] as const;
    const { cloud } = around.endpoints;
    return [tenantId, await observeResource({ directory, resource, cloud, applicationId })] as const;
  });
  return new Map<TenantId, ResourceSight | { readonly missing: string }>(await Promise.all(seen));
}

function dataEndpointsOf(resources: Sights["resources"]): Map<string, string> {
  const all = [...resources.values()].flatMap((sight) => ("missing" in sight ? [] : sight.roles));
  return new Map(
    all.flatMap(({ grant, scope }) => {
      const endpoint = valueOf(scope)?.endpoint;
      return endpoint === undefined ? [] : [[networkResourceOf(grant.scope).id.toLowerCase(), endpoint] as const];
    }),
  );
}

const noHost =
  "a host: this process has no identity endpoint. Run it on the host, or with the host's IDENTITY_ENDPOINT and IDENTITY_HEADER";

async function seeWorkload(
  { options, around }: Ground,
  seen: Pick<Sights, "resources" | "applicationId">,
): Promise<WorkloadSight | { readonly missing: string }> {
  const { workload, configuration } = options;
  if (workload === undefined || !workload.isOnHost) return { missing: noHost };
  const { endpoints, fetch: send, randomUuid, signal } = around;
  return observeWorkload({
    workload,
    configuration,
    endpoints,
    cloud: endpoints.cloud,
    fetch: send,
    applicationId: workload.settings.applicationId ?? seen.applicationId,
    dataEndpoints: dataEndpointsOf(seen.resources),
    mayWrite: options.mayWrite === true,
    container: options.container,
    randomUuid,
    ...(signal ? { signal } : {}),
  });
}

/** The application's id, from who knows it best. */
function applicationIdOf(options: DiagnosisOptions, home: Sights["home"]): ClientId | undefined {
  const seen = "missing" in home ? undefined : valueOf((home satisfies HomeSight).application);
  const gone = "missing" in home ? undefined : valueOf(home.deletedApplication);
  const claimed = claimedIdOf(options);
  const given = options.applicationId ?? options.configuration.home.application.clientId;
  return (
    seen?.clientId ??
    (gone === undefined ? undefined : parseClientId(gone.clientId)) ??
    given ??
    (claimed === undefined ? undefined : parseClientId(claimed))
  );
}

/** Looks from everywhere; home first, because the others need the application's id. */
export async function observe(
  options: DiagnosisOptions,
): Promise<{ readonly sights: Sights; readonly place: RepairPlace }> {
  const ground = await groundOf(options);
  const { endpoints } = ground.around;
  const directory = await openHome(ground);
  const home = await seeHome(ground, directory);
  const applicationId = applicationIdOf(options, home);
  const resources: ReadonlyMap<TenantId, ResourceSight | { readonly missing: string }> = await seeResources(
    ground,
    directory,
    applicationId,
  );
  const workload = await seeWorkload(ground, { resources, applicationId });
  const { configuration, words = {} } = options;
  const nowMs = ground.clock.nowMs();
  const sights: Sights = {
    configuration,
    cloud: endpoints.cloud,
    endpoints,
    nowMs,
    home,
    resources,
    workload,
    applicationId,
    givenApplicationId: options.applicationId,
  };
  return { sights, place: { configuration, endpoints, applicationId, words } };
}
