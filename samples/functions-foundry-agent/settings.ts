/** What the functions need to know. On Azure these are application settings of the function app. */
export interface Settings {
  readonly projectEndpoint: string;
  readonly model: string;
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
  FOUNDRY_PROJECT_ENDPOINT: "the project, such as https://account.services.ai.azure.com/api/projects/project",
  FOUNDRY_MODEL: "the model deployment that new agents use, such as gpt-4.1",
  TEGATA_RESOURCE_TENANT_ID: "the directory that the project trusts",
  TEGATA_APPLICATION_CLIENT_ID: "the multi-tenant application that trusts the managed identity",
  TEGATA_MANAGED_IDENTITY_CLIENT_ID: "the user-assigned managed identity of this function app",
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
    projectEndpoint: setting("FOUNDRY_PROJECT_ENDPOINT"),
    model: setting("FOUNDRY_MODEL"),
    resourceTenantId: setting("TEGATA_RESOURCE_TENANT_ID"),
    applicationClientId: setting("TEGATA_APPLICATION_CLIENT_ID"),
    managedIdentityClientId: setting("TEGATA_MANAGED_IDENTITY_CLIENT_ID"),
    authority: environment["TEGATA_AUTHORITY"] || undefined,
  };
}
