// Microsoft Graph, by the client that takes a TokenCredential.
import { Client } from "@microsoft/microsoft-graph-client";
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js";
import { credentialFor } from "./credential.mjs";

const { CLIENT_ID, GRAPH } = process.env;
const scopes = ["https://graph.microsoft.com/.default"];
const client = Client.initWithMiddleware({
  authProvider: new TokenCredentialAuthenticationProvider(credentialFor(), { scopes }),
  baseUrl: GRAPH,
  // Elsewhere than at Microsoft's own names it sends no token, unless the name is given.
  customHosts: new Set([new URL(GRAPH).hostname]),
});

const { displayName, appId } = await client.api(`/servicePrincipals(appId='${CLIENT_ID}')`).get();
const refused = await client
  .api("/applications")
  .post({ displayName: "another" })
  .catch(({ code, statusCode }) => ({ code, statusCode }));
console.log(JSON.stringify({ displayName, isOwn: appId === CLIENT_ID, refused }));
