// An application with a certificate.
import { ClientCertificateCredential } from "@azure/identity";
import { tell } from "../claims.mjs";

const { AUTHORITY, CERTIFICATE, CERTIFICATE_KEY, CLIENT_ID, TENANT_ID } = process.env;
const credential = new ClientCertificateCredential(
  TENANT_ID,
  CLIENT_ID,
  { certificate: `${CERTIFICATE_KEY}\n${CERTIFICATE}` },
  { authorityHost: AUTHORITY, disableInstanceDiscovery: true },
);

await tell(async () => (await credential.getToken("https://graph.microsoft.com/.default")).token);
