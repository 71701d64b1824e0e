// What every export says, before it is said in a language: the same names and ids that apply uses.
import type { ClientId, Cloud, PrincipalId, ResourceId, TenantId } from "@tegata/core";
import { isGuid, tokenExchangeAudience, v2Issuer } from "@tegata/core";
import type { Configuration, HostConfiguration } from "../configuration/configuration.ts";
import { isRoleGrant } from "../configuration/configuration.ts";
import { SetupError } from "../errors.ts";
import { applicationUniqueName, identityCredentialName, issuerCredentialName, roleAssignmentName } from "../names.ts";
import { hostResourceId } from "../resources/host-identity.ts";
import {
  credentialDescription,
  identityTags,
  roleAssignmentDescription,
  servicePrincipalNotes,
  servicePrincipalTags,
} from "../resources/ownership.ts";
import { knownRole } from "../resources/role-definition.ts";
import { identityResourceId } from "../resources/user-assigned-identity.ts";

export interface ExportedRole {
  readonly scope: ResourceId;
  readonly roleId: string;
  readonly roleName: string;
  readonly definitionId: ResourceId;
  readonly description: string;
  /** Known when the service principal's object id is. */
  readonly assignmentName?: string;
}

export interface ExportedAppRole {
  /** The API's client id, or its identifier URI. */
  readonly api: string;
  readonly appRole: string;
}

/** The resource administrator's half. */
export interface ResourceModel {
  readonly cloud: Cloud;
  readonly tenantId: TenantId;
  readonly homeTenantId: TenantId;
  readonly applicationId: ClientId;
  readonly applicationName: string;
  /** The service principal's object id in the directory; scripts find it themselves when it is not given. */
  readonly principalId: PrincipalId | undefined;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly roles: readonly ExportedRole[];
  readonly appRoles: readonly ExportedAppRole[];
}

export interface ExportedTrust {
  readonly name: string;
  readonly issuer: string;
  /** `undefined`: the principal id of the managed identity, which a script reads. */
  readonly subject: string | undefined;
  readonly audience: string;
  readonly description: string;
}

export interface ExportedIdentity {
  readonly name: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly resourceId: ResourceId;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ExportedHost extends HostConfiguration {
  readonly resourceId: ResourceId;
}

/** The home administrator's half. */
export interface HomeModel {
  readonly cloud: Cloud;
  readonly tenantId: TenantId;
  readonly applicationName: string;
  readonly uniqueName: string;
  readonly signInAudience: "AzureADMultipleOrgs" | "AzureADMyOrg";
  /** Set when an existing application is adopted: nothing is created then. */
  readonly applicationId: ClientId | undefined;
  readonly identity: ExportedIdentity | undefined;
  readonly hosts: readonly ExportedHost[];
  readonly trusts: readonly ExportedTrust[];
  /** Whether a policy that forbids secrets is wanted, where the directory allows one. */
  readonly wantsPolicy: boolean;
}

/** What a language that knows no such policy says of it. */
export const noPolicy: readonly string[] = [
  "This sets no policy against secrets on the application: neither provider nor extension has one. It holds without;",
  "tegata apply --side home, or the az or PowerShell export, adds it.",
];

/** @throws SetupError `export.impossible` with every reason */
export function impossible(faults: readonly string[]): SetupError {
  return new SetupError("export.impossible", `this cannot be exported: ${faults.join("; ")}`, {
    fix: "Write what is named in a form that needs no look into the directory, or take another format.",
    details: { faults },
  });
}

export interface ResourceModelOptions {
  readonly tenantId: TenantId;
  readonly applicationId: ClientId;
  readonly principalId?: PrincipalId | undefined;
}

function apiOf(api: string, cloud: Cloud): string {
  const name = api.replace(/\/+$/, "");
  const known = Object.values(cloud.apis).find(({ uris }) => uris.includes(name));
  return isGuid(api) ? api.toLowerCase() : (known?.appId ?? name);
}

/** @throws SetupError `export.impossible` when a role is known by a name of the directory's own */
export function resourceModel(
  configuration: Configuration,
  cloud: Cloud,
  options: ResourceModelOptions,
): ResourceModel {
  const { tenantId, applicationId, principalId } = options;
  const grants = configuration.resources.find((one) => one.tenantId === tenantId)?.grants ?? [];
  const { home } = configuration;
  const faults: string[] = [];
  const roles = grants.filter(isRoleGrant).flatMap(({ role, scope }): ExportedRole[] => {
    const known = knownRole(role, scope);
    if (known === undefined) {
      faults.push(`the role "${role}" is known to the directory only; write its GUID`);
      return [];
    }
    const { id: roleId, name: roleName, definitionId } = known;
    const name =
      principalId === undefined
        ? {}
        : { assignmentName: roleAssignmentName({ scope, principalId, roleDefinitionId: definitionId }) };
    const description = roleAssignmentDescription(home.application.name);
    return [{ scope, roleId, roleName, definitionId, description, ...name }];
  });
  if (faults.length > 0) throw impossible(faults);
  return {
    cloud,
    tenantId,
    homeTenantId: home.tenantId,
    applicationId,
    applicationName: home.application.name,
    principalId,
    tags: servicePrincipalTags,
    notes: servicePrincipalNotes(home.tenantId),
    roles,
    appRoles: grants.flatMap((grant) =>
      isRoleGrant(grant) ? [] : [{ api: apiOf(grant.api, cloud), appRole: grant.appRole }],
    ),
  };
}

function trustsOf(configuration: Configuration, cloud: Cloud): ExportedTrust[] {
  const { home } = configuration;
  return home.trusts.map((trust) => {
    if (trust === "managedIdentity") {
      const name = home.identity ?? "";
      return {
        name: identityCredentialName(name),
        issuer: v2Issuer(cloud, home.tenantId),
        subject: undefined,
        audience: tokenExchangeAudience(cloud),
        description: credentialDescription(`the managed identity ${name}`),
      };
    }
    const { issuer, subject } = trust;
    return {
      name: trust.name ?? issuerCredentialName(trust),
      issuer,
      subject,
      audience: trust.audience ?? tokenExchangeAudience(cloud),
      description: credentialDescription(`${subject} of ${issuer}`),
    };
  });
}

export function homeModel(configuration: Configuration, cloud: Cloud): HomeModel {
  const { home, resources } = configuration;
  const uniqueName = applicationUniqueName(home.application.name);
  const { identity: name, subscriptionId = "", resourceGroup = "", location = "" } = home;
  const place = { subscriptionId, resourceGroup };
  return {
    cloud,
    tenantId: home.tenantId,
    applicationName: home.application.name,
    uniqueName,
    signInAudience: resources.some(({ tenantId }) => tenantId !== home.tenantId)
      ? "AzureADMultipleOrgs"
      : "AzureADMyOrg",
    applicationId: home.application.clientId,
    identity:
      name === undefined
        ? undefined
        : {
            name,
            ...place,
            location: location.replaceAll(" ", "").toLowerCase(),
            resourceId: identityResourceId({ name, ...place }),
            tags: identityTags(uniqueName),
          },
    hosts: (home.hosts ?? []).map((host) => ({ ...host, resourceId: hostResourceId({ host, ...place }) })),
    trusts: trustsOf(configuration, cloud),
    wantsPolicy: home.application.noSecretsPolicy !== false,
  };
}
