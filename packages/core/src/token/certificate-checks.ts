import type { Check } from "../check.ts";
import { pass } from "../check.ts";
import { judgeValidity } from "../federation/checks/trust.ts";
import { audienceOf } from "../federation/assertion.ts";
import { documented, recorded } from "../provenance.ts";
import { secondsClaim, stringClaim } from "./claims.ts";
import type { DecodedToken } from "./decode.ts";

const certificates = "https://learn.microsoft.com/entra/identity-platform/certificate-credentials";
const testFiles = recorded("answers quoted in public test files");
const errorCodes = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";

/** What decides whether an assertion that an application signed itself is taken. */
export interface CertificateFacts {
  readonly clientId: string;
  readonly nowMs: number;
  readonly assertion: DecodedToken;
  /** Every spelling of the token endpoint and issuer that the assertion may name as its audience, in lower case. */
  readonly audiences: readonly string[];
  /** The certificate that the header names, among those of the application. */
  readonly certificate: "registered" | "expired" | "unknown";
  /** As the header names it, for the message. */
  readonly thumbprint: string;
  readonly hasValidSignature: boolean;
}

/**
 * Whether an assertion is one that an application signed, not another issuer: issuers are URLs, applications name
 * themselves by their id.
 */
export function isSelfIssued(assertion: DecodedToken): boolean {
  const issuer = stringClaim(assertion, "iss");
  return issuer !== undefined && !issuer.includes(":");
}

/** Whether an application's own assertion is taken, in order. The order is inferred. */
export const certificateChecks: readonly Check<CertificateFacts>[] = [
  {
    id: "certificate.algorithm",
    requires: "the assertion is signed with PS256 or an RS algorithm",
    failsWith: 5002738,
    provenance: documented(certificates),
    run: ({ assertion }) => {
      const alg = typeof assertion.header["alg"] === "string" ? assertion.header["alg"] : "";
      return /^(PS256|RS(256|384|512))$/.test(alg)
        ? pass(alg)
        : { ok: false, wanted: "PS256 or RS256", saw: alg, values: { algorithm: alg } };
    },
  },
  {
    id: "certificate.key-id",
    requires: "the header names the certificate by x5t#S256, x5t or kid",
    failsWith: 5002723,
    provenance: testFiles,
    run: ({ thumbprint }) =>
      thumbprint === "" ? { ok: false, wanted: "x5t#S256, x5t or kid", saw: "none" } : pass(thumbprint),
  },
  {
    id: "certificate.claims",
    requires: "the assertion has issuer, subject, audience and expiry",
    failsWith: 90014,
    provenance: recorded(`a real answer was seen in public; the code is documented at ${errorCodes}`),
    run: ({ assertion }) => {
      const missing =
        (["iss", "sub"] as const).find((name) => stringClaim(assertion, name) === undefined) ??
        (audienceOf(assertion) === "" ? "aud" : undefined) ??
        (secondsClaim(assertion, "exp") === undefined ? "exp" : undefined);
      return missing === undefined
        ? pass()
        : { ok: false, wanted: "iss, sub, aud and exp", saw: `no ${missing}`, values: { field: missing } };
    },
  },
  {
    id: "certificate.client",
    requires: "issuer and subject are the client_id of the request",
    failsWith: 700021,
    provenance: documented(errorCodes),
    run: ({ assertion, clientId }) => {
      const named = ["iss", "sub"].map((name) => stringClaim(assertion, name) ?? "");
      return named.every((name) => name.toLowerCase() === clientId.toLowerCase())
        ? pass(clientId)
        : { ok: false, wanted: `${clientId} twice`, saw: named.join(" and ") };
    },
  },
  {
    id: "certificate.registered",
    requires: "the certificate is one of the application's",
    failsWith: 700027,
    provenance: recorded("https://github.com/Azure/azure-sdk-for-net/issues/29007"),
    run: ({ certificate, thumbprint }) =>
      certificate === "unknown"
        ? {
            ok: false,
            wanted: "a certificate of the application",
            saw: thumbprint,
            values: { reason: `The key was not found., Thumbprint of key used by client: '${thumbprint}'` },
          }
        : pass(thumbprint),
  },
  {
    id: "certificate.current",
    requires: "that certificate is within its time",
    failsWith: 700027,
    provenance: recorded("https://learn.microsoft.com/azure-stack/hci/deploy/troubleshoot-hci-registration"),
    run: ({ certificate, thumbprint }) =>
      certificate === "expired"
        ? {
            ok: false,
            wanted: "a current certificate",
            saw: "an expired one",
            values: { reason: `The key used is expired., Thumbprint of key used by client: '${thumbprint}'` },
          }
        : pass(),
  },
  {
    id: "certificate.signature",
    requires: "the assertion is signed with that certificate's key",
    failsWith: 700027,
    provenance: documented(errorCodes),
    run: ({ hasValidSignature }) =>
      hasValidSignature
        ? pass()
        : {
            ok: false,
            wanted: "a valid signature",
            saw: "another",
            values: { reason: "The provided signature value did not match the expected signature value." },
          },
  },
  {
    id: "certificate.audience",
    requires: "the audience is this directory's token endpoint or issuer",
    failsWith: 700023,
    provenance: recorded("https://github.com/AzureAD/microsoft-authentication-library-for-dotnet/issues/2746"),
    run: ({ assertion, audiences }) => {
      const audience = audienceOf(assertion);
      return audiences.includes(audience.toLowerCase())
        ? pass(audience)
        : { ok: false, wanted: audiences[0] ?? "", saw: audience };
    },
  },
  {
    id: "certificate.validity",
    requires: "the present moment lies between the assertion's nbf, five minutes early, and exp",
    failsWith: 700024,
    provenance: documented(errorCodes),
    run: ({ assertion, nowMs }) => judgeValidity(assertion, nowMs),
  },
];
