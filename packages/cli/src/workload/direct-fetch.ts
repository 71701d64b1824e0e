// The host's own endpoints are never asked through a proxy: it cannot reach them, or reaches its own host's.
// https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#proxies
import { Agent, request as open } from "node:http";
import type { IncomingMessage } from "node:http";
import type { Fetch } from "@tegata/credential";

async function fetchDirectly(url: string, request: Parameters<Fetch>[1]): ReturnType<Fetch> {
  const { method, headers, body, signal } = request;
  const agent = new Agent({ keepAlive: false });
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = open(url, { method, headers, signal, agent }, resolve);
    outgoing.once("error", reject);
    outgoing.end(body);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const header = (name: string): string | null => {
    const value = answer.headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  return {
    status: answer.statusCode ?? 0,
    headers: { get: header },
    text: () => Promise.resolve(Buffer.concat(chunks).toString("utf8")),
  };
}

/** Plain http is only ever spoken to the host itself. */
export const workloadFetch: Fetch = (url, request) =>
  url.startsWith("http://") ? fetchDirectly(url, request) : fetch(url, request);
