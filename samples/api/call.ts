// Calls the API from contoso, with nothing but fetch: the three hops as they go over the wire. A real workload uses the
// credential of the other samples, which keeps tokens, renews them in time and says what is wrong.

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the setting ${name} is missing`);
  return value;
}

async function json(response: Response): Promise<Record<string, unknown>> {
  const body = (await response.json()) as Record<string, unknown>;
  if (response.ok) return body;
  throw new Error(`${response.status}: ${String(body["error_description"] ?? body["message"])}`);
}

/** Hop 1: the host's identity endpoint gives a token of the managed identity. */
async function assertion(): Promise<string> {
  const query = new URLSearchParams({
    "api-version": "2019-08-01",
    resource: "api://AzureADTokenExchange",
    client_id: setting("TEGATA_MANAGED_IDENTITY_CLIENT_ID"),
  });
  const headers = { "x-identity-header": setting("IDENTITY_HEADER") };
  const answer = await fetch(`${setting("IDENTITY_ENDPOINT")}?${query.toString()}`, { headers });
  return String((await json(answer))["access_token"]);
}

/** Hop 2: the resource directory exchanges it for a token of its own. */
async function accessToken(): Promise<string> {
  const form = {
    grant_type: "client_credentials",
    client_id: setting("TEGATA_APPLICATION_CLIENT_ID"),
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await assertion(),
    scope: `api://${setting("TEGATA_RESOURCE_TENANT_ID")}/orders/.default`,
  };
  const url = `https://login.microsoftonline.com/${setting("TEGATA_RESOURCE_TENANT_ID")}/oauth2/v2.0/token`;
  return String((await json(await fetch(url, { method: "POST", body: new URLSearchParams(form) })))["access_token"]);
}

// Hop 3: the API.
const url = `${setting("API")}/orders`;
const unknown = await fetch(url);
console.log(unknown.status, unknown.headers.get("www-authenticate"));
const wrong = await fetch(url, { headers: { authorization: `Bearer ${await assertion()}` } });
console.log(wrong.status, wrong.headers.get("www-authenticate"));
const known = await fetch(url, { headers: { authorization: `Bearer ${await accessToken()}` } });
console.log(known.status, (await known.text()).trim() || known.headers.get("www-authenticate"));
