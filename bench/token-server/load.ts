import { Agent, request } from "node:https";

export interface LoadOptions {
  readonly port: number;
  readonly path: string;
  readonly body: string;
  readonly ca: string;
  readonly connections: number;
  readonly durationMs: number;
}

const headers = { "content-type": "application/x-www-form-urlencoded" };

function post(agent: Agent, { port, path, body, ca }: LoadOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      host: "localhost",
      port,
      path,
      method: "POST",
      agent,
      ca,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    };
    const outgoing = request(options, (incoming) => {
      if (incoming.statusCode !== 200) reject(new Error(`port ${port} answered ${incoming.statusCode}`));
      incoming.resume();
      incoming.on("end", resolve);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Answers per second over keep-alive TLS connections, each sending its next request when it has its answer. */
export async function answersPerSecond(options: LoadOptions): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const started = performance.now();
  let answers = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() - started < options.durationMs) {
      await post(agent, options);
      answers++;
    }
  };
  await Promise.all(Array.from({ length: options.connections }, worker));
  const elapsedMs = performance.now() - started;
  agent.destroy();
  return (answers * 1000) / elapsedMs;
}
