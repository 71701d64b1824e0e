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
