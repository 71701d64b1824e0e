import type { KeyObject } from "node:crypto";
import { X509Certificate } from "node:crypto";
import type { CertificateFacts, DecodedToken } from "@tegata/core";
import { v1Issuer, v2Issuer } from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Directory } from "../../directory/directory.ts";
import { authoritiesOf } from "../../origins.ts";
import { hasValidSignature } from "../../tokens/verify.ts";
import type { Client } from "./client.ts";

interface RegisteredCertificate {
  readonly sha1: string;
  readonly sha256: string;
  readonly publicKey: KeyObject;
  readonly fromMs: number;
  readonly untilMs: number;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A `keyCredential` as Graph stores it: the certificate is base64 of its DER or PEM form. Nonsense is no certificate. */
function readCertificate(credential: unknown): RegisteredCertificate | undefined {
  if (typeof credential !== "object" || credential === null) return undefined;
  const { key, startDateTime, endDateTime } = credential as Record<string, unknown>;
  try {
    const certificate = new X509Certificate(Buffer.from(text(key), "base64"));
    if (certificate.publicKey.asymmetricKeyType !== "rsa") return undefined;
    return {
      sha1: certificate.fingerprint.replaceAll(":", ""),
      sha256: certificate.fingerprint256.replaceAll(":", ""),
      publicKey: certificate.publicKey,
      fromMs: Date.parse(text(startDateTime) || certificate.validFrom),
      untilMs: Date.parse(text(endDateTime) || certificate.validTo),
    };
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function certificatesOf(client: Client): RegisteredCertificate[] {
  const lists = [client.application?.other["keyCredentials"], client.servicePrincipal?.other["keyCredentials"]];
  return lists
    .flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
    .map(readCertificate)
    .filter((certificate) => certificate !== undefined);
}

function hex(thumbprint: unknown): string {
  return Buffer.from(text(thumbprint), "base64url").toString("hex").toUpperCase();
}

/** The thumbprints that a header names. A certificate or key inside the header itself (x5c, jwk, jku) means nothing. */
function thumbprintsIn({ header }: DecodedToken): string[] {
  const named = [header["x5t#S256"], header["x5t"]].filter((each) => each !== undefined).map(hex);
  if (named.length > 0) return named;
  const kid = text(header["kid"]);
  return kid === "" ? [] : [/^[0-9a-f]{40}([0-9a-f]{24})?$/i.test(kid) ? kid.toUpperCase() : hex(kid)];
}

/**
 * The token endpoints, the second also as ADAL for Go names it, with its query; and what stands before the first.
 *
 * @see https://github.com/Azure/go-autorest/blob/main/autorest/adal/config.go
 */
const endpointPaths = ["oauth2/v2.0/token", "oauth2/token", "oauth2/token?api-version=1.0", "v2.0"];

/** Every way in which clients name a directory's token endpoint, in lower case. */
export function audiencesOf(context: Context, directory: Directory): string[] {
  const tenants = [directory.tenantId, ...directory.domains];
  const endpoints = [...authoritiesOf(context.cloud), context.origins.token].flatMap((origin) =>
    tenants.flatMap((tenant) => endpointPaths.map((path) => `${origin}/${tenant}/${path}`)),
  );
  const issuers = [v1Issuer(context.cloud, directory.tenantId), v2Issuer(context.cloud, directory.tenantId)];
  return [...endpoints, ...issuers].map((audience) => audience.toLowerCase());
}

/** An assertion that the application signed itself, compared with its certificates. */
export function certificateFacts(
  context: Context,
  assertion: { readonly text: string; readonly decoded: DecodedToken },
  about: { readonly directory: Directory; readonly client: Client },
): CertificateFacts {
  const nowMs = context.world.now();
  const named = thumbprintsIn(assertion.decoded);
  const found = certificatesOf(about.client).find(
    ({ sha1, sha256 }) => named.length > 0 && named.every((each) => each === sha1 || each === sha256),
  );
  const isCurrent = found !== undefined && nowMs >= found.fromMs && nowMs < found.untilMs;
  return {
    clientId: about.client.clientId,
    nowMs,
    assertion: assertion.decoded,
    audiences: audiencesOf(context, about.directory),
    certificate: found ? (isCurrent ? "registered" : "expired") : "unknown",
    thumbprint: named[0] ?? "",
    hasValidSignature: found !== undefined && hasValidSignature(assertion.text, assertion.decoded, found.publicKey),
  };
}
