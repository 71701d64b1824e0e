// An application of the home directory with a certificate as its credential, made as its administrator. Prints its client id.
const { AUTHORITY, CERTIFICATE, GRAPH, HOME_TENANT_ID, OPERATOR_ID, OPERATOR_SECRET } = process.env;

async function json(url, init) {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

const { access_token: token } = await json(`${AUTHORITY}/${HOME_TENANT_ID}/oauth2/v2.0/token`, {
  method: "POST",
  body: new URLSearchParams({
    grant_type: "client_credentials",
    client_id: OPERATOR_ID,
    client_secret: OPERATOR_SECRET,
    scope: `${GRAPH}/.default`,
  }),
});
const post = (path, body) =>
  json(`${GRAPH}/v1.0/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const key = CERTIFICATE.replaceAll(/-----[A-Z ]+-----|\s/g, "");
const keyCredentials = [{ type: "AsymmetricX509Cert", usage: "Verify", key }];
const { appId } = await post("applications", { displayName: "batch", keyCredentials });
await post("servicePrincipals", { appId });
console.log(JSON.stringify({ clientId: appId }));
