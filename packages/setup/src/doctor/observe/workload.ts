// What the workload itself sees, with no right but its own: the rights-free probe.
import type { Cloud, Reading, TenantId } from "@tegata/core";
import {
  isGuid,
  readDataRefusal,
  readIdentityRefusal,
  readTokenRefusal,
  redact,
  stringClaim,
  tryDecodeToken,
} from "@tegata/core";
import type { Configuration, Grant } from "../../configuration/configuration.ts";
import { isRoleGrant } from "../../configuration/configuration.ts";
import type { Endpoints } from "../../endpoints.ts";
import type { Fetch } from "../../http/json-client.ts";
import { identityResourceId } from "../../resources/user-assigned-identity.ts";
import { trustedDirectoryOf } from "../../verify/data-calls/blob.ts";
import { callGrant } from "../../verify/data-calls/call-grant.ts";
import { exchangeScopeOf } from "../../verify/scopes.ts";
import { kindOfScope, networkResourceOf } from "../../verify/targets.ts";
import { placedIdentity } from "../../walk-home.ts";
import type { Workload, WorkloadIdentity, WorkloadOutcome } from "../../workload.ts";
import type { DataSight, ExchangeSight, WorkloadSight } from "../sights.ts";

export interface WorkloadPlace {
  readonly workload: Workload;
  readonly configuration: Configuration;
  readonly cloud: Cloud;
  readonly endpoints: Endpoints;
  /** Sent with, for the data calls. */
  readonly fetch: Fetch;
  readonly applicationId: string | undefined;
  /** Where the data of an account is, by the account's resource id in lower case. */
  readonly dataEndpoints: ReadonlyMap<string, string>;
  readonly mayWrite: boolean;
  readonly container: string | undefined;
  readonly randomUuid: () => string;
  readonly signal?: AbortSignal;
}

type Claims = Readonly<Record<string, unknown>>;

/** The identity as the workload's settings name it, else by the id that follows from the configuration. */
function identityChoice({ workload, configuration }: WorkloadPlace): WorkloadIdentity | undefined {
  if (workload.hasProjectedToken) return "projected token";
  const { identityClientId } = workload.settings;
  // What is no id at all is told by the check of the settings; hop 1 goes by the identity's name then.
  if (identityClientId !== undefined && isGuid(identityClientId)) return { clientId: identityClientId };
  return byResourceId(configuration);
}

function byResourceId({ home }: Configuration): WorkloadIdentity | undefined {
  const placed = placedIdentity(home);
  return placed && { resourceId: identityResourceId(placed) };
}

function claimsOf(token: string | undefined): Claims | undefined {
  return token === undefined ? undefined : tryDecodeToken(token)?.claims;
}

function clientIdOf(token: string | undefined): string | undefined {
  const decoded = token === undefined ? undefined : tryDecodeToken(token);
  return decoded && (stringClaim(decoded, "appid") ?? stringClaim(decoded, "azp"));
}

/** A failure of hop 1: the endpoint's, or a token that was not fit to be sent. */
function readHopOne({ workload }: WorkloadPlace, outcome: WorkloadOutcome): Reading | undefined {
  const { error } = outcome;
  if (error?.hop !== 1) return undefined;
  const { lacksVariable, isVirtualMachine } = workload;
  if (lacksVariable !== undefined) {
    const says = `${lacksVariable} is not set in this process: it did not get all that its host gives`;
    return { check: "identity.endpoint", says };
  }
  if (error.code.startsWith("assertion.")) return { check: "assertion.claims", says: error.message };
  const retryAfter =
    error.retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) };
  const { status, message } = error;
  const { systemCode } = outcome;
  return readIdentityRefusal({ status, message, systemCode, isMetadataService: isVirtualMachine, ...retryAfter });
}

interface Asked {
  readonly tenantId: TenantId;
  readonly identity: WorkloadIdentity;
  readonly applicationId: string;
}

/** What the application's own directory says to the same request; asked only when that tells causes apart. */
async function askAtHome(
  place: WorkloadPlace,
  { identity, applicationId }: Asked,
): Promise<number | "token" | undefined> {
  const { tenantId } = place.configuration.home;
  const scope = `${place.cloud.apis.resourceManager.uris[0]}/.default`;
  const outcome = await place.workload.takeHops({ identity, tenantId, applicationId, scope });
  return outcome.error === undefined ? "token" : outcome.error.aadsts;
}

async function readHopTwo(place: WorkloadPlace, asked: Asked, outcome: WorkloadOutcome): Promise<Reading | undefined> {
  const { error, assertion } = outcome;
  if (error === undefined) return undefined;
  if (error.hop !== 2) return readHopOne(place, outcome);
  const isForeign = asked.tenantId !== place.configuration.home.tenantId;
  const atHome = error.aadsts === 700016 && isForeign ? await askAtHome(place, asked) : undefined;
  return readTokenRefusal({
    aadsts: error.aadsts,
    status: error.status,
    systemCode: outcome.systemCode,
    clientId: asked.applicationId,
    identityClientId: clientIdOf(assertion),
    atHome,
    ...(error.retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.ceil(error.retryAfterMs / 1000) }),
  });
}

interface Taken {
  readonly exchange: ExchangeSight;
  readonly outcome: WorkloadOutcome;
}

/** One exchange for each directory and API that the grants need. */
async function takeExchanges(place: WorkloadPlace, asked: Omit<Asked, "tenantId">): Promise<Taken[]> {
  const { configuration, cloud, workload } = place;
  const taken: Taken[] = [];
  for (const { tenantId, grants } of configuration.resources) {
    const byScope = Map.groupBy(grants, (grant: Grant) => exchangeScopeOf(grant, cloud));
    for (const [scope, group] of byScope) {
      const outcome = await workload.takeHops({ ...asked, tenantId, scope });
      const reading = await readHopTwo(place, { ...asked, tenantId }, outcome);
      const claims = claimsOf(outcome.accessToken);
      const message = outcome.error?.message;
      const skewMs = outcome.exchange?.skewMs;
      const exchange: ExchangeSight = {
        tenantId,
        scope,
        grants: group,
        ...(claims === undefined ? {} : { claims }),
        ...(reading === undefined ? {} : { reading }),
        ...(message === undefined ? {} : { message: redact(message) }),
        ...(skewMs === undefined ? {} : { skewMs }),
      };
      taken.push({ exchange, outcome });
    }
  }
  return taken;
}

/** No token came: a storage account tells even so which directory it trusts, and whether that is the one asked. */
async function findStrangers(place: WorkloadPlace, taken: readonly Taken[]): Promise<DataSight[]> {
  const refusedExchanges = taken.filter(({ exchange }) => exchange.claims === undefined);
  const asked = refusedExchanges.flatMap(({ exchange: { tenantId, grants } }) =>
    grants
      .filter(isRoleGrant)
      .filter((grant) => kindOfScope(grant) === "blob")
      .map(async (grant): Promise<DataSight[]> => {
        const dataEndpoint = place.dataEndpoints.get(networkResourceOf(grant.scope).id.toLowerCase());
        const trusts = await trustedDirectoryOf(grant.scope, { ...place, dataEndpoint });
        if (trusts === undefined || trusts.toLowerCase() === tenantId) return [];
        const reading = readDataRefusal({ service: "blob", status: 401, trusts, tenantId });
        return [{ tenantId, grant, outcome: "refused", what: "a call without a token", reading }];
      }),
  );
  return (await Promise.all(asked)).flat();
}

async function callAll(place: WorkloadPlace, taken: readonly Taken[]): Promise<DataSight[]> {
  const { cloud, endpoints, fetch, dataEndpoints, mayWrite, container, randomUuid, signal } = place;
  const calls = taken.flatMap(({ exchange, outcome }) => {
    const { accessToken: token } = outcome;
    const { tenantId, claims = {} } = exchange;
    if (token === undefined) return [];
    return exchange.grants.map(async (grant): Promise<DataSight> => {
      const account = isRoleGrant(grant) ? networkResourceOf(grant.scope).id.toLowerCase() : "";
      const dataEndpoint = dataEndpoints.get(account);
      const where = { grant, tenantId, token, claims, fetch, cloud, endpoints, dataEndpoint };
      const options = { ...where, mayWrite, container, randomUuid, ...(signal ? { signal } : {}) };
      return { tenantId, grant, ...(await callGrant(options)) };
    });
  });
  return Promise.all(calls);
}

/** Hop 1 by the client id fails: does it work by the identity's name? Then the setting is wrong, and the token says how. */
async function findRightClientId(place: WorkloadPlace, identity: WorkloadIdentity): Promise<string | undefined> {
  const named = byResourceId(place.configuration);
  if (identity === "projected token" || "resourceId" in identity || named === undefined) return undefined;
  const [first] = place.configuration.resources;
  const tenantId = first?.tenantId ?? place.configuration.home.tenantId;
  const scope = `${place.cloud.apis.resourceManager.uris[0]}/.default`;
  const { assertion } = await place.workload.takeHops({ identity: named, tenantId, scope });
  return clientIdOf(assertion);
}

function hasOtherIdentity({ configuration }: WorkloadPlace, claims: Claims | undefined): boolean {
  const named = byResourceId(configuration);
  const mirid = claims?.["xms_mirid"];
  if (named === undefined || named === "projected token" || !("resourceId" in named)) return false;
  return typeof mirid === "string" && mirid.toLowerCase() !== named.resourceId.toLowerCase();
}

/** Takes the hops and makes the data calls. */
export async function observeWorkload(place: WorkloadPlace): Promise<WorkloadSight | { readonly missing: string }> {
  const { workload, applicationId, configuration } = place;
  const identity = identityChoice(place);
  if (identity === undefined)
    return { missing: "the configuration names no managed identity, and no token file is set" };
  const [first] = configuration.resources;
  const tenantId = first?.tenantId ?? configuration.home.tenantId;
  const scope = `${place.cloud.apis.resourceManager.uris[0]}/.default`;
  const hopOne = await workload.takeHops({ identity, tenantId, scope });
  const [reading, claims] = [readHopOne(place, hopOne), claimsOf(hopOne.assertion)];
  const isOther = reading?.check === "identity.assigned" || hasOtherIdentity(place, claims);
  const given = workload.settings.identityClientId;
  const isNoId = given !== undefined && !isGuid(given);
  const rightClientId = isNoId
    ? clientIdOf(hopOne.assertion)
    : isOther
      ? await findRightClientId(place, identity)
      : undefined;
  const message = reading && hopOne.error?.message;
  const about = {
    settings: workload.settings,
    hostName: workload.hostName,
    isVirtualMachine: workload.isVirtualMachine,
    identity,
    applicationId,
    ...(claims === undefined ? {} : { claims }),
    ...(reading === undefined ? {} : { reading }),
    ...(message === undefined ? {} : { message: redact(message) }),
    ...(rightClientId === undefined ? {} : { rightClientId }),
  };
  const mayExchange = applicationId !== undefined && isGuid(applicationId);
  if (reading !== undefined || !mayExchange) return { ...about, exchanges: [], data: [] };
  const taken = await takeExchanges(place, { identity, applicationId });
  const data = [...(await callAll(place, taken)), ...(await findStrangers(place, taken))];
  return { ...about, exchanges: taken.map(({ exchange }) => exchange), data };
}
