import { expect } from "vitest";
import type { Chain, ChainOptions } from "../../chain.ts";
import { aChain } from "../../chain.ts";
import { fabrikam, foundry } from "../../emulator.ts";
import { headersOf } from "../../refusal.ts";
import type { Answer, Json } from "../../wire.ts";
import { field, read } from "../../wire.ts";
import { assignRole } from "../callers.ts";

export const foundryScope = "https://ai.azure.com/.default";
export const account: string = `${fabrikam.group}/providers/Microsoft.CognitiveServices/accounts/fabrikamai`;
export const project: string = `${account}/projects/agents`;
export const roles = {
  foundryUser: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
  agentConsumer: "eed3b665-ab3a-47b6-8f48-c9382fb1dad6",
  azureAiDeveloper: "64702f94-c441-49e6-a78b-ef80e0188fee",
} as const;

/** A chain whose application may call the project, or another place of it. */
export interface ProjectChain extends Chain {
  readonly bearer: string;
}

export interface ProjectOptions {
  readonly role?: keyof typeof roles | null;
  readonly scope?: string;
  readonly emulator?: ChainOptions["emulator"];
}

export async function aProject(options: ProjectOptions = {}): Promise<ProjectChain> {
  const { role = "foundryUser", scope = project, emulator } = options;
  const chain = await aChain(emulator ? { emulator } : {});
  const { principalId } = chain;
  if (role !== null) await assignRole(chain.emulator, "fabrikam", { scope, role: roles[role], principalId });
  const bearer = field((await chain.exchange({ scope: foundryScope })).body, "access_token");
  return { ...chain, bearer };
}

export interface FoundryCallOptions {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly origin?: string;
}

const at = `${foundry}/fabrikamai/api/projects/agents`;

/** Calls the project: `POST /assistants`. `api-version=v1` is added where it belongs. */
export async function callProject(
  chain: ProjectChain,
  call: string,
  options: FoundryCallOptions = {},
): Promise<Answer> {
  const [method = "", path = ""] = call.split(" ");
  const { token = chain.bearer, origin = at, body } = options;
  const version =
    path.includes("api-version") || path.startsWith("/openai/")
      ? ""
      : `${path.includes("?") ? "&" : "?"}api-version=v1`;
  const request = new Request(`${origin}${path}${version}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return read(await chain.emulator.fetch(request));
}

/** The body of a call that must succeed. */
export async function ok(chain: ProjectChain, call: string, body?: unknown): Promise<Json> {
  const answer = await callProject(chain, call, body === undefined ? {} : { body });
  if (answer.status !== 200) throw new Error(`${call} was answered ${answer.status}: ${answer.text}`);
  return answer.body as Json;
}

/** A whole refusal: status, headers, body. */
export function expectFoundryRefusal(answer: Answer, status: number, body: unknown): void {
  const id = answer.headers.get("x-request-id") ?? "";
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect({ status: answer.status, headers: headersOf(answer), body: answer.body }).toEqual({
    status,
    headers: { "content-type": "application/json", "apim-request-id": id, "x-request-id": id },
    body,
  });
}

/** OpenAI's form of a refusal. */
export function openAI(message: string, fault: { param?: string; code?: string; type?: string } = {}): Json {
  const { param = null, code = null, type = "invalid_request_error" } = fault;
  return { error: { message, type, param, code } };
}

/** Events of a stream, in order. */
export function eventsOf({ text }: Answer): readonly { readonly event: string; readonly data: unknown }[] {
  return text
    .split("\n\n")
    .filter((block) => block !== "")
    .map((block) => {
      const [, event = "", data = ""] = /^event: (\S+)\ndata: ([^]*)$/.exec(block) ?? [];
      return { event, data: data.startsWith("{") ? (JSON.parse(data) as unknown) : data };
    });
}

/** What the agent says to who calls with the chain. */
export function answerTo(chain: ProjectChain, input: string): string {
  return `You are application ${chain.application.appId} of directory contoso (11111111-1111-4111-8111-111111111111), known in directory fabrikam (22222222-2222-4222-8222-222222222222) as ${chain.principalId}. You said: ${input}`;
}
