import { describe, expect, it } from "vitest";
import { createEmulator } from "../../../src/index.ts";
import { bound, longestHistory, mostConversations, projectData } from "../../../src/services/foundry/project-data.ts";
import { memoryStore } from "../../../src/state/store.ts";
import type { State } from "../../../src/state/state.ts";
import { field } from "../../wire.ts";
import { aProject, callProject, ok, project } from "./project.ts";

describe("what a project holds", () => {
  it("is there again after a restart, agents, threads and conversations", async () => {
    const chain = await aProject();
    await ok(chain, "POST /agents/orders/versions", { definition: { kind: "prompt", model: "m" } });
    const assistant = field(await ok(chain, "POST /assistants", { model: "m" }), "id");
    const run = await ok(chain, "POST /threads/runs", {
      assistant_id: assistant,
      thread: { messages: [{ role: "user", content: "Hello" }] },
    });
    const conversation = field(await ok(chain, "POST /openai/v1/conversations", {}), "id");
    const state = JSON.parse(JSON.stringify(chain.emulator.context.truth)) as State;
    const restarted = {
      ...createEmulator({ world: chain.emulator.world, store: memoryStore(state) }),
      world: chain.emulator.world,
    };
    const after = { ...chain, emulator: restarted };
    expect(await ok(after, "GET /agents/orders")).toMatchObject({ name: "orders" });
    expect(await ok(after, `GET /openai/v1/conversations/${conversation}`)).toMatchObject({ id: conversation });
    const path = `/threads/${field(run, "thread_id")}/runs/${field(run, "id")}`;
    expect(await ok(after, `GET ${path}`)).toMatchObject({ status: "completed" });
  });

  it("that a model was still thinking about at the restart has failed", async () => {
    const chain = await aProject({
      emulator: { agentModel: { url: "http://model.test", fetch: () => new Promise(() => undefined) } },
    });
    const assistant = field(await ok(chain, "POST /assistants", { model: "m" }), "id");
    const thread = { messages: [{ role: "user", content: "Hello" }] };
    const run = await ok(chain, "POST /threads/runs", { assistant_id: assistant, thread });
    const state = JSON.parse(JSON.stringify(chain.emulator.context.truth)) as State;
    const restarted = {
      ...createEmulator({ world: chain.emulator.world, store: memoryStore(state) }),
      world: chain.emulator.world,
    };
    const path = `/threads/${field(run, "thread_id")}/runs/${field(run, "id")}`;
    expect(await ok({ ...chain, emulator: restarted }, `GET ${path}`)).toMatchObject({
      status: "failed",
      last_error: { code: "server_error", message: "The emulator was restarted while the agent answered." },
    });
  });

  it("loses its oldest conversations when there are too many or they are too long", async () => {
    const chain = await aProject();
    const data = projectData(chain.emulator.context.truth, project);
    const conversation = (id: string, text = "") => ({
      conversation: { id, object: "conversation" as const, created_at: 0, metadata: { text } },
      items: [],
    });
    data.conversations = Array.from({ length: mostConversations + 5 }, (_, index) => conversation(`conv_${index}`));
    bound(data);
    expect([data.conversations.length, data.conversations[0]?.conversation.id]).toEqual([mostConversations, "conv_5"]);
    const long = "x".repeat(longestHistory / 2);
    data.conversations = ["a", "b", "c"].map((id) => conversation(id, long));
    bound(data);
    expect(data.conversations.map((each) => each.conversation.id)).toEqual(["c"]);
  });

  it("is not shown to another project of the same account", async () => {
    const chain = await aProject();
    await ok(chain, "POST /assistants", { model: "m" });
    chain.emulator.context.truth.arm.resources.push({
      ...(chain.emulator.context.truth.arm.resources.find(
        ({ name }) => name === "agents",
      ) as State["arm"]["resources"][number]),
      id: project.replace(/agents$/, "others") as State["arm"]["resources"][number]["id"],
      name: "others",
    });
    const origin = "https://fabrikamai.services.ai.azure.com/api/projects/others";
    expect((await callProject(chain, "GET /assistants", { origin })).status).toBe(401);
  });
});
