import { connect } from "node:tls";

export interface LoadOptions {
  readonly port: number;
  readonly requests: Requests;
  readonly ca: string;
  readonly connections: number;
  readonly durationMs: number;
}

function requestBytes({ port, path }: { readonly port: number; readonly path: string }, body: string): Buffer {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    "Content-Type: application/x-www-form-urlencoded",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: keep-alive",
  ];
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** What one server is asked, one after the other and again from the first: mostly one and the same. */
export class Requests {
  readonly #all: readonly Buffer[];
  #sent = 0;

  constructor(at: { readonly port: number; readonly path: string }, bodies: readonly string[]) {
    this.#all = bodies.map((body) => requestBytes(at, body));
  }

  next(): Buffer {
    const request = this.#all[this.#sent++ % this.#all.length];
    if (!request) throw new Error("there is no request to send");
    return request;
  }
}

/** The length of the first whole answer in the text, or undefined while more is on its way. */
function answerLength(text: string, port: number): number | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) throw new Error(`port ${port} answered ${head}`);
  const whole = end + 4 + Number(length);
  return text.length >= whole ? whole : undefined;
}

/** One connection that sends its next request when it has its answer. Resolves to how many answers it had. */
function worker(options: LoadOptions, untilMs: number): Promise<number> {
  const socket = connect({ host: "127.0.0.1", servername: "localhost", port: options.port, ca: options.ca });
  return new Promise((resolve, reject) => {
    let answers = 0;
    let text = "";
    socket.setNoDelay(true).setEncoding("latin1");
    socket.once("secureConnect", () => socket.write(options.requests.next()));
    socket.on("data", (chunk: string) => {
      text += chunk;
      const length = answerLength(text, options.port);
      if (length === undefined) return;
      text = text.slice(length);
      answers++;
      if (performance.now() < untilMs) socket.write(options.requests.next());
      else {
        socket.destroy();
        resolve(answers);
      }
    });
    socket.once("error", reject);
  });
}

/**
 * Answers per second over keep-alive TLS connections. It writes bytes that were made once and looks for the end of the
 * answer and no more, so that what is measured is the server.
 */
export async function answersPerSecond(
  options: LoadOptions,
): Promise<{ readonly perSecond: number; readonly answers: number }> {
  const startedMs = performance.now();
  const untilMs = startedMs + options.durationMs;
  const counts = await Promise.all(Array.from({ length: options.connections }, () => worker(options, untilMs)));
  const answers = counts.reduce((sum, count) => sum + count, 0);
  return { perSecond: (answers * 1000) / (performance.now() - startedMs), answers };
}
