import { readFileSync } from "node:fs";

/** What every server of the comparison is given: the emulator's certificate, and how long its request and token are. */
export interface Setting {
  readonly tls: { readonly key: string; readonly cert: string };
  readonly requestBytes: number;
  readonly tokenBytes: number;
}

export function readSetting(file: string): Setting {
  const { key, cert, ...bytes } = JSON.parse(readFileSync(file, "utf8")) as Setting["tls"] & Omit<Setting, "tls">;
  return { tls: { key, cert }, requestBytes: bytes.requestBytes, tokenBytes: bytes.tokenBytes };
}

/** A form, filled up with a parameter that no server knows until it has a length. */
export function padded(form: Readonly<Record<string, string>>, bytes: number): string {
  const empty = new URLSearchParams({ ...form, padding: "" }).toString();
  return empty + "x".repeat(Math.max(0, bytes - empty.length));
}

/** A part of a JSON Web Token. */
export function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** Of an RSA key of 2048 bits. */
const signatureBytes = 342;

export interface Parts {
  readonly header: string;
  readonly claims: object;
}

/** Claims filled up until the whole token has a length. */
export function filled(bytes: number, { header, claims }: Parts): object {
  const empty = JSON.stringify({ ...claims, filler: "" }).length;
  const filler = Math.floor(((bytes - header.length - signatureBytes - 2) * 3) / 4) - empty;
  return { ...claims, filler: "x".repeat(filler) };
}
