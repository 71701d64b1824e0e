// The home half of the walk: identity, hosts, application, what it trusts, and what forbids secrets on it.
import type { ClientId, ResourceId } from "@tegata/core";
import { tokenExchangeAudience, v2Issuer } from "@tegata/core";
import type { HomeConfiguration, Trust } from "./configuration/configuration.ts";
import { SetupError } from "./errors.ts";
import { applicationUniqueName, identityCredentialName, issuerCredentialName } from "./names.ts";
import { applicationSettings } from "./settings.ts";
import type { Application } from "./resources/application.ts";
import { application } from "./resources/application.ts";
import type { Policies } from "./resources/app-management-policy.ts";
import { appManagementPolicy, readPolicies } from "./resources/app-management-policy.ts";
import type { CredentialWanted } from "./resources/federated-credential.ts";
import { credentialList, federatedCredential } from "./resources/federated-credential.ts";
import { hostIdentity, hostResourceId } from "./resources/host-identity.ts";
import { hostSettings } from "./resources/host-settings.ts";
import type { ManagedIdentity } from "./resources/user-assigned-identity.ts";
import { identityResourceId, userAssignedIdentity } from "./resources/user-assigned-identity.ts";
import { settleAll } from "./settle.ts";
import { surveyCredentials } from "./survey.ts";
import type { Route } from "./route.ts";

export interface PlacedIdentity {
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly markedFor: string;
}

// The parser has seen to it that an identity comes with its place.
export function placedIdentity(home: HomeConfiguration): PlacedIdentity | undefined {
  const { identity, subscriptionId, resourceGroup, location } = home;
  if (identity === undefined || subscriptionId === undefined) return undefined;
  const markedFor = applicationUniqueName(home.application.name);
  return {
    name: identity,
    subscriptionId,
    resourceGroup: resourceGroup ?? "",
    location: location ?? "",
    markedFor,
  };
}

interface HomeVisits {
  readonly identity: Promise<ManagedIdentity | undefined>;
  readonly application: Promise<Application | undefined>;
}

/** The identity's id follows from its name, so hosts are looked at without waiting for it; they are written after it. */
async function walkHosts(route: Route, placed: PlacedIdentity, visits: HomeVisits): Promise<void> {
  const { subscriptionId, resourceGroup } = placed;
  const identityId: ResourceId = identityResourceId(placed);
  const owner = { current: "ours" as "ours" | "theirs" };
  const learnOwner = async (): Promise<void> => {
    owner.current = (await visits.identity)?.owner ?? "ours";
  };
  const known = learnOwner();
  const hosts = route.configuration.home.hosts ?? [];
  await settleAll([
    known,
    ...hosts.map(async (host) => {
      const place = { host, subscriptionId, resourceGroup };
      const wanted = { ...place, identityId, identityOwner: () => owner.current };
      await route.visitor.visit(hostIdentity(route.home, wanted), { after: known });
      if (!route.withHostSettings || (host.kind !== "appService" && host.kind !== "functionApp")) return;
      const [identity, application] = [await visits.identity, await visits.application];
      const ids = { applicationId: applicationIdOf(route, application), identityClientId: identity?.clientId };
      const settings = applicationSettings(route.configuration, ids);
      const { kind, name } = host;
      await route.visitor.visit(hostSettings(route.home, { kind, name, hostId: hostResourceId(place), settings }));
    }),
  ]);
}

export function applicationIdOf(route: Route, seen: Application | undefined): ClientId | undefined {
  if (seen !== undefined) return seen.clientId;
  // With an operator here, what was looked for and not found is not there.
  return route.home.hasOperator ? undefined : route.configuration.home.application.clientId;
}

export function nameTrust(
  trust: Trust,
  route: Pick<Route, "configuration" | "cloud">,
  identity: Pick<ManagedIdentity, "principalId" | "clientId"> | undefined,
): CredentialWanted {
  const { configuration, cloud } = route;
  if (trust === "managedIdentity") {
    const identityName = configuration.home.identity ?? "";
    return {
      name: identityCredentialName(identityName),
      isNamed: false,
      issuer: v2Issuer(cloud, configuration.home.tenantId),
      subject: identity?.principalId,
      audience: tokenExchangeAudience(cloud),
      trusts: `the managed identity ${identityName}`,
    };
  }
  if (identity !== undefined && trust.subject.toLowerCase() === identity.clientId) {
    throw new SetupError("trust.client-id", `a trust names ${trust.subject} as its subject: the identity's client id`, {
      fix: `Its principal id is ${identity.principalId}; better still write managedIdentity, which follows the identity.`,
    });
  }
  return {
    name: trust.name ?? issuerCredentialName(trust),
    isNamed: trust.name !== undefined,
    issuer: trust.issuer,
    subject: trust.subject,
    audience: trust.audience ?? tokenExchangeAudience(cloud),
    trusts: `${trust.subject} of ${trust.issuer}`,
  };
}

/** One after the other: concurrent writes below one application are answered 409 (azuread#1764). */
async function walkTrusts(route: Route, visits: HomeVisits): Promise<void> {
  const { home: directory, visitor } = route;
  const [identity, seen] = [await visits.identity, await visits.application];
  const applicationId = applicationIdOf(route, seen);
  const named = route.configuration.home.trusts.map((trust) => nameTrust(trust, route, identity));
  const list = credentialList(directory, applicationId);
  for (const trust of named) await visitor.visit(federatedCredential(directory, { ...trust, list }));
  if (directory.hasOperator) await visitor.survey(() => surveyCredentials({ directory, visitor }, list, named));
}

async function walkPolicy(route: Route, visits: HomeVisits, asked: Promise<Policies>): Promise<void> {
  const { home: directory, visitor, configuration } = route;
  const { name, noSecretsPolicy } = configuration.home.application;
  const [policies, seen] = [await asked, await visits.application];
  if (policies === undefined) return;
  const wanted = { policies, applicationName: name, applicationObjectId: seen?.objectId };
  const resource = appManagementPolicy(directory, { ...wanted, isDemanded: noSecretsPolicy === true });
  await visitor.visit(resource);
}

export interface HomeWalk extends HomeVisits {
  /** Everything of home has been visited. */
  readonly done: Promise<unknown>;
}

/** Starts the visits of home. The resource directories wait for the application only. */
export function walkHome(route: Route): HomeWalk {
  const { configuration, home, visitor, allowSingleTenant } = route;
  const { application: wanted } = configuration.home;
  const multiTenant = configuration.resources.some(({ tenantId }) => tenantId !== configuration.home.tenantId);
  const placed = placedIdentity(configuration.home);
  const identity = placed ? visitor.visit(userAssignedIdentity(home, placed)) : Promise.resolve(undefined);
  const visits: HomeVisits = {
    identity,
    application: visitor.visit(application(home, { ...wanted, multiTenant, allowSingleTenant })),
  };
  const asks = home.hasOperator && wanted.noSecretsPolicy !== false;
  const policies: Promise<Policies> = asks
    ? readPolicies(home, wanted.noSecretsPolicy === true)
    : Promise.resolve(undefined);
  const done = settleAll<unknown>([
    visits.identity,
    visits.application,
    placed ? walkHosts(route, placed, visits) : Promise.resolve(),
    walkTrusts(route, visits),
    walkPolicy(route, visits, policies),
  ]);
  return { ...visits, done };
}
