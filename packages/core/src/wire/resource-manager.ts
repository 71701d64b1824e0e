// Spelling of the Resource Manager objects that this product reads and writes.

/** @see https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities */
export interface ArmUserAssignedIdentity {
  readonly id: string;
  readonly name: string;
  readonly type: "Microsoft.ManagedIdentity/userAssignedIdentities";
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly properties: { readonly tenantId: string; readonly principalId: string; readonly clientId: string };
}

/** The `identity` of a host: a site, a container app, a virtual machine. */
export interface ArmIdentity {
  /** `None`, `SystemAssigned`, `UserAssigned` or `SystemAssigned, UserAssigned`. */
  readonly type: string;
  readonly principalId?: string;
  readonly tenantId?: string;
  readonly userAssignedIdentities?: Readonly<
    Record<string, { readonly principalId?: string; readonly clientId?: string } | null>
  >;
}

/** @see https://learn.microsoft.com/rest/api/authorization/role-assignments */
export interface ArmRoleAssignment {
  readonly id: string;
  readonly name: string;
  readonly type: "Microsoft.Authorization/roleAssignments";
  readonly properties: {
    readonly roleDefinitionId: string;
    readonly principalId: string;
    readonly principalType: string;
    readonly scope: string;
    readonly description: string | null;
    readonly condition: string | null;
    readonly conditionVersion: string | null;
  };
}

/** @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors */
export interface ArmErrorResponse {
  readonly error: { readonly code: string; readonly message: string };
}
