// Spelling of the managed identity endpoints.

/**
 * The identity endpoint of App Service, Functions and Container Apps.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export const appServiceIdentity = {
  apiVersion: "2019-08-01",
  header: "X-IDENTITY-HEADER",
  endpointVariable: "IDENTITY_ENDPOINT",
  headerVariable: "IDENTITY_HEADER",
} as const;

/** A token answer of App Service: times are strings of epoch seconds, and there is no `expires_in`. */
export interface AppServiceTokenResponse {
  readonly access_token: string;
  readonly client_id: string;
  readonly expires_on: string;
  readonly not_before: string;
  readonly resource: string;
  readonly token_type: "Bearer";
}

export interface AppServiceErrorResponse {
  readonly statusCode: number;
  readonly message: string;
  readonly correlationId: string;
}

/**
 * The Instance Metadata Service of virtual machines.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 */
export const imds = {
  origin: "http://169.254.169.254",
  path: "/metadata/identity/oauth2/token",
  apiVersion: "2018-02-01",
  header: "Metadata",
  originVariable: "AZURE_POD_IDENTITY_AUTHORITY_HOST",
} as const;

/** A token answer of IMDS. Every value is a string; `expires_in` stands before `expires_on` (MSAL.NET reads both into one). */
export interface ImdsTokenResponse {
  readonly access_token: string;
  readonly client_id: string;
  readonly refresh_token: "";
  readonly expires_in: string;
  readonly expires_on: string;
  readonly not_before: string;
  readonly resource: string;
  readonly token_type: "Bearer";
}

export interface ImdsErrorResponse {
  readonly error: string;
  readonly error_description: string;
}
