// What the clients of the soak do: exchanges, and blob calls among them, over kept connections.
import { Agent, request as httpsRequest } from "node:https";
import { request as httpRequest } from "node:http";
import type { Place } from "./emulator.ts";

interface Sent {
  readonly method: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface Answer {
  /** 0 when the connection broke. */
  readonly status: number;
  readonly text: string;
}

export class Clients {
  readonly #place: Place;
  readonly #agent: Agent;
  #assertion = "";
  #token = "";
  #count = 0;
  #blobCalls = 0;
  /** Bad credentials that got what they asked for. */
  letIn = 0;
  /** How often each thing was answered how: `exchange 200`. */
  readonly outcomes: Record<string, number> = {};

  constructor(place: Place, connections: number) {
    this.#place = place;
    this.#agent = new Agent({ ca: place.ca, keepAlive: true, maxSockets: connections });
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(url: string, { method, headers = {}, body }: Sent): Promise<Answer> {
    return new Promise((resolve) => {
      const isSecure = url.startsWith("https:");
      const outgoing = (isSecure ? httpsRequest : httpRequest)(
        url,
        { method, headers, ...(isSecure ? { agent: this.#agent } : {}) },
        (incoming) => {
          let text = "";
          incoming.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text }));
          incoming.on("error", () => resolve({ status: 0, text }));
        },
      );
      outgoing.on("error", () => resolve({ status: 0, text: "" }));
      outgoing.end(body);
    });
  }

  #note(what: string, { status }: Answer): void {
    const key = `${what} ${status === 0 ? "broken connection" : status}`;
    this.outcomes[key] = (this.outcomes[key] ?? 0) + 1;
  }

  /** Hop 1. The identity endpoint is asked now and then; its token is good for a day. */
  async freshAssertion(): Promise<void> {
    const { identityEndpoint, identityHeader, identityClientId } = this.#place;
    const query = `api-version=2019-08-01&resource=api://AzureADTokenExchange&client_id=${identityClientId}`;
    const headers = { "x-identity-header": identityHeader };
    const answer = await this.#send(`${identityEndpoint}?${query}`, { method: "GET", headers });
    this.#note("identity", answer);
    if (answer.status === 200) this.#assertion = tokenIn(answer);
  }

  /** Hop 2; every seventh is refused: its assertion is cut short. */
  async exchange(): Promise<void> {
    const { authority, tenantId, clientId } = this.#place;
    const isBad = ++this.#count % 7 === 0;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: isBad ? this.#assertion.slice(0, -9) : this.#assertion,
      scope: "https://storage.azure.com/.default",
    }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await this.#send(`${authority}/${tenantId}/oauth2/v2.0/token`, { method: "POST", headers, body });
    this.#note(isBad ? "bad exchange" : "exchange", answer);
    // A fault may have cut the answer off.
    const isWhole = answer.status === 200 && answer.text.endsWith("}");
    if (isBad && answer.text.includes("access_token")) this.letIn++;
    if (isWhole) this.#token = tokenIn(answer);
  }

  /** One of a few blobs is written, read, listed or deleted; every seventh call brings a token that is none. */
  async blobCall(): Promise<void> {
    const isBad = ++this.#count % 7 === 0;
    const headers = { authorization: `Bearer ${isBad ? "none" : this.#token}`, "x-ms-version": "2026-06-06" };
    // Five turns in a row have the same blob.
    const blob = `${this.#place.blobEndpoint}/soak/${Math.floor(this.#blobCalls / 5) % 50}.txt`;
    const kinds: readonly (readonly [string, string, Sent])[] = [
      ["put", blob, { method: "PUT", headers: { ...headers, "x-ms-blob-type": "BlockBlob" }, body: "x".repeat(2048) }],
      ["get", blob, { method: "GET", headers }],
      ["list", `${this.#place.blobEndpoint}/soak?restype=container&comp=list`, { method: "GET", headers }],
      ["delete", blob, { method: "DELETE", headers }],
      ["put", blob, { method: "PUT", headers: { ...headers, "x-ms-blob-type": "BlockBlob" }, body: "short" }],
    ];
    const [what, url, sent] = kinds[this.#blobCalls++ % kinds.length] ?? ["", "", { method: "GET" }];
    const answer = await this.#send(url, sent);
    this.#note(isBad ? "bad blob call" : `blob ${what}`, answer);
    if (isBad && answer.status >= 200 && answer.status < 300) this.letIn++;
  }

  async makeContainer(): Promise<void> {
    const headers = { authorization: `Bearer ${this.#token}`, "x-ms-version": "2026-06-06" };
    const url = `${this.#place.blobEndpoint}/soak?restype=container`;
    this.#note("container", await this.#send(url, { method: "PUT", headers }));
  }
}

function tokenIn({ text }: Answer): string {
  return (JSON.parse(text) as { readonly access_token: string }).access_token;
}
