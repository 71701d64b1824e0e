// Bodies whose length nobody tells, over real sockets: each is refused once it is too long, held in memory by nobody, and
// the next honest request is served.
import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import type { TLSSocket } from "node:tls";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

function open(origin: string): Promise<TLSSocket> {
  const { hostname, port } = new URL(origin);
  const ca = readFileSync(emulator.environment.ca, "utf8");
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca, servername: "localhost" });
    socket.once("secureConnect", () => resolve(socket)).once("error", reject);
  });
}

interface Outcome {
  readonly status: string;
  /** How much was taken before the answer. */
  readonly sentBytes: number;
}

const chunk = Buffer.alloc(16_384, "a");
const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);

/** Sends chunk after chunk until the service answers, or a limit that no service may reach. */
async function pour(origin: string, head: readonly string[], atMostBytes: number): Promise<Outcome> {
  const socket = await open(origin);
  let answer = "";
  const answered = new Promise<void>((resolve) => {
    socket.on("data", (part: Buffer) => {
      answer += part.toString();
      resolve();
    });
    // It may hang up on who goes on sending.
    socket.on("error", () => resolve()).on("close", () => resolve());
  });
  socket.write(`${head.join("\r\n")}\r\nHost: ${new URL(origin).host}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  let sentBytes = 0;
  const isAnswered = (): boolean => answer !== "" || socket.destroyed;
  while (!isAnswered() && sentBytes < atMostBytes) {
    const isTaken = socket.write(framed);
    sentBytes += chunk.length;
    if (!isTaken) await Promise.race([answered, new Promise((resolve) => socket.once("drain", resolve))]);
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await answered;
  socket.destroy();
  return { status: answer.split(" ")[1] ?? "", sentBytes };
}

async function honest(): Promise<string> {
  const socket = await open(emulator.environment.authority);
  let answer = "";
  socket.on("data", (part: Buffer) => (answer += part.toString()));
  const { host } = new URL(emulator.environment.authority);
  const path = "/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration";
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await new Promise((resolve) => socket.once("close", resolve));
  return answer.split(" ")[1] ?? "";
}

const form = "Content-Type: application/x-www-form-urlencoded";
const json = "Content-Type: application/json";

describe("a body without an end", () => {
  it.each([
    ["token", "authority", ["POST /contoso.onmicrosoft.com/oauth2/v2.0/token HTTP/1.1", form]],
    ["Graph", "graph", ["POST /v1.0/applications HTTP/1.1", json]],
    ["Resource Manager", "resourceManager", ["PUT /subscriptions/x?api-version=2022-12-01 HTTP/1.1", json]],
  ] as const)(
    "is refused by %s with 413, and the next request is served",
    async (_name, origin, head) => {
      const { status, sentBytes } = await pour(emulator.environment[origin], head, 64 * 1024 * 1024);
      expect(status).toBe("413");
      // What it reads, and what lies in buffers on the way.
      expect(sentBytes).toBeLessThan(32 * 1024 * 1024);
      expect(await honest()).toBe("200");
    },
    30_000,
  );
});
