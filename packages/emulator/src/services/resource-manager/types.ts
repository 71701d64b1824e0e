import type { ArmType } from "./answer.ts";
import { authorizationTypes } from "./authorization.ts";
import { cognitiveServicesTypes } from "./cognitive-services.ts";
import { computeTypes } from "./compute.ts";
import { identityCredentials } from "./identity-credentials.ts";
import { plans, siteConfig, sites, slotConfig, slots, web } from "./sites.ts";
import { stackTypes } from "./stacks.ts";
import { storageTypes } from "./storage.ts";
import { systemAssignedIdentities } from "./system-assigned-identities.ts";
import { deploymentTypes } from "./templates/deployments.ts";
import { userAssignedIdentities } from "./user-assigned-identities.ts";

/** What is emulated of Resource Manager, by resource type. */
export const armTypes: readonly ArmType[] = [
  userAssignedIdentities,
  identityCredentials,
  systemAssignedIdentities,
  sites,
  siteConfig,
  slots,
  slotConfig,
  plans,
  web,
  ...stackTypes,
  ...computeTypes,
  ...storageTypes,
  ...cognitiveServicesTypes,
  ...authorizationTypes,
  ...deploymentTypes,
];

export function findArmType(type: string): ArmType | undefined {
  return armTypes.find((candidate) => candidate.type.toLowerCase() === type.toLowerCase());
}
