/** What the app needs to know. On App Service these are application settings. */
export interface Settings {
  readonly port: number | string;
  readonly blobEndpoint: string;
  readonly container: string;
  readonly resourceTenantId: string;
  readonly applicationClientId: string;
  readonly managedIdentityClientId: string;
  readonly authority: string | undefined;
}

/** The settings are not complete. The message names every one that is missing. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const required = {
  STORAGE_BLOB_ENDPOINT: "the storage account, such as https://account.blob.core.windows.net",
  STORAGE_CONTAINER: "the container for the files; it is created when it does not exist",
  TEGATA_RESOURCE_TENANT_ID: "the directory that the storage account trusts",
  TEGATA_APPLICATION_CLIENT_ID: "the multi-tenant application that trusts the managed identity",
  TEGATA_MANAGED_IDENTITY_CLIENT_ID: "the user-assigned managed identity of this host",
} as const;

type Name = keyof typeof required;

/** Reads the settings, or tells all that are missing at once. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const missing = (Object.keys(required) as Name[]).filter((name) => !environment[name]);
  if (missing.length > 0) {
    const lines = missing.map((name) => `  ${name}: ${required[name]}`);
    throw new SettingsError(`These settings are missing:\n${lines.join("\n")}`);
  }
  const setting = (name: Name): string => environment[name] ?? "";
  return {
    // A number, or on Windows the name of a pipe: both are what listen() takes.
    port: environment["PORT"] ?? 8080,
    blobEndpoint: setting("STORAGE_BLOB_ENDPOINT"),
    container: setting("STORAGE_CONTAINER"),
    resourceTenantId: setting("TEGATA_RESOURCE_TENANT_ID"),
    applicationClientId: setting("TEGATA_APPLICATION_CLIENT_ID"),
    managedIdentityClientId: setting("TEGATA_MANAGED_IDENTITY_CLIENT_ID"),
    authority: environment["TEGATA_AUTHORITY"] || undefined,
  };
}
