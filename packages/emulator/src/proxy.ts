import type { IncomingMessage, RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { imds } from "@tegata/core";
import type { Context } from "./context.ts";
import type { Emulator } from "./emulator.ts";
import { microsoftNames, serviceOfMicrosoftName } from "./origins.ts";
import type { LocalTls } from "./tls/local-tls.ts";

function refuse(socket: Duplex, target: string, names: string): void {
  const text = `The emulator's proxy leads to the emulator only, not to ${target}. It answers for ${names}.\n`;
  socket.end(
    `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

/** The service of a CONNECT target: one of Microsoft's names on port 443. */
function serviceOf(context: Context, target: string): ReturnType<typeof serviceOfMicrosoftName> {
  const [hostname = "", port = ""] = target.split(":");
  return port === "443" ? serviceOfMicrosoftName(context.cloud, hostname) : undefined;
}

/** The machine in whose name a request of plain HTTP comes: the user of `HTTP_PROXY`. Not a secret: nothing is kept by it. */
function machineOf({ headers }: IncomingMessage): string {
  const encoded = /^Basic +(\S+)$/i.exec(headers["proxy-authorization"] ?? "")?.[1] ?? "";
  return decodeURIComponent(Buffer.from(encoded, "base64").toString("utf8").split(":")[0] ?? "");
}

/** What a request to IMDS at its own address reaches; undefined for any other. Leaves a path in `request.url`. */
function imdsOf(emulator: Emulator, request: IncomingMessage): RequestListener | undefined {
  const { url = "" } = request;
  if (!url.startsWith(`${imds.origin}/`)) return undefined;
  const name = machineOf(request);
  const isMachine = emulator.context.store.state.hosts.some(
    (host) => host.name === name && host.kind === "virtualMachine",
  );
  const listener = isMachine ? emulator.hostListeners[name] : undefined;
  if (listener) request.url = url.slice(imds.origin.length);
  return listener;
}

/**
 * What a request to one of Microsoft's names reaches that was not tunnelled: older versions of axios, and what is built on
 * them, hand the proxy a whole `https` URL. Undefined for any other. Leaves a path in `request.url`.
 */
function namedServiceOf({ context, listeners }: Emulator, request: IncomingMessage): RequestListener | undefined {
  const { url = "" } = request;
  const [, hostname = "", path = ""] = /^https:\/\/([\w.-]+)(?::443)?(\/.*)?$/.exec(url) ?? [];
  const service = serviceOfMicrosoftName(context.cloud, hostname);
  if (!service) return undefined;
  request.url = path === "" ? "/" : path;
  // The URL's host counts, whatever stands in the header: RFC 9112 section 3.2.2.
  request.headers.host = hostname;
  return listeners[service];
}

/**
 * The CONNECT proxy that puts the emulator behind Microsoft's own names, for programs that name no endpoint. It
 * terminates TLS itself and leads nowhere else: a program under it cannot reach the real cloud by accident.
 */
export function createProxy(emulator: Emulator, tls: LocalTls): Server {
  const { context } = emulator;
  const names = microsoftNames(context.cloud)
    .map(({ pattern }) => pattern)
    .join(", ");

  const dispatch: RequestListener = (request, response) => {
    const service = serviceOfMicrosoftName(context.cloud, (request.headers.host ?? "").split(":")[0] ?? "");
    if (service) emulator.listeners[service](request, response);
    else response.writeHead(421).end();
  };
  // Never listens: connections are handed to it once CONNECT has been answered.
  const inner = createTlsServer({ key: tls.key, cert: tls.cert }, dispatch);

  const proxy = createServer((request, response) => {
    const listener = imdsOf(emulator, request) ?? namedServiceOf(emulator, request);
    if (listener) {
      listener(request, response);
      return;
    }
    response.writeHead(403, { "Content-Type": "text/plain" });
    response.end(
      `The emulator's proxy takes CONNECT for ${names}, and requests of a virtual machine to ${imds.origin}.\n`,
    );
    request.resume();
  });
  proxy.on("connect", (request, socket, head) => {
    const target = request.url ?? "";
    // The client may hang up at any moment; after CONNECT nobody else listens for that.
    socket.on("error", () => socket.destroy());
    if (!serviceOf(context, target)) {
      refuse(socket, target, names);
      return;
    }
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    inner.emit("connection", socket);
  });
  proxy.on("close", () => inner.closeAllConnections());
  return proxy;
}
