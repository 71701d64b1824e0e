import { CrossTenantCredentialError } from "@tegata/credential";

/** What a caller is told when no agent can be reached: a code to search for and what to do, never a stack. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** 1: the managed identity. 2: the exchange. 3: the Foundry project. */
  readonly hop?: number;
  readonly aadsts?: number;
}

const fixes: Readonly<Record<string, string>> = {
  PermissionDenied:
    "Assign the role Foundry User at the project to the application's service principal, then wait some minutes.",
  "Tenant provided in token does not match resource token":
    "Set TEGATA_RESOURCE_TENANT_ID to the directory that the project trusts.",
  "403": "Let this function app through the account's network rules.",
  "404": "Check FOUNDRY_PROJECT_ENDPOINT.",
};

interface ServiceError extends Error {
  readonly code?: string | null;
  readonly statusCode?: number;
  readonly status?: number;
}

/** Describes a failed call to an agent. The two SDKs raise errors of their own, alike in what is read here. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof CrossTenantCredentialError) {
    const { code, message, fix, hop, aadsts } = error;
    return { code, message, fix, ...(hop ? { hop } : {}), ...(aadsts ? { aadsts } : {}) };
  }
  if (!(error instanceof Error)) throw error;
  // OpenAI's client wraps what a credential throws.
  if (error.cause instanceof CrossTenantCredentialError) return describeFailure(error.cause);
  const { code, statusCode, status } = error as ServiceError;
  const answered = statusCode ?? status;
  const name = code ?? (answered === undefined ? error.name : String(answered));
  return {
    code: name,
    message: answered === undefined ? `Foundry did not answer: ${error.message}` : `Foundry answered ${answered}`,
    fix: fixes[name] ?? "Check FOUNDRY_PROJECT_ENDPOINT and FOUNDRY_MODEL, and that Foundry can be reached from here.",
    hop: 3,
  };
}
