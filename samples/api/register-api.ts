// Registers the API in its directory, as its administrator: an application with one role, and its service principal.
// Signs in with a client secret, which the emulator's operators have; infra/resource.bicep does the same for Azure.

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the setting ${name} is missing`);
  return value;
}

const authority = setting("AUTHORITY");
const graph = setting("GRAPH");
const tenantId = setting("API_TENANT_ID");

async function json(response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as Record<string, unknown>;
  if (response.ok) return body;
  throw new Error(`${response.status}: ${JSON.stringify(body["error"])}`);
}

async function signIn(): Promise<string> {
  const form = {
    grant_type: "client_credentials",
    client_id: setting("TEGATA_RESOURCE_CLIENT_ID"),
    client_secret: setting("TEGATA_RESOURCE_CLIENT_SECRET"),
    scope: `${graph}/.default`,
  };
  const url = `${authority}/${tenantId}/oauth2/v2.0/token`;
  return String((await json(await fetch(url, { method: "POST", body: new URLSearchParams(form) })))["access_token"]);
}

const headers = { authorization: `Bearer ${await signIn()}`, "content-type": "application/json" };

async function create(path: string, body: object): Promise<Record<string, unknown>> {
  return json(await fetch(`${graph}/v1.0${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
}

const { appId } = await create("/applications", {
  displayName: "fabrikam-orders",
  // The directory's id makes it unique: https://learn.microsoft.com/entra/identity-platform/identifier-uri-restrictions
  identifierUris: [`api://${tenantId}/orders`],
  signInAudience: "AzureADMyOrg",
  api: { requestedAccessTokenVersion: 2 },
  appRoles: [
    {
      id: "0b7e4e6e-0c3f-4d8c-9a52-5d5f7d6c1a01",
      value: "Orders.Read",
      displayName: "Read orders",
      description: "Reads all orders",
      allowedMemberTypes: ["Application"],
      isEnabled: true,
    },
  ],
});
await create("/servicePrincipals", { appId });
console.log(`API_CLIENT_ID=${String(appId)}`);
