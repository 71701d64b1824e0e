import { isNestedTooDeep } from "../../nesting.ts";
import { badRequest, GraphRefusal } from "./refusal.ts";

/** @see https://learn.microsoft.com/graph/json-batching */
const largestBatch = 20;
const methods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

interface Part {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly dependsOn: readonly string[];
}

interface PartAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const invalid = (): GraphRefusal => badRequest("Invalid batch payload format.");

function headersOf(value: unknown): Headers {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid();
  try {
    return new Headers(Object.entries(value).map(([name, text]): [string, string] => [name, String(text)]));
  } catch (error) {
    if (error instanceof TypeError) throw invalid();
    throw error;
  }
}

function readPart(value: unknown): Part {
  if (typeof value !== "object" || value === null) throw invalid();
  const { id, method = "GET", url, headers = {}, body, dependsOn = [] } = value as Readonly<Record<string, unknown>>;
  if (typeof id !== "string" || id === "")
    throw badRequest("Invalid batch payload format. Request Id's have to be unique.");
  if (typeof method !== "string" || !methods.has(method.toUpperCase())) throw invalid();
  if (typeof url !== "string" || url === "" || /^\/*\$batch(\?|$)/i.test(url)) throw invalid();
  if (!Array.isArray(dependsOn) || !dependsOn.every((each) => typeof each === "string")) throw invalid();
  return { id, method: method.toUpperCase(), url, headers: headersOf(headers), body, dependsOn };
}

/** A part waits for parts of the same batch, and none for itself, over whatever way round. */
function refuseBadOrder(parts: readonly Part[]): void {
  const done = new Set<string>();
  let waiting = [...parts];
  while (waiting.length > 0) {
    const still = waiting.filter(({ dependsOn }) => !dependsOn.every((id) => done.has(id)));
    if (still.length === waiting.length) throw invalid();
    for (const part of waiting) if (!still.includes(part)) done.add(part.id);
    waiting = still;
  }
}

/** Recorded: the batch that holds a write without them is refused, also one that would need no body. */
function refuseBareWrite({ id, method, headers, body }: Part): void {
  const isWrite = method !== "GET" && method !== "DELETE";
  if (!isWrite || (headers.has("content-type") && body !== undefined)) return;
  throw new GraphRefusal(400, "BadRequest", `Write request id : ${id} does not contain Content-Type header or body.`);
}

function read(text: string): Part[] {
  let body: unknown;
  try {
    body = isNestedTooDeep(text) ? undefined : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const requests = (body as { requests?: unknown } | null | undefined)?.requests;
  if (!Array.isArray(requests)) throw invalid();
  if (requests.length > largestBatch)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  const parts = requests.map(readPart);
  if (new Set(parts.map(({ id }) => id.toLowerCase())).size < parts.length)
    throw badRequest("Invalid batch payload format. Request Id's have to be unique.");
  refuseBadOrder(parts);
  for (const part of parts) refuseBareWrite(part);
  return parts;
}

function requestOf({ url, method, headers, body }: Part, batch: Request): Request {
  const at = new URL(batch.url);
  const version = at.pathname.split("/").find((segment) => segment !== "") ?? "";
  const authorization = batch.headers.get("authorization");
  if (authorization !== null) headers.set("authorization", authorization);
  return new Request(`${at.origin}/${version}/${url.replace(/^\/+/, "")}`, {
    method,
    headers,
    ...(body === undefined || method === "GET" ? {} : { body: JSON.stringify(body) }),
  });
}

async function answerOf(part: Part, response: Response): Promise<PartAnswer> {
  const text = await response.text();
  return {
    id: part.id,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    ...(text === "" ? {} : { body: JSON.parse(text) as unknown }),
  };
}

/** The parts in an order in which each comes behind those that it waits for. */
function inOrder(parts: readonly Part[]): Part[] {
  const ordered: Part[] = [];
  const place = (part: Part): void => {
    if (ordered.includes(part)) return;
    for (const id of part.dependsOn) for (const other of parts.filter((each) => each.id === id)) place(other);
    ordered.push(part);
  };
  for (const part of parts) place(part);
  return ordered;
}

/** Answers the requests of a batch one after the other, each with the batch's token; a failed one fails who depends on it. */
export async function serveBatch(batch: Request, serve: (request: Request) => Promise<Response>): Promise<Response> {
  const answers: PartAnswer[] = [];
  for (const part of inOrder(read(await batch.text()))) {
    const failed = part.dependsOn.some((id) => (answers.find((each) => each.id === id)?.status ?? 424) >= 400);
    const error = { code: "FailedDependency", message: "A request that this one depends on has failed." };
    answers.push(
      failed
        ? { id: part.id, status: 424, body: { error } }
        : await answerOf(part, await serve(requestOf(part, batch))),
    );
  }
  return Response.json({ responses: answers });
}
