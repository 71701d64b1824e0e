import type { DirectoryEnvironment, EmulatorEnvironment } from "@tegata/emulator";

export const formats = ["json", "bash", "powershell", "dotenv"] as const;
export type EnvironmentFormat = (typeof formats)[number];

function operator(side: "HOME" | "RESOURCE", directory: DirectoryEnvironment | undefined): Record<string, string> {
  if (!directory) return {};
  return {
    [`TEGATA_${side}_CLIENT_ID`]: directory.operator.clientId,
    [`TEGATA_${side}_CLIENT_SECRET`]: directory.operator.clientSecret,
  };
}

/** The environment as variables: trust, the cloud's metadata, and the two operators for `tegata plan` and `apply`. */
export function variablesOf(environment: EmulatorEnvironment): Record<string, string> {
  const { directories, home, resource, resourceManager } = environment;
  return {
    TEGATA_STATE: environment.stateFolder,
    NODE_EXTRA_CA_CERTS: environment.ca,
    SSL_CERT_FILE: environment.caBundle,
    REQUESTS_CA_BUNDLE: environment.caBundle,
    AZURE_AUTHORITY_HOST: environment.authority,
    ARM_CLOUD_METADATA_URL: `${resourceManager}/metadata/endpoints?api-version=2022-09-01`,
    ARM_METADATA_HOSTNAME: new URL(resourceManager).host,
    ...operator("HOME", directories[home]),
    ...operator("RESOURCE", directories[resource]),
  };
}

const quote: Readonly<Record<Exclude<EnvironmentFormat, "json">, (name: string, value: string) => string>> = {
  bash: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  dotenv: (name, value) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`,
};

/** The environment in the form that a shell or a file wants. */
export function renderEnvironment(environment: EmulatorEnvironment, format: EnvironmentFormat): string {
  if (format === "json") return JSON.stringify(environment, undefined, 2);
  return Object.entries(variablesOf(environment))
    .map(([name, value]) => quote[format](name, value))
    .join("\n");
}
