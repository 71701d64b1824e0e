// A self-signed certificate, made for one run: an application's credential, or a server's. Node reads certificates but
// makes none, so the few bytes of DER are written here.
// https://www.rfc-editor.org/rfc/rfc5280#section-4.1
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface Certificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  /** Thumbprints in upper-case hexadecimal, as the portal shows them. */
  readonly sha1: string;
  readonly sha256: string;
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const text = (tag: number, value: string): Buffer => der(tag, Buffer.from(value));
const utcTime = (at: Date): Buffer =>
  text(
    0x17,
    `${at
      .toISOString()
      .replaceAll(/[-:T]|\.\d+/g, "")
      .slice(2, 14)}Z`,
  );
/** Object identifiers, encoded: sha256WithRSAEncryption, commonName, subjectAltName. */
const rsaSha256 = sequence(Buffer.from("06092a864886f70d01010b0500", "hex"));
const commonName = Buffer.from("0603550403", "hex");
const alternativeName = Buffer.from("0603551d11", "hex");

const nameOf = (name: string): Buffer => sequence(der(0x31, sequence(commonName, text(0x0c, name))));

/** For the DNS name or application `name`, valid for a day. */
export function selfSigned(name: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const now = Date.now();
  const serial = der(0x02, Buffer.from([0x01]), randomBytes(8));
  const validity = sequence(utcTime(new Date(now - 3_600_000)), utcTime(new Date(now + 86_400_000)));
  const names = sequence(alternativeName, der(0x04, sequence(text(0x82, name))));
  const tbs = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    serial,
    rsaSha256,
    nameOf(name),
    validity,
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(names)),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", tbs, privateKey));
  const whole = sequence(tbs, rsaSha256, signature);
  const lines = whole.toString("base64").replaceAll(/.{1,64}/g, (line) => `${line}\n`);
  const thumbprint = (algorithm: string): string => createHash(algorithm).update(whole).digest("hex").toUpperCase();
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    sha1: thumbprint("sha1"),
    sha256: thumbprint("sha256"),
  };
}
