// Marks that tell what setup made, for people and for destroy. What carries no mark is changed only when the
// configuration or the caller names it, and is never deleted.
import type { GraphFederatedIdentityCredential } from "@tegata/core";

/** By its mark. An object that cannot carry one goes with the object it hangs on. */
export type Owner = "ours" | "theirs";

/** The tags of a user-assigned identity: what made it, and for which application. */
export function identityTags(applicationUniqueName: string): Record<string, string> {
  return { "managed-by": "tegata", "tegata-application": applicationUniqueName };
}

export function ownerOfTags(tags: Readonly<Record<string, string>> | undefined, applicationUniqueName: string): Owner {
  const wanted = Object.entries(identityTags(applicationUniqueName));
  return wanted.every(([name, value]) => tags?.[name] === value) ? "ours" : "theirs";
}

/** The tag of applications and service principals. */
export const ownershipLabel = "tegata";

/** Administrators find under "Enterprise applications" what has the first tag. */
export const servicePrincipalTags: readonly string[] = ["WindowsAzureActiveDirectoryIntegratedApp", ownershipLabel];

export function ownerOfLabels(labels: readonly string[] | null | undefined): Owner {
  return labels?.includes(ownershipLabel) === true ? "ours" : "theirs";
}

const beginning = "Managed by Tegata";

/** The description of a federated identity credential; at most 600 characters. */
export function credentialDescription(trusts: string): string {
  return `${beginning}: trusts ${trusts}.`.slice(0, 600);
}

export function roleAssignmentDescription(applicationName: string): string {
  return `${beginning}: ${applicationName}.`;
}

export function ownerOfDescription(description: GraphFederatedIdentityCredential["description"] | undefined): Owner {
  return description?.startsWith(beginning) === true ? "ours" : "theirs";
}

export const applicationNotes: string = `${beginning}.`;

export function servicePrincipalNotes(homeTenantId: string): string {
  return `${beginning}. The application belongs to directory ${homeTenantId}.`;
}
