import { describe, expect, it } from "vitest";
import { startSeconds } from "../../world.ts";
import type { Json } from "../../wire.ts";
import { field } from "../../wire.ts";
import type { ProjectChain } from "./project.ts";
import { answerTo, aProject, callProject, eventsOf, expectFoundryRefusal, ok, openAI } from "./project.ts";

const idForm = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}_[0-9a-f]{24}$`)) as unknown;

async function aThread(chain: ProjectChain, question = "What is open?") {
  const assistant = await ok(chain, "POST /assistants", { model: "gpt-4.1", name: "orders", instructions: "Be kind." });
  const thread = await ok(chain, "POST /threads", { messages: [{ role: "user", content: question }] });
  return { assistantId: field(assistant, "id"), threadId: field(thread, "id") };
}

const at = (id: string, below = ""): string => `/threads/${id}${below}`;

describe("classic agents", () => {
  it("are made of any model, shown, changed, listed and deleted (foundry.classic, foundry.any-model)", async () => {
    const chain = await aProject();
    const made = await ok(chain, "POST /assistants", { model: "gpt-4.1", name: "orders", metadata: { team: "a" } });
    const assistant = {
      id: idForm("asst"),
      object: "assistant",
      created_at: startSeconds,
      name: "orders",
      description: null,
      model: "gpt-4.1",
      instructions: null,
      tools: [],
      top_p: 1,
      temperature: 1,
      tool_resources: {},
      metadata: { team: "a" },
      response_format: "auto",
    };
    expect(made).toEqual(assistant);
    const id = field(made, "id");
    expect(await ok(chain, `GET /assistants/${id}`)).toEqual(made);
    const changed = await ok(chain, `POST /assistants/${id}`, { instructions: "Be kind." });
    expect(changed).toEqual({ ...assistant, instructions: "Be kind." });
    expect(await ok(chain, "GET /assistants")).toEqual({
      object: "list",
      data: [changed],
      first_id: id,
      last_id: id,
      has_more: false,
    });
    expect(await ok(chain, `DELETE /assistants/${id}`)).toEqual({ id, object: "assistant.deleted", deleted: true });
    expectFoundryRefusal(
      await callProject(chain, `GET /assistants/${id}`),
      404,
      openAI(`No assistant found with id '${id}'.`),
    );
  });

  it.each([
    ["no model", {}, "Missing required parameter: 'model'.", { param: "model", code: "missing_required_parameter" }],
    [
      "a model that is no text",
      { model: 4 },
      "Invalid type for 'model': expected a string, but got a number instead.",
      { param: "model", code: "invalid_type" },
    ],
    [
      "tools that are no list",
      { model: "m", tools: {} },
      "Invalid type for 'tools': expected an array, but got an object instead.",
      { param: "tools", code: "invalid_type" },
    ],
    [
      "a name that is too long",
      { model: "m", name: "x".repeat(257) },
      "Invalid 'name': string too long. Expected a string with maximum length 256, but got a string with length 257 instead.",
      { param: "name", code: "string_above_max_length" },
    ],
    [
      "metadata of numbers",
      { model: "m", metadata: { a: 1 } },
      "Invalid 'metadata': expected at most 16 pairs of strings, keys up to 64 and values up to 512 long.",
      { param: "metadata" },
    ],
    ["no JSON", "{", "We could not parse the JSON body of your request.", {}],
    ["a JSON list", "[]", "We could not parse the JSON body of your request.", {}],
  ])("are not made of %s", async (_, body, message, fault) => {
    const chain = await aProject();
    expectFoundryRefusal(await callProject(chain, "POST /assistants", { body }), 400, openAI(message, fault));
    expect(await ok(chain, "GET /assistants")).toMatchObject({ data: [] });
  });

  it("are listed page by page, forwards and backwards", async () => {
    const chain = await aProject();
    const names = ["a", "b", "c", "d", "e"];
    for (const name of names) await ok(chain, "POST /assistants", { model: "m", name });
    const page = async (query: string) => {
      const { data, ...rest } = await ok(chain, `GET /assistants?${query}`);
      return { ...rest, names: (data as Json[]).map(({ name }) => name).join("") };
    };
    const first = await page("limit=2");
    expect(first).toMatchObject({ names: "ed", has_more: true });
    expect(await page(`limit=2&after=${field(first, "last_id")}`)).toMatchObject({ names: "cb", has_more: true });
    expect(await page("limit=2&order=asc")).toMatchObject({ names: "ab" });
    expect(await page(`order=asc&before=${field(first, "first_id")}&limit=2`)).toMatchObject({ names: "cd" });
    for (const query of ["limit=0", "limit=101", "limit=x", "order=up"])
      expect((await callProject(chain, `GET /assistants?${query}`)).status).toBe(400);
  });
});

describe("a run", () => {
  it("waits until somebody looks, then has said who called and what was asked", async () => {
    const chain = await aProject();
    const { assistantId, threadId } = await aThread(chain);
    const run = await ok(chain, `POST ${at(threadId, "/runs")}`, { assistant_id: assistantId });
    const shown = {
      id: idForm("run"),
      object: "thread.run",
      created_at: startSeconds,
      thread_id: threadId,
      assistant_id: assistantId,
      status: "queued",
      started_at: null,
      expires_at: startSeconds + 600,
      cancelled_at: null,
      failed_at: null,
      completed_at: null,
      required_action: null,
      last_error: null,
      model: "gpt-4.1",
      instructions: "Be kind.",
      tools: [],
      tool_resources: {},
      metadata: {},
      temperature: 1,
      top_p: 1,
      max_completion_tokens: null,
      max_prompt_tokens: null,
      truncation_strategy: { type: "auto", last_messages: null },
      incomplete_details: null,
      usage: null,
      response_format: "auto",
      tool_choice: "auto",
      parallel_tool_calls: true,
    };
    expect(run).toEqual(shown);
    const runId = field(run, "id");
    const usage = { prompt_tokens: 6, completion_tokens: 63, total_tokens: 69 };
    const done = { status: "completed", started_at: startSeconds, completed_at: startSeconds, expires_at: null, usage };
    expect(await ok(chain, `GET ${at(threadId, `/runs/${runId}`)}`)).toEqual({ ...shown, ...done });
    const { data } = await ok(chain, `GET ${at(threadId, "/messages")}?order=asc`);
    const [, message] = data as Json[];
    expect(message).toEqual({
      id: idForm("msg"),
      object: "thread.message",
      created_at: startSeconds,
      thread_id: threadId,
      run_id: runId,
      assistant_id: assistantId,
      status: "completed",
      incomplete_details: null,
      completed_at: startSeconds,
      incomplete_at: null,
      role: "assistant",
      content: [{ type: "text", text: { value: answerTo(chain, "What is open?"), annotations: [] } }],
      attachments: [],
      metadata: {},
    });
    const steps = await ok(chain, `GET ${at(threadId, `/runs/${runId}/steps`)}`);
    expect(steps).toMatchObject({
      data: [
        {
          type: "message_creation",
          status: "completed",
          run_id: runId,
          step_details: { type: "message_creation", message_creation: { message_id: field(message, "id") } },
        },
      ],
    });
  });

  it("gives the same answer to the same question of the same caller", async () => {
    const chain = await aProject();
    const answers = new Set<string>();
    for (let turn = 0; turn < 2; turn++) {
      const { assistantId, threadId } = await aThread(chain);
      await ok(chain, `POST ${at(threadId, "/runs")}`, { assistant_id: assistantId });
      const { data } = await ok(chain, `GET ${at(threadId, "/messages")}?limit=1`);
      answers.add(JSON.stringify((data as Json[])[0]?.["content"]));
    }
    expect(answers.size).toBe(1);
  });

  it("is followed by its events, from created to done (foundry.run-events)", async () => {
    const chain = await aProject();
    const { assistantId } = await aThread(chain);
    const thread = { messages: [{ role: "user", content: [{ type: "text", text: "One two" }] }] };
    const body = { assistant_id: assistantId, thread, stream: true };
    const answer = await callProject(chain, "POST /threads/runs", { body });
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    const events = eventsOf(answer);
    const names = events.map(({ event }) => event);
    expect(names.filter((name) => name !== "thread.message.delta")).toEqual([
      "thread.created",
      "thread.run.created",
      "thread.run.queued",
      "thread.run.in_progress",
      "thread.run.step.created",
      "thread.run.step.in_progress",
      "thread.message.created",
      "thread.message.in_progress",
      "thread.message.completed",
      "thread.run.step.completed",
      "thread.run.completed",
      "done",
    ]);
    const said = events
      .filter(({ event }) => event === "thread.message.delta")
      .map(({ data }) => (data as { delta: { content: { text: { value: string } }[] } }).delta.content[0]?.text.value);
    expect(said.join("")).toBe(answerTo(chain, "One two"));
    expect(said.length).toBeGreaterThan(10);
    expect(events.at(-1)).toEqual({ event: "done", data: "[DONE]" });
  });

  it("leaves nothing behind when it is refused: no thread, no message, no run", async () => {
    const chain = await aProject();
    const { assistantId, threadId } = await aThread(chain);
    const bare = await ok(chain, "POST /threads");
    const nobodyAsks = { assistant_id: assistantId, additional_messages: [{ role: "assistant", content: "Hello" }] };
    const refused = [
      await callProject(chain, "POST /threads/runs", { body: { assistant_id: assistantId, stream: "yes" } }),
      await callProject(chain, "POST /threads/runs", { body: { assistant_id: assistantId } }),
      await callProject(chain, `POST ${at(field(bare, "id"), "/runs")}`, { body: nobodyAsks }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400]);
    const threads = (await ok(chain, "GET /threads"))["data"] as Json[];
    expect(new Set(threads.map(({ id }) => id))).toEqual(new Set([threadId, field(bare, "id")]));
    expect((await ok(chain, `GET ${at(field(bare, "id"), "/messages")}`))["data"]).toEqual([]);
    expect((await ok(chain, `GET ${at(field(bare, "id"), "/runs")}`))["data"]).toEqual([]);
  });

  it("can be cancelled before anybody looked, and not after", async () => {
    const chain = await aProject();
    const { assistantId, threadId } = await aThread(chain);
    const start = async () =>
      field(await ok(chain, `POST ${at(threadId, "/runs")}`, { assistant_id: assistantId }), "id");
    const first = await start();
    expect(await ok(chain, `POST ${at(threadId, `/runs/${first}/cancel`)}`)).toMatchObject({ status: "cancelled" });
    const second = await start();
    await ok(chain, `GET ${at(threadId, `/runs/${second}`)}`);
    expectFoundryRefusal(
      await callProject(chain, `POST ${at(threadId, `/runs/${second}/cancel`)}`),
      400,
      openAI("Cannot cancel run with status 'completed'."),
    );
    expect((await ok(chain, `GET ${at(threadId, "/messages")}`))["data"]).toHaveLength(2);
  });

  it("takes no outputs of tools: it calls none", async () => {
    const chain = await aProject();
    const { assistantId, threadId } = await aThread(chain);
    const id = field(await ok(chain, `POST ${at(threadId, "/runs")}`, { assistant_id: assistantId }), "id");
    const body = { tool_outputs: [{ tool_call_id: "call_1", output: "1" }] };
    expectFoundryRefusal(
      await callProject(chain, `POST ${at(threadId, `/runs/${id}/submit_tool_outputs`)}`, { body }),
      400,
      openAI('Runs in status "completed" do not accept tool outputs.'),
    );
  });

  it.each([
    [
      "a name in place of an id",
      "orders",
      400,
      openAI("Invalid 'assistant_id': 'orders'. Expected an ID that begins with 'asst'.", {
        param: "assistant_id",
        code: "invalid_value",
      }),
    ],
    ["an agent that is not there", "asst_1", 404, openAI("No assistant found with id 'asst_1'.")],
  ] as const)("is refused for %s (foundry.assistant-id)", async (_, id, status, body) => {
    const chain = await aProject();
    const { threadId } = await aThread(chain);
    expectFoundryRefusal(
      await callProject(chain, `POST ${at(threadId, "/runs")}`, { body: { assistant_id: id } }),
      status,
      body,
    );
  });

  it("is refused on a thread that is not there, and on one without a question", async () => {
    const chain = await aProject();
    const { assistantId } = await aThread(chain);
    const body = { assistant_id: assistantId };
    expectFoundryRefusal(
      await callProject(chain, "POST /threads/thread_1/runs", { body }),
      404,
      openAI("No thread found with id 'thread_1'."),
    );
    const empty = field(await ok(chain, "POST /threads", {}), "id");
    expectFoundryRefusal(
      await callProject(chain, `POST ${at(empty, "/runs")}`, { body }),
      400,
      openAI("There is no message of a user to answer.", { param: "input" }),
    );
  });
});
