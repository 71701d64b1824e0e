// Lists the applications of this directory that still have client secrets, with Microsoft Graph and without a secret.
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";

interface Application {
  readonly displayName: string;
  readonly passwordCredentials: readonly { readonly endDateTime: string }[];
}

interface Page {
  readonly value: readonly Application[];
  readonly "@odata.nextLink"?: string;
}

const graph = "https://graph.microsoft.com";

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the setting ${name} is missing`);
  return value;
}

// The chain inside one directory: the directory asked is the one that the identity and the application are in.
const credential = new CrossTenantCredential({
  tenantId: setting("TEGATA_RESOURCE_TENANT_ID"),
  clientId: setting("TEGATA_APPLICATION_CLIENT_ID"),
  assertion: managedIdentity({ clientId: setting("TEGATA_MANAGED_IDENTITY_CLIENT_ID") }),
});

async function ask(url: string): Promise<Page> {
  const { token } = await credential.getToken(`${graph}/.default`);
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (response.ok) return (await response.json()) as Page;
  const { error } = (await response.json()) as { readonly error: { readonly code: string; readonly message: string } };
  throw new Error(`Graph answered ${response.status} ${error.code}: ${error.message}`);
}

async function applications(): Promise<readonly Application[]> {
  const found: Application[] = [];
  let url: string | undefined = `${graph}/v1.0/applications?$select=displayName,passwordCredentials`;
  while (url !== undefined) {
    const page: Page = await ask(url);
    found.push(...page.value);
    url = page["@odata.nextLink"];
  }
  return found;
}

function describe({ displayName, passwordCredentials }: Application): string {
  const [last] = passwordCredentials
    .map(({ endDateTime }) => endDateTime.slice(0, 10))
    .sort()
    .reverse();
  return last === undefined ? `${displayName}: no secret` : `${displayName}: a secret until ${last}`;
}

const found = await applications();
for (const line of found.map(describe).sort((one, other) => one.localeCompare(other))) console.log(line);
console.log(
  `${found.filter(({ passwordCredentials }) => passwordCredentials.length > 0).length} of ${found.length} have a secret`,
);
