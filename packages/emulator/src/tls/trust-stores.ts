import { createHash, X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

/** The system's roots (Mozilla's list, as Node has it) and one more, in PEM: for OpenSSL, Go and Python. */
export function caBundle(authority: string): string {
  return [...rootCertificates.map((pem) => `${pem.trim()}\n`), authority].join("");
}

/** The password of the trust store. It protects nothing: the store holds public certificates only, but Java wants one. */
export const trustStorePassword = "changeit";

const magic = 0xfeedfeed;
const trustedCertificate = 2;

function utf(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function entry(alias: string, der: Buffer, nowMs: number): Buffer {
  const date = Buffer.alloc(8);
  date.writeBigUInt64BE(BigInt(nowMs));
  return Buffer.concat([int(trustedCertificate), utf(alias), date, utf("X.509"), int(der.length), der]);
}

/**
 * A trust store for Java, in the JKS format: every Java reads it without a flag, and unlike PKCS#12 it needs no
 * proprietary attribute to mark a certificate as trusted. The digest at its end is the format's own.
 */
export function javaTrustStore(authority: string, nowMs: number): Buffer {
  const certificates = [...rootCertificates, authority].map((pem) => new X509Certificate(pem).raw);
  const entries = certificates.map((der, index) =>
    entry(index === certificates.length - 1 ? "tegata" : `root${index}`, der, nowMs),
  );
  const body = Buffer.concat([int(magic), int(2), int(entries.length), ...entries]);
  const password = Buffer.from(trustStorePassword, "utf16le").swap16();
  const digest = createHash("sha1").update(password).update("Mighty Aphrodite", "utf8").update(body).digest();
  return Buffer.concat([body, digest]);
}
