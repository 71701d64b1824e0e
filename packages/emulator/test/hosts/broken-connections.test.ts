import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningEmulator } from "../../src/testing.ts";
import { startEmulator } from "../../src/testing.ts";
import { ask } from "../sockets.ts";

/** The beginning of a TLS greeting, which promises more than comes. */
const halfHandshake = Buffer.from("16030100f8010000f40303", "hex");
const openings: readonly (readonly [string, Buffer])[] = [
  ["nothing", Buffer.alloc(0)],
  ["half a TLS handshake", halfHandshake],
  ["noise", randomBytes(4096)],
  ["half a request", Buffer.from("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")],
  ["half a header", Buffer.from("GET / HTTP/1.1\r\nX-IDENTITY-HEADER: abc")],
  [
    "half a CONNECT",
    Buffer.from("CONNECT login.microsoftonline.com:443 HTTP/1.1\r\nHost: login.microsoftonline.com:443\r\n\r\n"),
  ],
  ["an upgrade", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")],
];

/** Sends a beginning and breaks the connection off at once, with a reset. */
function breakOff(port: number, opening: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(opening, () => socket.resetAndDestroy());
    });
    socket.on("error", () => socket.destroy());
    socket.once("close", () => resolve());
  });
}

describe("a connection that breaks off with", () => {
  let running: RunningEmulator;
  beforeAll(async () => {
    running = await startEmulator();
  });
  afterAll(() => running.close());

  it.each(openings)("%s ends nothing but itself, at every port", async (_title, opening) => {
    const { authority, resourceManager, graph, blob, foundry, proxy, admin, directories } = running.environment;
    const hosts = Object.values(directories["contoso"]?.hosts ?? {}).map(({ identityEndpoint }) => identityEndpoint);
    const urls = [authority, resourceManager, graph, blob, foundry, proxy, admin.url, ...hosts];
    await Promise.all(urls.map((url) => breakOff(Number(new URL(url).port), opening)));
    const document = `${authority}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`;
    const statuses = [(await ask(document, { ca: running.ca })).status];
    for (const host of hosts) statuses.push((await ask(host)).status);
    expect(statuses).toEqual([200, 401, 401, 404]);
  });
});
