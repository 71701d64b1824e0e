import { badRequest } from "./refusal.ts";

/** @see https://learn.microsoft.com/graph/json-batching */
const largestBatch = 20;

interface Part {
  readonly id?: string;
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly dependsOn?: readonly string[];
}

interface PartAnswer {
  readonly id: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

function read(text: string): Part[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const parts = (body as { requests?: Part[] } | undefined)?.requests;
  if (!Array.isArray(parts)) throw badRequest("Invalid batch payload format.");
  if (parts.length > largestBatch)
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${largestBatch}.`);
  const ids = parts.map(({ id }) => id);
  if (ids.some((id) => id === undefined) || new Set(ids).size < ids.length)
    throw badRequest("Invalid batch payload format. Request Id's have to be unique.");
  return parts;
}

function requestOf(part: Part, batch: Request): Request {
  const { url = "", method = "GET", headers = {}, body } = part;
  const at = new URL(batch.url);
  const version = at.pathname.split("/").find((segment) => segment !== "") ?? "";
  const authorization = batch.headers.get("authorization");
  return new Request(`${at.origin}/${version}/${url.replace(/^\/+/, "")}`, {
    method: method.toUpperCase(),
    headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function answerOf(part: Part, response: Response): Promise<PartAnswer> {
  const text = await response.text();
  return {
    id: part.id ?? "",
    status: response.status,
    headers: Object.fromEntries(response.headers),
    ...(text === "" ? {} : { body: JSON.parse(text) as unknown }),
  };
}

/** Answers the requests of a batch one after the other, each with the batch's token; a failed one fails who depends on it. */
export async function serveBatch(batch: Request, serve: (request: Request) => Promise<Response>): Promise<Response> {
  const answers: PartAnswer[] = [];
  for (const part of read(await batch.text())) {
    const failed = part.dependsOn?.some((id) => (answers.find((each) => each.id === id)?.status ?? 424) >= 400);
    const error = { code: "FailedDependency", message: "A request that this one depends on has failed." };
    answers.push(
      failed === true
        ? { id: part.id ?? "", status: 424, body: { error } }
        : await answerOf(part, await serve(requestOf(part, batch))),
    );
  }
  return Response.json({ responses: answers });
}
