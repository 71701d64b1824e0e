// What the published resource types say of the properties that the export sets: the facts alone, read from
// https://github.com/microsoftgraph/msgraph-bicep-types (generated/microsoftgraph/microsoft.graph/v1.0/1.0.0/types.json,
// bc43905) and https://github.com/Azure/bicep-types-az (generated/authorization/microsoft.authorization/2022-04-01,
// generated/managedidentity/microsoft.managedidentity/2024-11-30). No Bicep compiler is to be had from npm, PyPI or Debian.

/** How a property's value is written. */
export type ValueKind = "string" | "bool" | "list" | "object";

export interface PublishedType {
  /** Property, kind of value; those that must be set end in `!`. */
  readonly [property: string]: ValueKind | `${ValueKind}!`;
}

export const publishedTypes: Readonly<Record<string, PublishedType>> = {
  "Microsoft.Graph/applications@v1.0": {
    uniqueName: "string!",
    displayName: "string!",
    description: "string",
    notes: "string",
    signInAudience: "string",
    requiredResourceAccess: "list",
    servicePrincipalLockConfiguration: "object",
    serviceManagementReference: "string",
    tags: "list",
  },
  "federatedIdentityCredentials@v1.0": {
    name: "string!",
    issuer: "string!",
    subject: "string!",
    audiences: "list!",
    description: "string",
  },
  "Microsoft.Graph/servicePrincipals@v1.0": {
    appId: "string!",
    accountEnabled: "bool",
    appRoleAssignmentRequired: "bool",
    description: "string",
    notes: "string",
    tags: "list",
  },
  "Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30": {
    name: "string!",
    location: "string!",
    tags: "object",
  },
  "Microsoft.Authorization/roleAssignments@2022-04-01": { scope: "string", name: "string!", properties: "object!" },
};

/** The properties of objects within. */
export const publishedObjects: Readonly<Record<string, PublishedType>> = {
  servicePrincipalLockConfiguration: {
    isEnabled: "bool",
    allProperties: "bool",
    credentialsWithUsageSign: "bool",
    credentialsWithUsageVerify: "bool",
    tokenEncryptionKeyId: "bool",
  },
  properties: {
    roleDefinitionId: "string!",
    principalId: "string!",
    principalType: "string",
    description: "string",
    condition: "string",
    conditionVersion: "string",
    delegatedManagedIdentityResourceId: "string",
  },
};

function kindOf(value: string): ValueKind {
  if (value.endsWith("[") || value === "[]") return "list";
  if (value.endsWith("{")) return "object";
  return value === "true" || value === "false" ? "bool" : "string";
}

/** What speaks against setting these properties, `name: value` each, in an object of this type. */
export function faultsAgainst(type: PublishedType, set: readonly string[]): string[] {
  const pairs = set
    .map((line) => line.split(/: (.*)/s))
    .map(([name = "", value = ""]) => [name, kindOf(value)] as const);
  const names = new Set(pairs.map(([name]) => name));
  const wrong = pairs.flatMap(([name, kind]) => {
    const wanted = type[name]?.replace("!", "");
    return wanted === kind ? [] : [`${name} is a ${kind}, the type has ${wanted ?? "no such property"}`];
  });
  const missing = Object.entries(type).filter(([name, kind]) => kind.endsWith("!") && !names.has(name));
  return [...wrong, ...missing.map(([name]) => `${name} is missing`)];
}
