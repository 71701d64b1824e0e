/** What the API needs to know. */
export interface Settings {
  readonly port: number;
  /** The client id of the API's own application: what the tokens are for. */
  readonly clientId: string;
  /** The directories whose tokens are taken. */
  readonly tenantIds: readonly string[];
  readonly authority: string;
}

export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

const required = {
  API_CLIENT_ID: "the client id of this API's application",
  API_TENANT_IDS: "the directories whose tokens are taken, with commas between",
} as const;

/** Reads the settings, or tells all that are missing at once. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const missing = Object.entries(required).filter(([name]) => !environment[name]);
  if (missing.length > 0) {
    throw new SettingsError(
      `These settings are missing:\n${missing.map(([name, is]) => `  ${name}: ${is}`).join("\n")}`,
    );
  }
  return {
    port: Number(environment["PORT"] ?? 8080),
    clientId: environment["API_CLIENT_ID"] ?? "",
    tenantIds: (environment["API_TENANT_IDS"] ?? "")
      .split(",")
      .map((id) => id.trim().toLowerCase())
      .filter((id) => id !== ""),
    authority: environment["AUTHORITY"] ?? "https://login.microsoftonline.com",
  };
}
