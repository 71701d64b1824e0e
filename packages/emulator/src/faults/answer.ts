import type { AadstsRow } from "@tegata/core";
import { aadstsRow, inferred, renderAadsts } from "@tegata/core";
import type { Context } from "../context.ts";
import type { FaultService } from "./fault.ts";

/** A refusal in a service's own form. */
export interface FaultAnswer {
  readonly contentType: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Asked {
  readonly service: FaultService;
  readonly host: string | undefined;
}

const json = (body: unknown): FaultAnswer => ({
  contentType: "application/json; charset=utf-8",
  text: JSON.stringify(body),
});

function told(status: number): string {
  return `The emulator was told to answer ${status}.`;
}

/** What Entra says when it cannot serve for the moment. */
const transient: AadstsRow = {
  code: 90033,
  status: 503,
  error: "temporarily_unavailable",
  title: "directory service unavailable",
  template: "A transient error has occurred. Please try again.",
  causes: ["an outage"],
  fixes: ["Try again later."],
  provenance: inferred(
    "https://learn.microsoft.com/entra/identity-platform/reference-error-codes documents the code; status and wording are ours",
  ),
};

function tokenBody(context: Context, status: number): FaultAnswer {
  const { world, cloud } = context;
  const ids = { traceId: world.uuid(), correlationId: world.uuid() };
  const row = status === 429 ? aadstsRow(90055) : transient;
  return json(renderAadsts(row, {}, { ...ids, nowMs: world.now(), authority: cloud.authority }));
}

const graphCodes: Readonly<Record<number, string>> = {
  404: "Request_ResourceNotFound",
  429: "TooManyRequests",
  503: "ServiceUnavailable",
};

/** The form of a 429 was recorded: https://github.com/microsoftgraph/microsoft-graph-docs/issues/17685. */
function graphBody(context: Context, status: number): FaultAnswer {
  const requestId = context.world.uuid();
  const date = new Date(context.world.now()).toISOString().slice(0, 19);
  const message = status === 429 ? "Too many requests." : told(status);
  const innerError = { date, "request-id": requestId, "client-request-id": requestId };
  return json({ error: { code: graphCodes[status] ?? "UnknownError", message, innerError } });
}

const armCodes: Readonly<Record<number, string>> = {
  404: "ResourceNotFound",
  409: "Conflict",
  429: "TooManyRequests",
  503: "ServerTimeout",
};

const blobCodes: Readonly<Record<number, string>> = {
  404: "ResourceNotFound",
  429: "ServerBusy",
  500: "InternalError",
  503: "ServerBusy",
};

/** @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
const blobMessages: Readonly<Record<string, string>> = {
  ServerBusy: "The server is currently unable to receive requests. Please retry your request.",
};

/** Storage's clients read the code in the header. */
function blobBody(status: number): FaultAnswer {
  const code = blobCodes[status] ?? "InternalError";
  const message = blobMessages[code] ?? told(status);
  const text = `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { contentType: "application/xml", text, headers: { "x-ms-error-code": code } };
}

/** Storage throttles with the 503 of a busy server, which its clients try again; the others with 429. */
export function throttleStatusOf(service: FaultService): number {
  return service === "blob" ? 503 : 429;
}

function identityBody(context: Context, status: number, host: string | undefined): FaultAnswer {
  const message = status === 429 ? "Too many requests" : told(status);
  const kind = context.store.state.hosts.find(({ name }) => name === host)?.kind;
  if (kind !== "virtualMachine") return json({ statusCode: status, message, correlationId: context.world.uuid() });
  // `unknown` is documented for a 500 of IMDS; how it words the others is not: how-to-use-vm-token#error-handling.
  return json({ error: status === 429 ? "too_many_requests" : "unknown", error_description: message });
}

type Body = (context: Context, status: number, host: string | undefined) => FaultAnswer;

const bodies: Readonly<Record<FaultService, Body>> = {
  token: tokenBody,
  graph: graphBody,
  resourceManager: (_context, status) =>
    json({ error: { code: armCodes[status] ?? "InternalServerError", message: told(status) } }),
  blob: (_context, status) => blobBody(status),
  managedIdentity: identityBody,
  foundry: (_context, status) => json({ error: { code: String(status), message: told(status) } }),
};

/** The body with which a service refuses, in its own form. The words are ours, except where a comment says otherwise. */
export function faultAnswer(context: Context, status: number, { service, host }: Asked): FaultAnswer {
  return bodies[service](context, status, host);
}
