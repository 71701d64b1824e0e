import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { expect } from "vitest";
import type { RunningEmulator } from "../src/testing.ts";

interface AskOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly ca?: string;
  readonly servername?: string;
  readonly createConnection?: () => Socket;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

export function ask(url: string, options: AskOptions = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith("https:") ? httpsRequest : httpRequest;
    const request = send(url, { ...(options.createConnection ? {} : { agent: false }), ...options }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    request.on("error", reject);
    request.end();
  });
}

/** Opens a tunnel through the proxy; the socket is there when the proxy agreed. */
export function tunnel(proxy: string, target: string): Promise<{ status: number; socket: Socket; text: string }> {
  const { hostname, port } = new URL(proxy);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: hostname, port, method: "CONNECT", path: target, agent: false });
    request.on("connect", (response, socket: Socket, head) =>
      resolve({ status: response.statusCode ?? 0, socket, text: head.toString() }),
    );
    request.on("error", reject);
    request.end();
  });
}

/** A GET over TLS through an open tunnel, verified against the emulator's authority. */
export async function askThrough(running: RunningEmulator, host: string, path: string): Promise<RawAnswer> {
  const { status, socket } = await tunnel(running.environment.proxy, `${host}:443`);
  expect(status).toBe(200);
  const secure = tlsConnect({ socket, servername: host, ca: running.ca });
  // Storage challenges those who name a version that knows challenges, as its SDKs do; to others it means nothing.
  const headers = { "x-ms-version": "2026-06-06" };
  return ask(`https://${host}${path}`, { headers, createConnection: () => secure });
}
