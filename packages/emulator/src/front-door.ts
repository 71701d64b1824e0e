import type { IncomingMessage } from "node:http";
import type { Context } from "./context.ts";
import type { FaultService } from "./faults/fault.ts";
import { serviceOfMicrosoftName } from "./origins.ts";

/** A request that does not get in, and why. */
export interface TurnedAway {
  readonly status: 400 | 403 | 421;
  readonly message: string;
}

export interface Door {
  readonly service: FaultService;
  /** Whose identity endpoint it is. */
  readonly host?: string;
}

/** The link-local address of IMDS, for machines that route it to the emulator. */
const imdsHost = "169.254.169.254";

const hostForm = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** What a `Host` header must say: the origin's own name and port, or its other spelling. */
function ownHosts(service: FaultService, origin: string): ReadonlySet<string> {
  const { port } = new URL(origin);
  const own = [`localhost:${port}`, `127.0.0.1:${port}`];
  return new Set(service === "managedIdentity" ? [...own, imdsHost, `${imdsHost}:80`] : own);
}

/** Whether a `Host` header names a door. Origins seldom change: what they allow is worked out once. */
function ownHostTest(context: Context, { service, host }: Door): (text: string) => boolean {
  let known: { readonly origin: string; readonly hosts: ReadonlySet<string> } | undefined;
  return (text) => {
    const origin = service === "managedIdentity" ? context.origins.hosts[host ?? ""] : context.origins[service];
    if (origin !== undefined && known?.origin !== origin) known = { origin, hosts: ownHosts(service, origin) };
    if (origin !== undefined && known?.hosts.has(text.toLowerCase())) return true;
    // Nobody else owns these names, so whatever port a client adds does no harm.
    return serviceOfMicrosoftName(context.cloud, text.split(":")[0] ?? "") === service;
  };
}

function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count === 1;
}

/**
 * Whether a browser sent it. Every browser names the origin of what is not a plain navigation, and says where any
 * request comes from in `Sec-Fetch-Site`; Node's fetch sends `Sec-Fetch-Mode` and not this one.
 *
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
function isFromBrowser({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
}

/**
 * Judges requests before any service looks at them. A name that somebody else's server resolves to this machine (DNS
 * rebinding) is not ours, so a web page cannot reach a service as its own origin; and identity endpoints, which hold
 * no secret of the caller's on a virtual machine, serve no browser at all.
 */
export function frontDoor(context: Context, door: Door): (request: IncomingMessage) => TurnedAway | undefined {
  const isOwnHost = ownHostTest(context, door);
  return (request) => {
    const { headers, url = "" } = request;
    if (!url.startsWith("/")) return { status: 400, message: "The request target must be a path." };
    if (!hasOneHost(request) || !hostForm.test(headers.host ?? ""))
      return { status: 400, message: "There must be one Host header, a name with a port or without." };
    if (!isOwnHost(headers.host ?? "")) {
      const what = door.host === undefined ? "This service" : `The identity endpoint of ${door.host}`;
      return { status: 421, message: `${what} does not answer to that Host.` };
    }
    if (door.service === "managedIdentity" && isFromBrowser(request)) {
      return { status: 403, message: "Identity endpoints serve no web page." };
    }
    return undefined;
  };
}
