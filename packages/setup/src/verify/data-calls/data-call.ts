// A harmless call of the resource with the workload's own token, and what its answer proves.
import type { Cloud, DataService, Reading, TenantId } from "@tegata/core";
import { readDataRefusal, redact } from "@tegata/core";
import type { Grant } from "../../configuration/configuration.ts";
import type { Endpoints } from "../../endpoints.ts";
import type { Fetch } from "../../http/json-client.ts";
import { reasonOf, systemCodeOf } from "../../http/foreign-failure.ts";

export interface DataCallOptions<Of extends Grant = Grant> {
  readonly grant: Of;
  readonly tenantId: TenantId;
  /** Sent to the resource only. */
  readonly token: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly fetch: Fetch;
  readonly cloud: Cloud;
  readonly endpoints: Endpoints;
  /** Where the account's data is, when somebody with rights looked it up; else Microsoft's public name of it. */
  readonly dataEndpoint?: string | undefined;
  /** Whether a blob may be written and removed again. */
  readonly mayWrite: boolean;
  /** The container to call where the grant's scope names none. */
  readonly container?: string | undefined;
  readonly randomUuid: () => string;
  readonly signal?: AbortSignal;
}

/** What became of writing, of a grant that may write: asked for or not, possible or not. */
export type Writing = "proven" | "not tried" | "not proven";

/** What a call proved. */
export interface DataOutcome {
  readonly outcome: "proven" | "refused" | "not proven";
  /** Absent where the role does not write, or nothing harmless is known to write. */
  readonly writing?: Writing;
  /** What was done, or why nothing was, for people. */
  readonly what: string;
  readonly reading?: Reading;
  /** What the resource said. */
  readonly message?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Call {
  readonly service: DataService;
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer, or what silence means. */
export async function send(
  call: Call,
  options: Pick<DataCallOptions, "token" | "fetch" | "signal">,
): Promise<Answer | DataOutcome> {
  const { service, method, url, headers, body } = call;
  const init: RequestInit = {
    method,
    headers: { authorization: `Bearer ${options.token}`, accept: "application/json", ...headers },
    redirect: "manual",
    ...(body === undefined ? {} : { body }),
    ...(options.signal ? { signal: options.signal } : {}),
  };
  try {
    const response = await options.fetch(url, init);
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (cause) {
    if (options.signal?.aborted === true) throw cause;
    const message = `${method} ${url} got no answer: ${reasonOf(cause)}`;
    return {
      outcome: "refused",
      what: `${method} ${url}`,
      reading: readDataRefusal({ service, systemCode: systemCodeOf(cause) }),
      message,
    };
  }
}

export function isAnswer(value: Answer | DataOutcome): value is Answer {
  return "status" in value;
}

/** The directory that a challenge names: `authorization_uri=https://…/<tenant>/oauth2/authorize`. */
export function trustedDirectory(headers: Headers): string | undefined {
  return /authorization(?:_uri)?="?https?:\/\/[^/\s"]+\/([0-9a-f-]{36})/i.exec(
    headers.get("www-authenticate") ?? "",
  )?.[1];
}

interface Fault {
  readonly code: string;
  readonly message: string;
}

/** Storage answers XML and a header, the others JSON. */
function faultOf({ headers, text }: Answer): Fault {
  const header = headers.get("x-ms-error-code");
  const xml = /<Message>([^<\n]*)/.exec(text)?.[1];
  if (header !== null) return { code: header, message: redact(xml ?? header) };
  try {
    const { error } = JSON.parse(text) as { error?: { code?: string; message?: string } };
    return { code: error?.code ?? "", message: redact(error?.message ?? "") };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { code: "", message: redact(text.slice(0, 200)) };
  }
}

/** A refusal, read. */
export function refused(
  call: Pick<Call, "service" | "method" | "url">,
  answer: Answer,
  tenantId: TenantId,
): DataOutcome {
  const { code, message } = faultOf(answer);
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const reading = readDataRefusal({
    service: call.service,
    status: answer.status,
    code,
    message,
    tenantId,
    trusts: trustedDirectory(answer.headers),
    ...(Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}),
  });
  const { pathname, origin } = new URL(call.url);
  const said = [code, message].filter((part) => part !== "").join(": ");
  return {
    outcome: "refused",
    what: `${call.method} ${origin}${pathname}`,
    reading,
    message: `answered ${answer.status}${said === "" ? "" : ` ${said}`}`,
  };
}
