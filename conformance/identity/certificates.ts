// Applications with a certificate, by every client that takes one: registered, and another than is registered.
import { sides } from "../chains.ts";
import type { ControlScenario, Stage } from "../control-plane/scenario.ts";
import type { Certificate } from "./certificate.ts";
import { selfSigned } from "./certificate.ts";
import { printed } from "./chain.ts";
import { named, same } from "./judge.ts";

const token = { aud: "https://graph.microsoft.com", tid: "(home)", ver: "1.0" };
const description = (thumbprint: string): string =>
  `AADSTS700027: Client assertion failed signature validation. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprint}'] Trace ID: (id) Correlation ID: (id) Timestamp: (time)`;
const msalMessage = (thumbprint: string): string =>
  `invalid_client: Error(s): 700027 - Timestamp: (time) - Description: ${description(thumbprint)} - Correlation ID: (id) - Trace ID: (id)`;

interface CertificateClient {
  readonly client: string;
  readonly file: string;
  readonly accepted: unknown;
  readonly refused: (certificate: Certificate) => unknown;
}

function variablesOf({ certificate, key, sha1, sha256 }: Certificate): Record<string, string> {
  return { CERTIFICATE: certificate, CERTIFICATE_KEY: key, CERTIFICATE_SHA1: sha1, CERTIFICATE_SHA256: sha256 };
}

async function perform(stage: Stage, { file, accepted, refused }: CertificateClient): Promise<void> {
  const { environment } = stage.emulator;
  const { home } = sides(environment);
  const [registered, another] = [selfSigned("batch"), selfSigned("batch")];
  const { authority, graph } = environment;
  const application = (await printed(stage, {
    file: "administrator/register-certificate.mjs",
    variables: {
      AUTHORITY: authority,
      GRAPH: graph,
      HOME_TENANT_ID: home.tenantId,
      OPERATOR_ID: home.operator.clientId,
      OPERATOR_SECRET: home.operator.clientSecret,
      CERTIFICATE: registered.certificate,
    },
  })) as { readonly clientId: string };
  const settings = { AUTHORITY: authority, TENANT_ID: home.tenantId, CLIENT_ID: application.clientId };
  const told = async (certificate: Certificate): Promise<unknown> =>
    named(stage, await printed(stage, { file, variables: { ...settings, ...variablesOf(certificate) } }));
  same(await told(registered), accepted, "with its own certificate");
  same(await told(another), refused(another), "with another certificate");
}

const certificateClients: readonly CertificateClient[] = [
  ...["azure-identity-4.14", "azure-identity-4.13"].map((client) => ({
    client,
    file: "azure-identity/certificate.mjs",
    accepted: token,
    refused: ({ sha256 }: Certificate) => ({ name: "AuthenticationRequiredError", message: msalMessage(sha256) }),
  })),
  ...["msal-node-7", "msal-node-5"].map((client) => ({
    client,
    file: "msal-node/certificate.mjs",
    accepted: token,
    refused: ({ sha256 }: Certificate) => {
      const about = { errorCode: "invalid_client", errorNo: 700027, status: 401 };
      return { name: "ServerError", message: msalMessage(sha256), ...about };
    },
  })),
  {
    client: "msal-python",
    file: "msal-python/certificate.py",
    accepted: [token, token],
    refused: ({ sha1, sha256 }) =>
      [sha1, sha256].map((thumbprint) => {
        return { error: "invalid_client", error_codes: [700027], error_description: description(thumbprint) };
      }),
  },
  {
    client: "azure-identity-python",
    file: "azure-identity-python/certificate.py",
    accepted: token,
    refused: ({ sha1 }) => {
      return { name: "ClientAuthenticationError", message: `Authentication failed: ${description(sha1)}` };
    },
  },
];

export const certificates: readonly ControlScenario[] = certificateClients.map((one) => ({
  id: "certificate",
  client: one.client,
  reaches: ["token", "graph"],
  run: (stage) => perform(stage, one),
}));
