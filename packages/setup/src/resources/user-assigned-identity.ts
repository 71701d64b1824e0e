import type { ArmUserAssignedIdentity, ClientId, PrincipalId, ResourceId } from "@tegata/core";
import { parseClientId, parsePrincipalId, parseResourceId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { SetupError } from "../errors.ts";
import type { Owner } from "./ownership.ts";
import { identityTags, ownerOfTags } from "./ownership.ts";
import type { Resource } from "./resource.ts";
import { removeAt } from "./resource.ts";

/** A user-assigned managed identity as Azure shows it. */
export interface ManagedIdentity {
  readonly resourceId: ResourceId;
  readonly clientId: ClientId;
  readonly principalId: PrincipalId;
  readonly location: string;
  readonly owner: Owner;
}

export interface IdentityWanted {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
  /** The application's unique name, for the mark. */
  readonly markedFor: string;
}

/** @see https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/create-or-update */
const apiVersion = "2024-11-30";

export function identityResourceId(
  wanted: Pick<IdentityWanted, "subscriptionId" | "resourceGroup" | "name">,
): ResourceId {
  const { subscriptionId, resourceGroup, name } = wanted;
  return parseResourceId(
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
  );
}

function regionName(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

function read(body: unknown, directory: Directory, markedFor: string): ManagedIdentity {
  const identity = body as ArmUserAssignedIdentity;
  const { clientId, principalId, tenantId } = identity.properties;
  if (tenantId.toLowerCase() !== directory.tenantId) {
    throw new SetupError(
      "identity.wrong-directory",
      `${identity.id} belongs to directory ${tenantId}, not ${directory.tenantId}`,
      {
        fix: "Use a subscription of the home directory: identity and application must be in the same directory.",
      },
    );
  }
  return {
    resourceId: parseResourceId(identity.id),
    clientId: parseClientId(clientId),
    principalId: parsePrincipalId(principalId),
    location: identity.location,
    owner: ownerOfTags(identity.tags, markedFor),
  };
}

/** The identity that the hosts act as. An existing one of that name is taken as it is. */
export function userAssignedIdentity(directory: Directory, wanted: IdentityWanted): Resource<ManagedIdentity> {
  const url = `${identityResourceId(wanted)}?api-version=${apiVersion}`;
  const permission = `Managed Identity Contributor on resource group ${wanted.resourceGroup}`;
  async function put(): Promise<ManagedIdentity> {
    const body = { location: wanted.location, tags: identityTags(wanted.markedFor) };
    const answer = await directory.resourceManager.send("PUT", url, { body, permission });
    return read(answer.body, directory, wanted.markedFor);
  }
  return {
    directory,
    kind: "userAssignedIdentity",
    address: `user-assigned identity ${wanted.name}`,
    isNamed: true,
    because: "the hosts act as this identity, without a secret",
    permission,
    fields: [
      { field: "resourceGroup", to: wanted.resourceGroup },
      { field: "location", to: wanted.location },
    ],
    observe: async () => {
      const body = await directory.resourceManager.find(url, { permission: `Reader on ${wanted.resourceGroup}` });
      return body === undefined ? undefined : read(body, directory, wanted.markedFor);
    },
    // Nothing of it can be changed that matters here: its location is fixed for life.
    differences: () => [],
    create: put,
    update: async (seen) => seen,
    ownerOf: (seen) => seen.owner,
    remove: () => removeAt(directory.resourceManager, url, permission),
    notices: (seen) =>
      regionName(seen.location) === regionName(wanted.location)
        ? []
        : [
            {
              kind: "identity.location",
              message: `is in ${seen.location}, the configuration says ${wanted.location}; a location cannot be changed, and it works from there`,
            },
          ],
  };
}
