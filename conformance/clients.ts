// The clients, as data. What each one installs stands in clients/<id>, what it runs in programs/<programs>.

export interface Client {
  /** Its folder in clients/. */
  readonly id: string;
  /** The package whose installed version is reported. */
  readonly package: string;
  readonly runtime: "node" | "python" | "go" | "java";
  /** The folder in programs/ that is written for it. */
  readonly programs: string;
  /** It runs these scenarios and no others. */
  readonly only?: "storage" | "fixture";
  /** So large that its installation is kept between runs, in node_modules/.cache; another version is another one. */
  readonly isKept?: boolean;
}

export const clients: readonly Client[] = [
  { id: "azure-identity-4.14", package: "@azure/identity", runtime: "node", programs: "azure-identity" },
  { id: "azure-identity-4.13", package: "@azure/identity", runtime: "node", programs: "azure-identity" },
  { id: "msal-node-7", package: "@azure/msal-node", runtime: "node", programs: "msal-node" },
  { id: "msal-node-5", package: "@azure/msal-node", runtime: "node", programs: "msal-node" },
  { id: "azure-identity-python", package: "azure-identity", runtime: "python", programs: "azure-identity-python" },
  {
    id: "storage-blob-12.34",
    package: "@azure/storage-blob",
    runtime: "node",
    programs: "storage-blob",
    only: "storage",
  },
  {
    id: "storage-blob-12.32",
    package: "@azure/storage-blob",
    runtime: "node",
    programs: "storage-blob",
    only: "storage",
  },
  { id: "jest", package: "jest", runtime: "node", programs: "jest", only: "fixture" },
  {
    id: "storage-blob-python",
    package: "azure-storage-blob",
    runtime: "python",
    programs: "storage-blob-python",
    only: "storage",
  },
  { id: "tegata-credential", package: "@tegata/credential", runtime: "node", programs: "tegata-credential" },
];

/** Clients of the control plane; what they do stands in control-plane/. */
export const controlClients: readonly Client[] = [
  { id: "azure-cli", package: "azure-cli", runtime: "python", programs: "control-plane", isKept: true },
  { id: "azure-arm-js", package: "@azure/arm-msi", runtime: "node", programs: "control-plane" },
  { id: "azure-mgmt-python", package: "azure-mgmt-msi", runtime: "python", programs: "control-plane", isKept: true },
  { id: "samples", package: "@azure/functions", runtime: "node", programs: "samples" },
  { id: "ai-agents-1.1", package: "@azure/ai-agents", runtime: "node", programs: "foundry" },
  { id: "ai-projects-2.10", package: "@azure/ai-projects", runtime: "node", programs: "foundry" },
  { id: "ai-foundry-python", package: "azure-ai-projects", runtime: "python", programs: "foundry-python" },
];

/** Clients of the identity plane beside those above; what they do stands in identity/. */
export const identityClients: readonly Client[] = [
  { id: "msal-python", package: "msal", runtime: "python", programs: "msal-python" },
  { id: "tegata-sdks", package: "@tegata/credential", runtime: "node", programs: "tegata-sdks" },
  {
    id: "azidentity-go",
    package: "github.com/Azure/azure-sdk-for-go/sdk/azidentity",
    runtime: "go",
    programs: "azidentity-go",
  },
  { id: "azure-identity-java", package: "azure-sdk-bom", runtime: "java", programs: "azure-identity-java" },
];

/** The products under test, installed like a client: the command, and with it the emulator. */
export const product = "tegata";
