// The one order of work. Plan and apply walk the same way, so what was planned is what is applied. Only real
// dependencies wait: identity and application go together, then hosts, credentials and resource directories.
import type { ArmRoleAssignment, ClientId, ResourceId, TenantId } from "@tegata/core";
import { tokenExchangeAudience, v2Issuer } from "@tegata/core";
import type { Cloud } from "@tegata/core";
import type {
  Configuration,
  HomeConfiguration,
  ResourceConfiguration,
  RoleGrant,
  Trust,
} from "./configuration/configuration.ts";
import type { Directory } from "./directory/directory.ts";
import { identityCredentialName, issuerCredentialName } from "./names.ts";
import type { WaitsFor } from "./plan/change.ts";
import type { Visitor } from "./plan/visitor.ts";
import type { Application } from "./resources/application.ts";
import { application } from "./resources/application.ts";
import type { CredentialWanted, SeenCredential } from "./resources/federated-credential.ts";
import { federatedCredential } from "./resources/federated-credential.ts";
import { hostIdentity } from "./resources/host-identity.ts";
import { roleAssignment } from "./resources/role-assignment.ts";
import type { ServicePrincipal } from "./resources/service-principal.ts";
import { servicePrincipal } from "./resources/service-principal.ts";
import type { ManagedIdentity } from "./resources/user-assigned-identity.ts";
import { identityResourceId, userAssignedIdentity } from "./resources/user-assigned-identity.ts";
import { settleAll } from "./settle.ts";

export interface Route {
  readonly configuration: Configuration;
  readonly cloud: Cloud;
  readonly home: Directory;
  readonly resourceDirectories: ReadonlyMap<TenantId, Directory>;
  readonly visitor: Visitor;
}

/** What one resource directory holds after the walk. */
export interface ResourceFindings {
  readonly tenantId: TenantId;
  readonly servicePrincipal: ServicePrincipal | undefined;
  readonly assignments: readonly { readonly grant: RoleGrant; readonly assignment: ArmRoleAssignment | undefined }[];
}

/** What is there after the walk; `undefined` for what is not (yet). */
export interface Findings {
  readonly identity: ManagedIdentity | undefined;
  readonly application: Application | undefined;
  readonly applicationId: ClientId | undefined;
  readonly resources: readonly ResourceFindings[];
}

interface PlacedIdentity {
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
}

// The parser has seen to it that an identity comes with its place.
function placedIdentity(home: HomeConfiguration): PlacedIdentity | undefined {
  const { identity, subscriptionId, resourceGroup, location } = home;
  if (identity === undefined || subscriptionId === undefined) return undefined;
  return { name: identity, subscriptionId, resourceGroup: resourceGroup ?? "", location: location ?? "" };
}

async function walkHosts(route: Route, identity: PlacedIdentity, identityId: ResourceId): Promise<void> {
  const { subscriptionId, resourceGroup } = identity;
  const hosts = route.configuration.home.hosts ?? [];
  await settleAll(
    hosts.map((host) =>
      route.visitor.visit(hostIdentity(route.home, { host, subscriptionId, resourceGroup, identityId })),
    ),
  );
}

type NamedTrust = Pick<CredentialWanted, "name" | "issuer" | "subject" | "audience" | "trusts">;

function nameTrust(trust: Trust, route: Route, identity: ManagedIdentity | undefined): NamedTrust {
  const { configuration, cloud } = route;
  if (trust === "managedIdentity") {
    const identityName = configuration.home.identity ?? "";
    return {
      name: identityCredentialName(identityName),
      issuer: v2Issuer(cloud, configuration.home.tenantId),
      subject: identity?.principalId,
      audience: tokenExchangeAudience(cloud),
      trusts: `the managed identity ${identityName}`,
    };
  }
  return {
    name: trust.name ?? issuerCredentialName(trust),
    issuer: trust.issuer,
    subject: trust.subject,
    audience: trust.audience ?? tokenExchangeAudience(cloud),
    trusts: `${trust.subject} of ${trust.issuer}`,
  };
}

/** One after the other: concurrent writes below one application are answered 409 (azuread#1764). */
async function walkTrusts(
  route: Route,
  identity: ManagedIdentity | undefined,
  applicationId: ClientId | undefined,
): Promise<void> {
  const named = route.configuration.home.trusts.map((trust) => nameTrust(trust, route, identity));
  const isWanted = (seen: SeenCredential): boolean =>
    named.some(
      ({ name, issuer, subject }) => name === seen.name || (issuer === seen.issuer && subject === seen.subject),
    );
  for (const trust of named) {
    await route.visitor.visit(federatedCredential(route.home, { ...trust, applicationId, isWanted }));
  }
}

interface ApplicationKnowledge {
  readonly applicationId: ClientId | undefined;
  readonly applicationSeen: boolean;
}

async function walkResources(
  route: Route,
  resource: ResourceConfiguration,
  knowledge: ApplicationKnowledge,
): Promise<ResourceFindings> {
  const { configuration, visitor } = route;
  const directory = route.resourceDirectories.get(resource.tenantId) as Directory;
  const applicationName = configuration.home.application.name;
  const homeTenantId = configuration.home.tenantId;
  // With home's operator here, an application that is missing is about to be made; without, somebody else must first.
  const blockedBy: WaitsFor | undefined =
    knowledge.applicationId === undefined && !route.home.hasOperator ? "the home side" : undefined;
  const principal = await visitor.visit(
    servicePrincipal(directory, { ...knowledge, applicationName, homeTenantId }),
    blockedBy,
  );
  const assignments: ResourceFindings["assignments"][number][] = [];
  for (const grant of resource.grants) {
    const wanted = { grant, applicationName, principalId: principal?.objectId };
    assignments.push({ grant, assignment: await visitor.visit(roleAssignment(directory, wanted), blockedBy) });
  }
  return { tenantId: resource.tenantId, servicePrincipal: principal, assignments };
}

/** Visits every object that the configuration wants, each as soon as what it needs is known. */
export async function walk(route: Route): Promise<Findings> {
  const { configuration, home, visitor } = route;
  const wantedApplication = {
    ...configuration.home.application,
    multiTenant: configuration.resources.some(({ tenantId }) => tenantId !== configuration.home.tenantId),
  };
  const placed = placedIdentity(configuration.home);
  const identityVisit = placed ? visitor.visit(userAssignedIdentity(home, placed)) : Promise.resolve(undefined);
  const applicationVisit = visitor.visit(application(home, wantedApplication));
  await settleAll<unknown>([identityVisit, applicationVisit]);
  const [identity, seen] = [await identityVisit, await applicationVisit];
  const applicationId = seen?.clientId ?? configuration.home.application.clientId;
  const resourceVisits = configuration.resources.map((resource) =>
    walkResources(route, resource, { applicationId, applicationSeen: seen !== undefined }),
  );
  await settleAll<unknown>([
    placed ? walkHosts(route, placed, identity?.resourceId ?? identityResourceId(placed)) : Promise.resolve(),
    walkTrusts(route, identity, applicationId),
    ...resourceVisits,
  ]);
  return { identity, application: seen, applicationId, resources: await Promise.all(resourceVisits) };
}
