import { generateKeyPairSync, sign } from "node:crypto";
import { decode } from "./wire.ts";

/** A key that no directory has. */
const { privateKey: strangersKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

export interface Changes {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly signature?: string;
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A token with other header fields or claims, signed by a stranger. A field that is undefined is taken away. */
export function forge(token: string, { header = {}, claims = {}, signature }: Changes): string {
  const genuine = decode(token);
  const input = `${part({ ...genuine.header, ...header })}.${part({ ...genuine.claims, ...claims })}`;
  return `${input}.${signature ?? sign("RSA-SHA256", Buffer.from(input), strangersKey).toString("base64url")}`;
}
