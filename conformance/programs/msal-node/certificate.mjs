// An application with a certificate.
import { ConfidentialClientApplication } from "@azure/msal-node";
import { tell } from "../claims.mjs";

const { AUTHORITY, CERTIFICATE, CERTIFICATE_KEY, CERTIFICATE_SHA256, CLIENT_ID, TENANT_ID } = process.env;
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `${AUTHORITY}/${TENANT_ID}`,
    knownAuthorities: [new URL(AUTHORITY).host],
    clientCertificate: { thumbprintSha256: CERTIFICATE_SHA256, privateKey: CERTIFICATE_KEY, x5c: CERTIFICATE },
  },
});
const scopes = ["https://graph.microsoft.com/.default"];

await tell(async () => (await application.acquireTokenByClientCredential({ scopes })).accessToken);
