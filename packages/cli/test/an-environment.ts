import type { EmulatorEnvironment } from "@tegata/emulator";

/** The environment of an emulator that nobody started. */
export const anEnvironment: EmulatorEnvironment = {
  authority: "https://localhost:7411",
  resourceManager: "https://localhost:7412",
  graph: "https://localhost:7413",
  blob: "https://localhost:7414",
  foundry: "https://localhost:7415",
  proxy: "http://127.0.0.1:7419",
  ca: "/state/ca.pem",
  caBundle: "/state/ca-bundle.pem",
  trustStore: "/state/truststore.jks",
  stateFolder: "/state",
  admin: { url: "http://127.0.0.1:7410/_tegata", keyFile: "/state/admin-key" },
  names: ["login.microsoftonline.com"],
  home: "contoso",
  resource: "fabrikam",
  directories: {
    contoso: {
      tenantId: "11111111-1111-4111-8111-111111111111",
      domain: "contoso.onmicrosoft.com",
      subscriptionId: "11111111-0000-4000-8000-00000000005b",
      resourceGroup: "rg-app",
      operator: { clientId: "11111111-0000-4000-8000-0000000000c1", clientSecret: "home-operator" },
      hosts: {
        "app-orders": {
          kind: "appService",
          resourceId: "/subscriptions/s/resourceGroups/rg-app/providers/Microsoft.Web/sites/app-orders",
          identityEndpoint: "http://127.0.0.1:7421/msi/token",
          identityHeader: "header",
        },
      },
    },
    fabrikam: {
      tenantId: "22222222-2222-4222-8222-222222222222",
      domain: "fabrikam.onmicrosoft.com",
      subscriptionId: "22222222-0000-4000-8000-00000000005b",
      resourceGroup: "rg-data",
      operator: { clientId: "22222222-0000-4000-8000-0000000000c1", clientSecret: "resource-operator" },
      storage: {
        account: "fabrikamdata",
        resourceId: "/subscriptions/s/resourceGroups/rg-data/providers/Microsoft.Storage/storageAccounts/fabrikamdata",
        blobEndpoint: "https://localhost:7414/fabrikamdata",
      },
      foundry: {
        account: "fabrikamai",
        project: "agents",
        resourceId:
          "/subscriptions/s/resourceGroups/rg-data/providers/Microsoft.CognitiveServices/accounts/fabrikamai/projects/agents",
        endpoint: "https://localhost:7415/fabrikamai/api/projects/agents",
      },
    },
  },
};

/** The same, with another state folder: the one value in it that a user chooses. */
export function environmentIn(stateFolder: string): EmulatorEnvironment {
  return { ...anEnvironment, stateFolder };
}
