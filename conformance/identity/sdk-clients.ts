// Our credential as the credential of clients that nobody here wrote.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sides } from "../chains.ts";
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import { selfSigned } from "./certificate.ts";
import type { Chain } from "./chain.ts";
import { applyChain, printed, settingsOf } from "./chain.ts";
import { named, same } from "./judge.ts";
import { startVault, vaultName } from "./vault.ts";

const client = "tegata-sdks";

async function inResourceDirectory(stage: Stage): Promise<Chain> {
  const { storage } = sides(stage.emulator.environment).resource;
  return applyChain(stage, {
    grants: [
      { role: "Reader", scope: storage?.resourceId ?? "" },
      { api: "https://graph.microsoft.com", appRole: "Application.Read.All" },
    ],
  });
}

async function graph(stage: Stage): Promise<void> {
  const chain = await inResourceDirectory(stage);
  const variables = { ...settingsOf(stage, chain), GRAPH: stage.emulator.environment.graph };
  const seen = await printed(stage, { file: "tegata-sdks/graph.mjs", variables });
  const refused = { code: "Authorization_RequestDenied", statusCode: 403 };
  same(seen, { displayName: "orders", isOwn: true, refused }, "Graph");
}

async function resourceManager(stage: Stage): Promise<void> {
  const chain = await inResourceDirectory(stage);
  const { environment } = stage.emulator;
  const { subscriptionId, resourceGroup, storage } = sides(environment).resource;
  const variables = {
    ...settingsOf(stage, chain),
    RESOURCE_MANAGER: environment.resourceManager,
    SUBSCRIPTION_ID: subscriptionId,
    GROUP: resourceGroup,
    ACCOUNT: storage?.account ?? "",
  };
  const seen = await printed(stage, { file: "tegata-sdks/resource-manager.mjs", variables });
  const wanted = {
    name: storage?.account,
    type: "Microsoft.Storage/storageAccounts",
    refused: { code: "AuthorizationFailed", statusCode: 403 },
    names: [storage?.account],
  };
  same(seen, wanted, "Resource Manager");
}

/** The vault's certificate beside the emulator's. */
async function trusting(stage: Stage, certificate: string): Promise<string> {
  const file = join(stage.folder, "vault-ca.pem");
  await writeFile(file, `${await readFile(stage.emulator.environment.ca, "utf8")}\n${certificate}`);
  return file;
}

async function keyVault(stage: Stage): Promise<void> {
  const chain = await applyChain(stage);
  const { authority, ca } = stage.emulator.environment;
  const { home, resource } = sides(stage.emulator.environment);
  const certificate = selfSigned(vaultName);
  const vault = await startVault({
    certificate,
    authority,
    ca: await readFile(ca, "utf8"),
    tenantId: resource.tenantId,
    clientId: chain.applicationClientId,
  });
  try {
    const variables = {
      ...settingsOf(stage, chain),
      HOME_TENANT_ID: home.tenantId,
      NODE_EXTRA_CA_CERTS: await trusting(stage, certificate.certificate),
      // The client takes its proxy from here; Node's own fetch, by which the credential asks for tokens, does not.
      HTTPS_PROXY: vault.proxy,
    };
    const printedByClient = await printed(stage, { file: "tegata-sdks/key-vault.mjs", variables });
    const values = ["greeting", "greeting", "revoked", "greeting"].map((name) => `the value of ${name}`);
    const missing = { name: "RestError", code: "SecretNotFound", statusCode: 404 };
    same(named(stage, printedByClient, chain), [...values, missing], "the secrets");
    const [first, second, revoked, again] = ["greeting: token", "greeting: token", "revoked: token", "greeting: token"];
    same(
      vault.seen,
      ["greeting: no token", first, second, revoked, "revoked: token", again, "missing: token"],
      "what the vault was asked, and with what",
    );
  } finally {
    await vault.close();
  }
}

export const sdkClients: readonly ControlScenario[] = [
  { id: "our-credential/key-vault", client, reaches: ["token"], run: keyVault },
  { id: "our-credential/resource-manager", client, reaches: ["token", "resourceManager"], run: resourceManager },
  { id: "our-credential/graph", client, reaches: ["token", "graph"], run: graph },
];
