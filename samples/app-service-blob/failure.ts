import { RestError } from "@azure/storage-blob";
import { CrossTenantCredentialError } from "@tegata/credential";

/** What a caller is told when storage cannot be reached: a code to search for and what to do, never a stack. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** 1: the managed identity. 2: the exchange. 3: the storage account. */
  readonly hop?: number;
  readonly aadsts?: number;
}

const fixes: Readonly<Record<string, string>> = {
  AuthorizationPermissionMismatch:
    "Assign the role Storage Blob Data Contributor at the storage account to the application's service principal, then wait some minutes.",
  AuthorizationFailure: "Let this app through the storage account's network rules.",
  InvalidAuthenticationInfo: "Set TEGATA_RESOURCE_TENANT_ID to the directory that the storage account trusts.",
  ContainerBeingDeleted: "Wait a minute; the container of that name is still being deleted.",
};

/** Describes a failed storage call. A fault of this app itself is thrown on. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CrossTenantCredentialError) {
    const { code, message, fix, hop, aadsts } = error;
    return { code, message, fix, ...(hop ? { hop } : {}), ...(aadsts ? { aadsts } : {}) };
  }
  if (error instanceof RestError) {
    const code = error.code ?? `status ${error.statusCode ?? "unknown"}`;
    const fix = fixes[code] ?? "Check STORAGE_BLOB_ENDPOINT, and that this host can reach the storage account.";
    return {
      code,
      message: error.statusCode ? `storage answered ${error.statusCode}` : "storage did not answer",
      fix,
      hop: 3,
    };
  }
  throw error;
}
