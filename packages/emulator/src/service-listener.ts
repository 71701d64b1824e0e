import type { RequestListener } from "node:http";
import type { Context } from "./context.ts";
import { frontDoor } from "./front-door.ts";
import type { FaultService } from "./faults/fault.ts";
import { faultyListener } from "./faults/faulty-listener.ts";
import type { RequestEntry } from "./journal.ts";

export interface ServiceListenerOptions {
  /** The name in the journal; a host's own name follows it. */
  readonly service: FaultService;
  /** Whose identity endpoint it is. */
  readonly host?: string;
  /** Whether a double slash in the path means what a single one does. Not so in blob names. */
  readonly collapsesSlashes: boolean;
}

function isLike(one: RequestEntry, other: RequestEntry): boolean {
  return (
    one.path === other.path &&
    one.status === other.status &&
    one.method === other.method &&
    one.userAgent === other.userAgent
  );
}

/** Where the admin API stands, on its own origin only. */
const adminPath = /^\/+_tegata(?:\/|$)/;

/** Clients concatenate: MSAL4J sends `//metadata/identity/…`, the Azure CLI and arm-authorization `//subscriptions/…`. */
function withSingleSlashes(url: string): string {
  if (!url.includes("//")) return url;
  const [path = "", ...query] = url.split("?");
  return [path.replace(/\/{2,}/g, "/"), ...query].join("?");
}

/**
 * The listener of one service: writes every answered request into the journal, without its query, and keeps the admin
 * API's path closed, so that nobody takes a service for it.
 */
export function serviceListener(
  context: Context,
  listener: RequestListener,
  { service, host, collapsesSlashes }: ServiceListenerOptions,
): RequestListener {
  const faulty = faultyListener(context, listener, { service, ...(host === undefined ? {} : { host }) });
  const name = host === undefined ? service : `${service}:${host}`;
  const turnAway = frontDoor(context, host === undefined ? { service } : { service, host });
  // A program that asks the same again shares what is kept of it: thousands of entries then keep little alive.
  let last: RequestEntry | undefined;
  return (request, response) => {
    const { method = "", headers, url = "" } = request;
    const query = url.indexOf("?");
    const path = query < 0 ? url : url.slice(0, query);
    response.on("finish", () => {
      const userAgent = headers["user-agent"] ?? "";
      const { statusCode: status } = response;
      const entry: RequestEntry = { kind: "request", service: name, method, path, status, userAgent };
      if (!last || !isLike(last, entry)) last = entry;
      context.journal.add(last);
    });
    const away = turnAway(request);
    if (away) {
      response.writeHead(away.status, { "Content-Type": "text/plain" }).end(`${away.message}\n`);
      return;
    }
    if (adminPath.test(path)) {
      response.writeHead(404).end();
      return;
    }
    if (collapsesSlashes) request.url = withSingleSlashes(url);
    faulty(request, response);
  };
}
