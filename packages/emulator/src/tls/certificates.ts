import type { webcrypto } from "node:crypto";
import type * as X509 from "@peculiar/x509";
import type { World } from "../world.ts";

const day = 86_400_000;

/** The X.509 library is loaded only where a certificate is made: at the very first start, mostly. */
async function library(): Promise<typeof X509> {
  // The library's own container wants this polyfill to be there first.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(globalThis.crypto);
  return x509;
}

const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
const ecdsaSignature = { name: "ECDSA", hash: "SHA-256" };

function serialNumber(world: World): string {
  const bytes = Buffer.from(world.randomBytes(16));
  bytes[0] = (bytes[0] as number) & 0x7f;
  return bytes.toString("hex");
}

/** A self-signed certificate around an RSA key, in DER: what a directory publishes as `x5c`. */
export async function selfSign(pkcs8: Buffer, spki: Buffer, world: World): Promise<Uint8Array> {
  const x509 = await library();
  const { subtle } = globalThis.crypto;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(world),
    name: "CN=accounts.accesscontrol.windows.net",
    notBefore: new Date(world.now() - day),
    notAfter: new Date(world.now() + 5 * 365 * day),
    signingAlgorithm: rsa,
    keys: {
      privateKey: await subtle.importKey("pkcs8", new Uint8Array(pkcs8), rsa, false, ["sign"]),
      publicKey: await subtle.importKey("spki", new Uint8Array(spki), rsa, true, ["verify"]),
    },
  });
  return new Uint8Array(certificate.rawData);
}

/** A certificate and its key, both PEM. */
export interface KeyAndCertificate {
  readonly privateKey: string;
  readonly certificate: string;
}

async function ecKeys(): Promise<webcrypto.CryptoKeyPair> {
  return globalThis.crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"]);
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  const body = Buffer.from(await globalThis.crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${body.replace(/(.{64})/g, "$1\n").trimEnd()}\n-----END PRIVATE KEY-----\n`;
}

/** A certificate authority of the emulator's own, for this machine only. */
export async function makeAuthority(world: World): Promise<KeyAndCertificate> {
  const x509 = await library();
  const keys = await ecKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(world),
    name: `CN=Tegata emulator ${serialNumber(world).slice(0, 8)} (local development only),O=Tegata`,
    notBefore: new Date(world.now() - day),
    notAfter: new Date(world.now() + 10 * 365 * day),
    signingAlgorithm: ecdsaSignature,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { privateKey: await pem(keys.privateKey), certificate: `${certificate.toString("pem")}\n` };
}

/** A server certificate for the given names, signed by the authority. Valid for a year, as Apple's systems demand. */
export async function makeServerCertificate(
  authority: KeyAndCertificate,
  names: { readonly dns: readonly string[]; readonly ip: readonly string[] },
  world: World,
): Promise<KeyAndCertificate & { readonly notAfter: string }> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await ecKeys();
  const der = Buffer.from(authority.privateKey.replace(/-----[^-]+-----|\s/g, ""), "base64");
  const signingKey = await globalThis.crypto.subtle.importKey("pkcs8", new Uint8Array(der), ecdsa, false, ["sign"]);
  const notAfter = new Date(world.now() + 365 * day);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(world),
    subject: "CN=localhost",
    issuer: issuer.subject,
    notBefore: new Date(world.now() - day),
    notAfter,
    signingAlgorithm: ecdsaSignature,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.dns.map((value) => ({ type: "dns" as const, value })),
        ...names.ip.map((value) => ({ type: "ip" as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return {
    privateKey: await pem(keys.privateKey),
    certificate: `${certificate.toString("pem")}\n`,
    notAfter: notAfter.toISOString(),
  };
}
