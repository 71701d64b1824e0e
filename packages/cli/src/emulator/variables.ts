import type { DirectoryEnvironment, EmulatorEnvironment } from "@tegata/emulator";
import { CliError } from "../errors.ts";

export const formats = ["json", "bash", "powershell", "dotenv"] as const;
export type EnvironmentFormat = (typeof formats)[number];

function operator(side: "HOME" | "RESOURCE", directory: DirectoryEnvironment | undefined): Record<string, string> {
  if (!directory) return {};
  return {
    [`TEGATA_${side}_CLIENT_ID`]: directory.operator.clientId,
    [`TEGATA_${side}_CLIENT_SECRET`]: directory.operator.clientSecret,
  };
}

/** What `az storage` is told by --blob-endpoint: a name below localhost, its own guess, is not known everywhere. */
function blobEndpoint(directory: DirectoryEnvironment | undefined): Record<string, string> {
  return directory?.storage ? { TEGATA_BLOB_ENDPOINT: directory.storage.blobEndpoint } : {};
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
    // The Azure CLI reads the list form; Terraform, below, the object form.
    ARM_CLOUD_METADATA_URL: `${resourceManager}/metadata/endpoints?api-version=2019-05-01`,
    ARM_METADATA_HOSTNAME: new URL(resourceManager).host,
    // Else the Azure CLI asks Microsoft's own discovery about an authority that it does not know.
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    ...operator("HOME", directories[home]),
    ...operator("RESOURCE", directories[resource]),
    ...blobEndpoint(directories[resource]),
  };
}

/**
 * PowerShell takes typographic single quotes for single quotes; doubled, each stands for itself.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
const powershellQuotes = /['\u2018\u2019\u201A\u201B]/g;

/**
 * In a dotenv file nothing can be escaped in a way that all readers share; what stands in single quotes is literal to
 * all of them, and in double quotes what has no backslash, dollar or backtick. A value that fits neither is refused.
 * https://nodejs.org/docs/latest-v22.x/api/cli.html#--env-fileconfig
 */
function dotenvLine(name: string, value: string): string {
  const isSingle = /^[^'\r\n]*$/.test(value);
  if (!isSingle && !/^[^"\\$`\r\n]*$/.test(value)) {
    throw new CliError("cli.usage", `a dotenv file cannot hold the value of ${name}`, {
      fix: "Take another format, or a state folder whose path has neither quotes nor line breaks.",
    });
  }
  return isSingle ? `${name}='${value}'` : `${name}="${value}"`;
}

const quote: Readonly<Record<Exclude<EnvironmentFormat, "json">, (name: string, value: string) => string>> = {
  bash: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll(powershellQuotes, "$&$&")}'`,
  dotenv: dotenvLine,
};

/** The environment in the form that a shell or a file wants. */
export function renderEnvironment(environment: EmulatorEnvironment, format: EnvironmentFormat): string {
  if (format === "json") return JSON.stringify(environment, undefined, 2);
  return Object.entries(variablesOf(environment))
    .map(([name, value]) => quote[format](name, value))
    .join("\n");
}
