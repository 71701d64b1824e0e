import { createServer } from "node:http";
import { duplexPair } from "node:stream";
import type { TestEmulator } from "../emulator.ts";

export interface RawRequest {
  /** Request line and headers as they go over the wire, without line ends. */
  readonly lines: readonly string[];
  readonly body?: string;
}

const names = ["token", "graph", "resourceManager", "blob", "foundry"] as const;

function listenerAt({ context, listeners, hostListeners }: TestEmulator, origin: string) {
  const service = names.find((name) => context.origins[name] === origin);
  const host = Object.keys(context.origins.hosts).find((name) => context.origins.hosts[name] === origin) ?? "";
  const listener = service ? listeners[service] : hostListeners[host];
  if (!listener) throw new Error(`nothing is at ${origin}`);
  return listener;
}

/** Sends a request as it is written, however broken, to one of the emulator's origins; no socket is opened. */
export async function ask(
  emulator: TestEmulator,
  origin: string,
  { lines, body = "" }: RawRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const server = createServer(listenerAt(emulator, origin));
  const [near, far] = duplexPair();
  server.emit("connection", far);
  const chunks: Buffer[] = [];
  near.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
  });
  const ended = new Promise<void>((resolve) => {
    near.once("end", resolve);
    far.once("close", resolve);
  });
  near.write(`${[...lines, "Connection: close"].join("\r\n")}\r\n\r\n${body}`);
  await ended;
  const [head = "", ...rest] = Buffer.concat(chunks).toString().split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), text: textOf(head, rest.join("\r\n\r\n")) };
}

function textOf(head: string, body: string): string {
  if (!/^transfer-encoding: chunked/im.test(head)) return body;
  return body.replace(/^[\da-f]+\r\n/i, "").replace(/\r\n0(\r\n)*$/, "");
}
