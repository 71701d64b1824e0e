// The one order of work. Plan and apply walk the same way, so what was planned is what is applied. Only real
// dependencies wait: identity and application go together, then hosts, credentials and resource directories.
import type { ArmRoleAssignment, ClientId, TenantId } from "@tegata/core";
import type { ResourceConfiguration, RoleGrant } from "./configuration/configuration.ts";
import { isRoleGrant } from "./configuration/configuration.ts";
import { opensNoData } from "./configuration/role-checks.ts";
import type { Directory } from "./directory/directory.ts";
import type { VisitOptions } from "./plan/visitor.ts";
import type { SeenAppRole } from "./resources/app-role-assignment.ts";
import { appRoleAssignment } from "./resources/app-role-assignment.ts";
import type { Application } from "./resources/application.ts";
import { roleAssignment } from "./resources/role-assignment.ts";
import type { ServicePrincipal } from "./resources/service-principal.ts";
import { servicePrincipal } from "./resources/service-principal.ts";
import type { ManagedIdentity } from "./resources/user-assigned-identity.ts";
import type { Route } from "./route.ts";
import { checkScopes } from "./resources/scope.ts";
import { settleAll } from "./settle.ts";
import { surveyPermissions, surveyRoles } from "./survey.ts";
import { applicationIdOf, walkHome } from "./walk-home.ts";

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

interface ApplicationKnowledge {
  readonly applicationId: ClientId | undefined;
  readonly applicationSeen: boolean;
}

interface Place {
  readonly route: Route;
  readonly directory: Directory;
  readonly resource: ResourceConfiguration;
  readonly options: VisitOptions;
}

function walkRoles(
  { route, directory, resource, options }: Place,
  principal: ServicePrincipal | undefined,
): Promise<ResourceFindings["assignments"][number][]> {
  const applicationName = route.configuration.home.application.name;
  return settleAll(
    resource.grants.filter(isRoleGrant).map(async (grant) => {
      const wanted = { grant, applicationName, principalId: principal?.objectId };
      const assignment = roleAssignment(directory, wanted);
      const noData = opensNoData(grant.role, grant.scope);
      if (noData !== undefined) route.visitor.notice(assignment, { kind: "role.no-data", message: noData });
      return { grant, assignment: await route.visitor.visit(assignment, options) };
    }),
  );
}

/** One after the other: they are all written below one service principal. */
async function walkAppRoles(
  { route, directory, resource, options }: Place,
  principal: ServicePrincipal | undefined,
): Promise<ReadonlySet<string>> {
  const held: (SeenAppRole | undefined)[] = [];
  for (const grant of resource.grants) {
    if (isRoleGrant(grant)) continue;
    // A principal that is still to be made will be ours.
    const principalIsOurs = principal === undefined || principal.owner === "ours";
    const wanted = { grant, cloud: route.cloud, principalId: principal?.objectId, principalIsOurs };
    held.push(await route.visitor.visit(appRoleAssignment(directory, wanted), options));
  }
  return new Set(held.flatMap((one) => (one === undefined ? [] : [one.id])));
}

async function walkResources(
  route: Route,
  resource: ResourceConfiguration,
  knowledge: ApplicationKnowledge,
): Promise<ResourceFindings> {
  const { configuration, visitor } = route;
  const directory = route.resourceDirectories.get(resource.tenantId) as Directory;
  // With home's operator here, an application that is missing is about to be made; without, somebody else must first.
  const blockedBy = knowledge.applicationId === undefined && !route.home.hasOperator ? "the home side" : undefined;
  const place: Place = { route, directory, resource, options: { blockedBy } };
  const head = servicePrincipal(directory, {
    ...knowledge,
    applicationName: configuration.home.application.name,
    homeTenantId: configuration.home.tenantId,
  });
  const principal = await visitor.visit(head, { blockedBy });
  const visits = [walkRoles(place, principal), walkAppRoles(place, principal)] as const;
  await settleAll<unknown>(visits);
  const [assignments, appRoles] = [await visits[0], await visits[1]];
  if (principal !== undefined) {
    await visitor.survey(async () => {
      await settleAll([
        surveyRoles({ directory, visitor }, resource, principal),
        surveyPermissions({ directory, visitor }, { address: head.address, wanted: appRoles }, principal),
      ]);
    });
  }
  return { tenantId: resource.tenantId, servicePrincipal: principal, assignments };
}

/** Hangs on nothing, so it is asked first. */
async function surveyScopes({ configuration, resourceDirectories, visitor }: Route): Promise<void> {
  await settleAll(
    configuration.resources.map(async ({ tenantId, grants }) => {
      const directory = resourceDirectories.get(tenantId);
      if (directory?.hasOperator === true) {
        await visitor.survey(() => checkScopes(directory, grants.filter(isRoleGrant)));
      }
    }),
  );
}

/** Visits every object that the configuration wants, each as soon as what it needs is known. */
export async function walk(route: Route): Promise<Findings> {
  const { configuration } = route;
  const home = walkHome(route);
  const scopes = surveyScopes(route);
  const [outcome] = await Promise.allSettled([home.application]);
  if (outcome.status === "rejected") {
    await settleAll<unknown>([home.done, scopes]);
    throw outcome.reason;
  }
  const seen = outcome.value;
  const applicationId = applicationIdOf(route, seen);
  const resourceVisits = configuration.resources.map((resource) =>
    walkResources(route, resource, { applicationId, applicationSeen: seen !== undefined }),
  );
  await settleAll<unknown>([home.done, scopes, ...resourceVisits]);
  return {
    identity: await home.identity,
    application: seen,
    applicationId,
    resources: await Promise.all(resourceVisits),
  };
}
