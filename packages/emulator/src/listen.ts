import type { RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { EmulatorError } from "./errors.ts";
import type { LocalTls } from "./tls/local-tls.ts";

/** A server that has its port but answers nothing yet: URLs must be known before the services are made. */
export interface Bound {
  readonly port: number;
  readonly serve: (listener: RequestListener) => void;
  /** Stops listening and ends every connection. */
  readonly close: () => Promise<void>;
}

export interface BindOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** What the port is for, in error messages. */
  readonly purpose: string;
  readonly tls?: LocalTls;
  /** Told what went wrong while it listened; it listens on. */
  readonly onError?: (error: Error) => void;
  /** Told when a client breaks off the TLS handshake: mostly because it does not trust the certificate. */
  readonly onTlsError?: (error: Error) => void;
}

function bindError(error: NodeJS.ErrnoException, { port, purpose }: BindOptions): Error {
  if (error.code === "EADDRINUSE") {
    return new EmulatorError(
      "port.taken",
      `port ${port} (${purpose}) is taken by another program, perhaps another emulator`,
      {
        fix: "Stop that program, or start with --ports free.",
        cause: error,
      },
    );
  }
  if (error.code === "EACCES") {
    return new EmulatorError("port.denied", `port ${port} (${purpose}) may not be opened`, {
      fix: "Start with --ports free.",
      cause: error,
    });
  }
  return error;
}

/** How long an answer that is under way may take to finish when the server is closed. */
const graceMs = 500;

function closer(server: Server, sockets: ReadonlySet<Socket>): () => Promise<void> {
  return () =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      server.closeIdleConnections();
    });
}

/** Takes a port on loopback. @throws EmulatorError `port.taken`, `port.denied` */
export function bind(options: BindOptions, make?: () => Server): Promise<Bound> {
  const { tls, onTlsError } = options;
  const server = make?.() ?? (tls ? createTlsServer({ key: tls.key, cert: tls.cert }) : createServer());
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  if (onTlsError) server.on("tlsClientError", onTlsError);
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(bindError(error, options));
    server.once("error", failed);
    // `localhost` means 127.0.0.1 for every client tried; IPv6 is left alone, so that a machine without it works too.
    server.listen(options.port, "127.0.0.1", () => {
      // Later errors, such as too many open files while accepting, concern one connection, not the process.
      server.off("error", failed).on("error", (error) => options.onError?.(error));
      const { port } = server.address() as AddressInfo;
      resolve({ port, serve: (listener) => server.on("request", listener), close: closer(server, sockets) });
    });
  });
}
