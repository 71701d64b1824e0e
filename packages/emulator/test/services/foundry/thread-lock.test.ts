import { describe, expect, it } from "vitest";
import { foundryApp } from "../../../src/services/foundry/app.ts";
import { foundry } from "../../emulator.ts";
import { field, read } from "../../wire.ts";
import type { Json } from "../../wire.ts";
import type { ProjectChain } from "./project.ts";
import { answerTo, aProject, callProject, eventsOf, expectFoundryRefusal, ok, openAI } from "./project.ts";

async function aRun(chain: ProjectChain) {
  const assistant = field(await ok(chain, "POST /assistants", { model: "gpt-4.1" }), "id");
  const thread = field(await ok(chain, "POST /threads", { messages: [{ role: "user", content: "One" }] }), "id");
  const again = { body: { assistant_id: assistant } };
  const runs = `POST /threads/${thread}/runs`;
  const run = field(await ok(chain, runs, again.body), "id");
  return { assistant, thread, run, runs, again };
}

describe("a thread with a run on it", () => {
  it("takes neither a message nor another run until somebody has looked (foundry.thread-lock)", async () => {
    const chain = await aProject();
    const { thread, run, runs, again } = await aRun(chain);
    const messages = `POST /threads/${thread}/messages`;
    const message = { body: { role: "user", content: "Two" } };
    expectFoundryRefusal(
      await callProject(chain, runs, again),
      400,
      openAI(`Thread ${thread} already has an active run ${run}.`),
    );
    expectFoundryRefusal(
      await callProject(chain, messages, message),
      400,
      openAI(`Can't add messages to ${thread} while a run ${run} is active.`),
    );
    expect(await ok(chain, `GET /threads/${thread}/runs/${run}`)).toMatchObject({ status: "completed" });
    expect((await callProject(chain, messages, message)).status).toBe(200);
    expect((await callProject(chain, runs, again)).status).toBe(200);
  });

  it("takes them when the agent has had its time, though nobody looked", async () => {
    const chain = await aProject();
    const { runs, again, thread } = await aRun(chain);
    chain.emulator.context.clock.shiftBy(1_000);
    expect((await callProject(chain, runs, again)).status).toBe(200);
    const listed = await ok(chain, `GET /threads/${thread}/runs`);
    expect((listed["data"] as Json[]).map(({ status }) => status)).toEqual(["completed", "completed"]);
  });

  it("takes the first of several runs that are asked for at once, and that one is followed to its end", async () => {
    const chain = await aProject();
    const { assistant } = await aRun(chain);
    const thread = field(await ok(chain, "POST /threads", { messages: [{ role: "user", content: "Many" }] }), "id");
    const body = { assistant_id: assistant, stream: true };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => callProject(chain, `POST /threads/${thread}/runs`, { body })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400]);
    const events = answers.flatMap((answer) => (answer.status === 200 ? eventsOf(answer) : []));
    expect(events.find(({ event }) => event === "thread.message.completed")?.data).toMatchObject({
      content: [{ text: { value: answerTo(chain, "Many") } }],
    });
  });

  it("is told whole to who follows it, though somebody else looked and so finished it", async () => {
    const chain = await aProject();
    const { assistant } = await aRun(chain);
    const thread = field(await ok(chain, "POST /threads", { messages: [{ role: "user", content: "Look" }] }), "id");
    // The service itself: a call without a socket waits for the whole of an answer.
    const service = foundryApp(chain.emulator.context);
    const url = `${foundry}/api/projects/agents/threads/${thread}/runs?api-version=v1`;
    const headers = { authorization: `Bearer ${chain.bearer}` };
    const look = async () => (await read(await service.fetch(new Request(url, { headers })))).body;
    const body = JSON.stringify({ assistant_id: assistant, stream: true });
    const response = await service.fetch(new Request(url, { method: "POST", headers, body }));
    expect(await look()).toMatchObject({ data: [{ status: "completed" }] });
    const events = eventsOf(await read(response)).filter(({ event }) => event !== "thread.message.delta");
    expect(events.map(({ event }) => event).join(" ")).toBe(
      "thread.run.created thread.run.queued thread.run.in_progress thread.run.step.created thread.run.step.in_progress thread.message.created thread.message.in_progress thread.message.completed thread.run.step.completed thread.run.completed done",
    );
    expect(await look()).toMatchObject({ data: [{ status: "completed" }] });
  });

  it("is finished without who goes away while following it", async () => {
    const chain = await aProject();
    const { assistant } = await aRun(chain);
    const thread = field(await ok(chain, "POST /threads", { messages: [{ role: "user", content: "Gone" }] }), "id");
    const service = foundryApp(chain.emulator.context);
    const url = `${foundry}/api/projects/agents/threads/${thread}/runs?api-version=v1`;
    const headers = { authorization: `Bearer ${chain.bearer}` };
    const body = JSON.stringify({ assistant_id: assistant, stream: true });
    const response = await service.fetch(new Request(url, { method: "POST", headers, body }));
    await response.body?.cancel();
    const looked = await read(await service.fetch(new Request(url, { headers })));
    expect(looked.body).toMatchObject({ data: [{ status: "completed" }] });
  });
});
