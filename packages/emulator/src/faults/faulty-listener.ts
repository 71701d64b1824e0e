import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Context } from "../context.ts";
import { callersOfRequest, directoryOfRequest } from "./directory-of-request.ts";
import { journalFailure } from "../failure.ts";
import type { FaultAnswer } from "./answer.ts";
import { faultAnswer, throttleStatusOf } from "./answer.ts";
import type { FaultService, RequestFacts } from "./fault.ts";
import type { Encounter } from "./faults.ts";
import type { RequestScope } from "./request-scope.ts";
import { requestScope } from "./request-scope.ts";
import { slowDown } from "./slow-body.ts";

export interface FaultyOptions {
  readonly service: FaultService;
  readonly host?: string;
}

function factsOf(context: Context, request: IncomingMessage, { service, host }: FaultyOptions): RequestFacts {
  const path = request.url?.split("?")[0] ?? "";
  const named = host === undefined ? {} : { host };
  const directory = directoryOfRequest(context, request, { service, ...named });
  return { service, ...named, method: request.method ?? "", path, directory, callers: callersOfRequest(request) };
}

type Met = readonly { readonly id: string; readonly kind: string }[];

function journal(context: Context, facts: RequestFacts, met: Met): void {
  const { service, method, path } = facts;
  for (const { id, kind } of met)
    context.journal.add({ kind: "fault", fault: id, effect: kind, service, method, path });
}

interface FaultRefusal extends FaultAnswer {
  readonly status: number;
  readonly retryAfterSeconds?: number | undefined;
}

function refuse(context: Context, response: ServerResponse, refusal: FaultRefusal): void {
  const { status, retryAfterSeconds, contentType, text, headers: more } = refusal;
  const headers = {
    ...more,
    "Content-Type": contentType,
    "Content-Length": Buffer.byteLength(text),
    "x-ms-request-id": context.world.uuid(),
    ...(retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) }),
  };
  response.writeHead(status, headers).end(text);
}

/** Some throttles in front of Entra answer without JSON, and MSAL.NET has a rule for that. */
const throttledPage: FaultAnswer = {
  contentType: "text/html",
  text: "<html><body>Too many requests</body></html>",
};

/** What a client gets of an answer that was cut off on its way, under a status that promises more. */
const cutOff: FaultAnswer = {
  contentType: "application/json; charset=utf-8",
  text: '{"token_type":"Bearer","expires',
};
const cutOffXml: FaultAnswer = {
  contentType: "application/xml",
  text: '<?xml version="1.0" encoding="utf-8"?><EnumerationRes',
};

type Decisive = NonNullable<Encounter["decisive"]>;

function refusalOf(context: Context, facts: RequestFacts, fault: Exclude<Decisive, { kind: "reset" }>): FaultRefusal {
  if (fault.kind === "malformed-body") return { status: 200, ...(facts.service === "blob" ? cutOffXml : cutOff) };
  const isPage = fault.kind === "throttle" && fault.body === "text";
  const throttled = isPage ? 429 : throttleStatusOf(facts.service);
  const status = fault.kind === "throttle" ? throttled : fault.status;
  const body = isPage ? throttledPage : faultAnswer(context, status, { service: facts.service, host: facts.host });
  return { status, retryAfterSeconds: fault.retryAfterSeconds, ...body };
}

/** A listener whose requests meet the faults that stand. While none stands, it is the listener itself. */
export function faultyListener(context: Context, listener: RequestListener, options: FaultyOptions): RequestListener {
  const { faults, world, store, keys } = context;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const facts = factsOf(context, request, options);
    const encounter = faults.meet(facts);
    journal(context, facts, encounter.faults);
    if (encounter.latencyMs > 0) await world.wait(encounter.latencyMs);
    if (response.destroyed) return;
    const { decisive } = encounter;
    if (decisive?.kind === "reset") {
      response.destroy();
      return;
    }
    if (decisive) {
      refuse(context, response, refusalOf(context, facts, decisive));
      return;
    }
    if (encounter.slowBodyMs > 0) slowDown(response, encounter.slowBodyMs, world);
    if (faults.stateFaults().length === 0) {
      listener(request, response);
      return;
    }
    // Keys are made at their first use; a request that sees a copy of a directory must not be the one that makes them.
    await Promise.all(store.state.directories.map((directory) => keys.prepare(directory)));
    const { service, method, path } = facts;
    const scope: RequestScope = { service, method, path };
    response.once("close", () => journal(context, facts, scope.affected ?? []));
    requestScope.run(scope, () => listener(request, response));
  };

  const failed = (error: unknown, response: ServerResponse): void => {
    journalFailure(context, options.service, error);
    response.destroy();
  };

  return (request, response) => {
    if (faults.isQuiet) listener(request, response);
    else serve(request, response).catch((error: unknown) => failed(error, response));
  };
}
