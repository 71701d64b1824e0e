import { describe, expect, it } from "vitest";
import type { ModelEndpoint } from "../../../src/services/foundry/model-endpoint.ts";
import type { Json } from "../../wire.ts";
import { field } from "../../wire.ts";
import type { ProjectChain } from "./project.ts";
import { aProject, callProject, eventsOf, expectFoundryRefusal, ok, openAI } from "./project.ts";

type Send = NonNullable<ModelEndpoint["fetch"]>;

/** A project whose agents ask a model elsewhere. */
async function aProjectWith(send: Send, changes: Partial<ModelEndpoint> = {}): Promise<ProjectChain> {
  return aProject({ emulator: { agentModel: { url: "http://model.test/v1/", fetch: send, ...changes } } });
}

const says =
  (content: string): Send =>
  async () =>
    Response.json({ choices: [{ message: { content } }] });

const definition = { kind: "prompt", model: "gpt-4.1", instructions: "Be kind." };

async function answerOf(chain: ProjectChain) {
  await ok(chain, "POST /agents/orders/versions", { definition });
  const body = { agent_reference: { type: "agent_reference", name: "orders" }, input: "Hello" };
  return callProject(chain, "POST /openai/v1/responses", { body });
}

describe("a model elsewhere", () => {
  it("is sent the instructions and what was said, and nothing of the caller's token", async () => {
    const sent: { url: string; init: RequestInit }[] = [];
    const chain = await aProjectWith(
      async (url, init) => {
        sent.push({ url, init });
        return says("Two are open.")(url, init);
      },
      { key: "the-key" },
    );
    expect((await answerOf(chain)).body).toMatchObject({ output: [{ content: [{ text: "Two are open." }] }] });
    const [{ url, init } = { url: "", init: {} }] = sent;
    expect([url, init.method, init.redirect, init.headers]).toEqual([
      "http://model.test/v1/chat/completions",
      "POST",
      "error",
      { "content-type": "application/json", authorization: "Bearer the-key" },
    ]);
    expect(JSON.parse(init.body as string)).toEqual({
      model: "gpt-4.1",
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hello" },
      ],
    });
  });

  it("is asked for another model when one is named", async () => {
    let model: unknown;
    const chain = await aProjectWith(
      async (url, init) => {
        ({ model } = JSON.parse(init.body as string) as Json);
        return says("Yes.")(url, init);
      },
      { model: "llama" },
    );
    await answerOf(chain);
    expect(model).toBe("llama");
  });

  it("answers a run once it has answered; until then the run is active", async () => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const chain = await aProjectWith(() => promise);
    const assistant = field(await ok(chain, "POST /assistants", { model: "m" }), "id");
    const thread = { messages: [{ role: "user", content: "Hello" }] };
    const run = await ok(chain, "POST /threads/runs", { assistant_id: assistant, thread });
    const [id, threadId] = [field(run, "id"), field(run, "thread_id")];
    expect(await ok(chain, `GET /threads/${threadId}/runs/${id}`)).toMatchObject({ status: "queued" });
    expectFoundryRefusal(
      await callProject(chain, `POST /threads/${threadId}/messages`, { body: { role: "user", content: "More" } }),
      400,
      openAI(`Can't add messages to ${threadId} while a run ${id} is active.`),
    );
    resolve(await says("Two.")("", {}));
    await expect.poll(async () => (await ok(chain, `GET /threads/${threadId}/runs/${id}`))["status"]).toBe("completed");
    expect(await ok(chain, `GET /threads/${threadId}/messages?limit=1`)).toMatchObject({
      data: [{ content: [{ text: { value: "Two." } }] }],
    });
  });

  const serverError = (message: string) => openAI(message, { type: "server_error", code: "server_error" });

  it.each<[string, Send, string]>([
    [
      "refuses",
      async () => new Response("no such model", { status: 404 }),
      "The model endpoint answered 404: no such model",
    ],
    [
      "answers otherwise",
      async () => Response.json({}),
      "The model endpoint's answer has no choices[0].message.content.",
    ],
    ["answers no JSON", async () => new Response("<html>"), "The model endpoint did not answer with JSON."],
    [
      "is not there",
      () => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") })),
      "The model endpoint at http://model.test could not be reached: connect ECONNREFUSED.",
    ],
  ])("that %s is told to the caller", async (_, send, message) => {
    expectFoundryRefusal(await answerOf(await aProjectWith(send)), 500, serverError(message));
  });

  it("that takes too long is not waited for", async () => {
    const never: Send = (_, init) =>
      new Promise((_resolve, reject) =>
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error)),
      );
    const chain = await aProjectWith(never, { timeoutMs: 20 });
    expectFoundryRefusal(await answerOf(chain), 500, serverError("The model endpoint did not answer within 20 ms."));
  });

  it("that fails in a stream is told in the stream, and in a run as its last error", async () => {
    const chain = await aProjectWith(async () => new Response("busy", { status: 503 }));
    await ok(chain, "POST /agents/orders/versions", { definition });
    const body = { agent_reference: { type: "agent_reference", name: "orders" }, input: "Hello", stream: true };
    const events = eventsOf(await callProject(chain, "POST /openai/v1/responses", { body }));
    const error = { code: "server_error", message: "The model endpoint answered 503: busy" };
    expect(events.at(-1)).toMatchObject({ event: "response.failed", data: { response: { status: "failed", error } } });
    const assistant = field(await ok(chain, "POST /assistants", { model: "m" }), "id");
    const thread = { messages: [{ role: "user", content: "Hello" }] };
    const followed = await callProject(chain, "POST /threads/runs", {
      body: { assistant_id: assistant, thread, stream: true },
    });
    expect(eventsOf(followed).at(-2)).toMatchObject({
      event: "thread.run.failed",
      data: { status: "failed", last_error: error },
    });
  });
});
