import { describe, expect, it } from "vitest";
import type { Json } from "../../wire.ts";
import { field } from "../../wire.ts";
import { startSeconds } from "../../world.ts";
import type { ProjectChain } from "./project.ts";
import { answerTo, aProject, callProject, eventsOf, expectFoundryRefusal, ok, openAI } from "./project.ts";

const definition = { kind: "prompt", model: "gpt-4.1", instructions: "Be kind." };
const reference = { agent_reference: { type: "agent_reference", name: "orders" } };
const idForm = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-f]{24}$`)) as unknown;

async function anAgent(): Promise<ProjectChain> {
  const chain = await aProject();
  await ok(chain, "POST /agents/orders/versions", { definition });
  return chain;
}

const ask = (chain: ProjectChain, body: Json): Promise<Json> =>
  ok(chain, "POST /openai/v1/responses", { ...reference, ...body });

function refused(chain: ProjectChain, body: Json) {
  return callProject(chain, "POST /openai/v1/responses", { body: { ...reference, ...body } });
}

const textOf = (response: Json): string =>
  (response["output"] as { content: { text: string }[] }[])[0]?.content[0]?.text ?? "";

describe("conversations", () => {
  it("hold messages, and go", async () => {
    const chain = await aProject();
    const items = [{ type: "message", role: "user", content: "Hello" }];
    const made = await ok(chain, "POST /openai/v1/conversations", { items, metadata: { topic: "orders" } });
    expect(made).toEqual({
      id: idForm("conv"),
      object: "conversation",
      created_at: startSeconds,
      metadata: { topic: "orders" },
    });
    const id = field(made, "id");
    const first = {
      id: idForm("msg"),
      type: "message",
      status: "completed",
      role: "user",
      content: [{ type: "input_text", text: "Hello" }],
    };
    expect(await ok(chain, `GET /openai/v1/conversations/${id}/items`)).toMatchObject({
      data: [first],
      has_more: false,
    });
    const added = await ok(chain, `POST /openai/v1/conversations/${id}/items`, { items });
    const [item] = added["data"] as Json[];
    expect(await ok(chain, `GET /openai/v1/conversations/${id}/items/${field(item, "id")}`)).toEqual(item);
    expect(await ok(chain, `DELETE /openai/v1/conversations/${id}/items/${field(item, "id")}`)).toEqual(made);
    const changed = await ok(chain, `POST /openai/v1/conversations/${id}`, { metadata: { topic: "bills" } });
    expect(changed).toEqual({ ...made, metadata: { topic: "bills" } });
    expect(await ok(chain, `DELETE /openai/v1/conversations/${id}`)).toEqual({
      id,
      object: "conversation.deleted",
      deleted: true,
    });
    expectFoundryRefusal(
      await callProject(chain, `GET /openai/v1/conversations/${id}`),
      404,
      openAI(`Conversation with id '${id}' not found.`, { code: "not_found" }),
    );
  });
});

describe("a response", () => {
  it("says who called and what was asked, in OpenAI's form", async () => {
    const chain = await anAgent();
    const response = await ask(chain, { input: "What is open?" });
    expect(response).toEqual({
      id: idForm("resp"),
      object: "response",
      created_at: startSeconds,
      status: "completed",
      background: false,
      error: null,
      incomplete_details: null,
      instructions: "Be kind.",
      max_output_tokens: null,
      model: "gpt-4.1",
      output: [
        {
          id: idForm("msg"),
          type: "message",
          status: "completed",
          role: "assistant",
          content: [{ type: "output_text", text: answerTo(chain, "What is open?"), annotations: [], logprobs: [] }],
        },
      ],
      parallel_tool_calls: true,
      previous_response_id: null,
      conversation: null,
      store: true,
      temperature: 1,
      text: { format: { type: "text" } },
      tool_choice: "auto",
      tools: [],
      top_p: 1,
      truncation: "disabled",
      usage: {
        input_tokens: 6,
        input_tokens_details: { cached_tokens: 0 },
        output_tokens: 63,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: 69,
      },
      metadata: {},
      agent_reference: { type: "agent_reference", name: "orders", version: "1" },
    });
    const id = field(response, "id");
    expect(await ok(chain, `GET /openai/v1/responses/${id}`)).toEqual(response);
    expect(await ok(chain, `GET /openai/v1/responses/${id}/input_items`)).toMatchObject({ data: [{ role: "user" }] });
    expect(await ok(chain, `DELETE /openai/v1/responses/${id}`)).toEqual({ id, object: "response", deleted: true });
    expect((await callProject(chain, `GET /openai/v1/responses/${id}`)).status).toBe(404);
  });

  it("is followed by its events, numbered from created to completed (foundry.response-events)", async () => {
    const chain = await anAgent();
    const answer = await refused(chain, { input: "One two", stream: true });
    const events = eventsOf(answer).map(({ data }) => data as Json);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(eventsOf(answer).map(({ event }) => event)).toEqual(events.map(({ type }) => type));
    const names = events.map(({ type }) => type).filter((type) => type !== "response.output_text.delta");
    expect(names).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events.map(({ delta = "" }) => delta).join("")).toBe(answerTo(chain, "One two"));
    const { id } = (events.at(-1) as { response: Json }).response;
    expect(textOf(await ok(chain, `GET /openai/v1/responses/${String(id)}`))).toBe(answerTo(chain, "One two"));
  });

  it("goes on in a conversation, or from the response before", async () => {
    const chain = await anAgent();
    const conversation = field(
      await ok(chain, "POST /openai/v1/conversations", {
        items: [{ type: "message", role: "user", content: "First" }],
      }),
      "id",
    );
    expect(textOf(await ask(chain, { conversation }))).toBe(answerTo(chain, "First"));
    expect(textOf(await ask(chain, { conversation: { id: conversation }, input: "Second" }))).toBe(
      answerTo(chain, "Second"),
    );
    const { data } = await ok(chain, `GET /openai/v1/conversations/${conversation}/items?order=asc`);
    expect((data as Json[]).map(({ role }) => role)).toEqual(["user", "assistant", "user", "assistant"]);
    const first = field(await ask(chain, { input: "One" }), "id");
    const next = await ask(chain, {
      input: [{ role: "user", content: [{ type: "input_text", text: "Two" }] }],
      previous_response_id: first,
    });
    expect(next).toMatchObject({ previous_response_id: first });
    expect(textOf(next)).toBe(answerTo(chain, "Two"));
  });

  it("is given at the agent's own endpoint too, and found again there only", async () => {
    const chain = await anAgent();
    const own = "/agents/orders/endpoint/protocols/openai";
    const response = await ok(chain, `POST ${own}/responses`, { input: "Directly" });
    expect(textOf(response)).toBe(answerTo(chain, "Directly"));
    expect(await ok(chain, `GET ${own}/responses/${field(response, "id")}`)).toEqual(response);
    await ok(chain, "POST /agents/other/versions", { definition });
    const elsewhere = `GET /agents/other/endpoint/protocols/openai/responses/${field(response, "id")}`;
    expect((await callProject(chain, elsewhere)).status).toBe(404);
  });

  it("is given by a model alone, and by an agent under its older name in the request (foundry.agent-property)", async () => {
    const chain = await anAgent();
    const alone = await ok(chain, "POST /openai/v1/responses", { model: "gpt-4.1", input: "Hello" });
    expect(textOf(alone)).toBe(answerTo(chain, "Hello"));
    const older = { agent: reference.agent_reference, input: "Hello" };
    expect(await ok(chain, "POST /openai/v1/responses", older)).toMatchObject({ agent_reference: { name: "orders" } });
  });

  it.each([
    [
      "a model beside the agent",
      { model: "gpt-5", input: "x" },
      openAI("Not allowed when agent is specified.", { param: "model", code: "invalid_payload" }),
    ],
    [
      "instructions beside the agent",
      { instructions: "x", input: "x" },
      openAI("Not allowed when agent is specified.", { param: "instructions", code: "invalid_payload" }),
    ],
    ["no input", {}, openAI("There is no message of a user to answer.", { param: "input" })],
    [
      "an output of a function that was not called",
      { input: [{ type: "function_call_output", call_id: "call_1", output: "1" }] },
      openAI("No tool call found for function call output with call_id call_1.", { param: "input[0]" }),
    ],
    [
      "a malformed conversation",
      { conversation: "mine", input: "x" },
      openAI("Invalid conversation id 'mine', Malformed identifier.", { param: "conversation", code: "invalid_value" }),
    ],
    [
      "a response before that is not there",
      { previous_response_id: "resp_1", input: "x" },
      openAI("Previous response with id 'resp_1' not found.", {
        param: "previous_response_id",
        code: "previous_response_not_found",
      }),
    ],
    [
      "the background",
      { background: true, input: "x" },
      openAI("The emulator answers at once and not in the background.", { param: "background" }),
    ],
  ])("is refused with %s (foundry.agent-overrides)", async (_, body, refusal) => {
    expectFoundryRefusal(await refused(await anAgent(), body), 400, refusal);
  });

  it.each([
    [{ temperature: 9 }, "temperature", "decimal_above_max_value"],
    [{ top_p: -1, stream: true }, "top_p", "decimal_below_min_value"],
    [{ tools: "f" }, "tools", "invalid_type"],
  ])("is refused with a setting that no model takes: %j", async (setting, param, code) => {
    const body = { model: "gpt-4.1", input: "x", ...setting };
    const answer = await callProject(await aProject(), "POST /openai/v1/responses", { body });
    expect([answer.status, answer.body]).toMatchObject([400, { error: { param, code } }]);
  });

  it("is refused for an agent, or a version of it, that is not there (foundry.agent-not-found)", async () => {
    const chain = await anAgent();
    const named = (name: string, version?: string) =>
      refused(chain, {
        agent_reference: { type: "agent_reference", name, ...(version ? { version } : {}) },
        input: "x",
      });
    expectFoundryRefusal(await named("nobody"), 404, openAI("Agent nobody not found", { code: "not_found" }));
    expectFoundryRefusal(
      await named("orders", "7"),
      404,
      openAI("Agent orders with version 7 not found", { code: "not_found" }),
    );
  });
});
