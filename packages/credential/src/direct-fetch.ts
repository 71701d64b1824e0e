// Requests to the host's own endpoints, past any proxy. Node's `fetch` and its global agents take the proxy of the
// environment (NODE_USE_ENV_PROXY, --use-env-proxy, a global dispatcher), and a proxy either cannot reach these
// addresses or reaches its own host's: a token of another machine's identity.
// https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#proxies
import type { Agent, IncomingMessage } from "node:http";
import { readText } from "./answer-text.ts";
import type { FetchRequest, FetchResponse } from "./fetch.ts";

const agents = new Map<string, Agent>();

/** Sends one request without a proxy, over a connection of its own. Loads `node:http` when it is first called. */
export async function fetchDirectly(url: string, request: FetchRequest): Promise<FetchResponse> {
  const target = new URL(url);
  // Each costs milliseconds to load, and identity endpoints are plain HTTP.
  const client = target.protocol === "https:" ? await import("node:https") : await import("node:http");
  const agent = agents.get(target.protocol) ?? new client.Agent({ keepAlive: false });
  agents.set(target.protocol, agent);
  const { method, headers, body, signal } = request;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = client.request(target, { method, headers, signal, agent }, resolve);
    outgoing.once("error", reject);
    outgoing.end(body);
  });
  return {
    status: answer.statusCode ?? 0,
    headers: { get: (name) => headerOf(answer, name) },
    text: () => readText(answer as AsyncIterable<Buffer>),
  };
}

function headerOf(answer: IncomingMessage, name: string): string | null {
  const value = answer.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
