import { expect } from "vitest";
import type { Chain } from "../../chain.ts";
import { blob, fabrikam } from "../../emulator.ts";
import { headersOf } from "../../refusal.ts";
import type { Answer } from "../../wire.ts";
import { read } from "../../wire.ts";

export const version = "2026-10-06";
const guid = /^[0-9a-f-]{36}$/;
export const challenge: string = `Bearer authorization_uri=https://localhost:7411/${fabrikam.tenantId}/oauth2/authorize resource_id=https://storage.azure.com`;

interface BlobCall {
  readonly token?: string;
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly headers?: Record<string, string>;
  readonly origin?: string;
  /** `x-ms-version`; `null` for none. */
  readonly serviceVersion?: string | null;
}

export async function callBlob(chain: Chain, call: string, options: BlobCall = {}): Promise<Answer> {
  const [method = "", path = ""] = call.split(" ");
  const { token, body, headers, origin = `${blob}/fabrikamdata`, serviceVersion = version } = options;
  const request = new Request(`${origin}${path}`, {
    method,
    headers: {
      ...(serviceVersion === null ? {} : { "x-ms-version": serviceVersion }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body, duplex: "half" }),
  });
  return read(await chain.emulator.fetch(request));
}

/** A whole refusal of Storage: status, headers, XML. Request id and time are taken as they come. */
export function expectStorageRefusal(
  answer: Answer,
  wanted: { status: number; code: string; message: string; challenge?: string; elements?: string },
): void {
  const id = answer.headers.get("x-ms-request-id") ?? "";
  const time = /Time:(\S+?)<\/Message>/.exec(answer.text)?.[1] ?? "";
  expect(id).toMatch(guid);
  expect(new Date(time).toISOString()).toBe(time);
  expect(headersOf(answer)).toEqual({
    "content-type": "application/xml",
    server: "Azurite-Blob/3.37.0",
    "x-ms-error-code": wanted.code,
    "x-ms-request-id": id,
    ...(wanted.challenge === undefined ? {} : { "www-authenticate": wanted.challenge }),
  });
  expect({ status: answer.status, text: answer.text }).toEqual({
    status: wanted.status,
    text: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Error>
  <Code>${wanted.code}</Code>
  <Message>${wanted.message}
RequestId:${id}
Time:${time}</Message>
${wanted.elements ?? ""}</Error>`,
  });
}
