// Spelling of the Microsoft Graph objects that this product reads and writes.

/** @see https://learn.microsoft.com/graph/api/resources/application */
export interface GraphApplication {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly uniqueName: string | null;
  readonly signInAudience: string;
  readonly requiredResourceAccess: readonly unknown[];
  readonly servicePrincipalLockConfiguration: GraphLockConfiguration | null;
  readonly notes: string | null;
  readonly tags: readonly string[];
}

/** @see https://learn.microsoft.com/graph/api/resources/serviceprincipallockconfiguration */
export interface GraphLockConfiguration {
  readonly isEnabled: boolean;
  readonly allProperties?: boolean | null;
}

/** @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
export interface GraphFederatedIdentityCredential {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
  readonly description: string | null;
}

/** @see https://learn.microsoft.com/graph/api/resources/serviceprincipal */
export interface GraphServicePrincipal {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  readonly appOwnerOrganizationId: string | null;
  readonly servicePrincipalType: string;
  readonly tags: readonly string[];
  readonly notes: string | null;
}

/** @see https://learn.microsoft.com/graph/errors */
export interface GraphErrorResponse {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly innerError?: Readonly<Record<string, string>>;
    readonly details?: readonly { readonly code: string; readonly message?: string; readonly target?: string }[];
  };
}
