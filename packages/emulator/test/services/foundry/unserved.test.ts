import { describe, expect, it } from "vitest";
import { foundry } from "../../emulator.ts";
import { headersOf } from "../../refusal.ts";
import { read } from "../../wire.ts";
import { aProject, callProject, expectFoundryRefusal, ok, openAI } from "./project.ts";

const has = "of a project it has agents, threads, runs, conversations, responses, deployments and connections";

function errorOf(body: unknown): unknown {
  return (body as { error: unknown }).error;
}

describe("what a project has in Azure and not in the emulator", () => {
  it.each([
    "GET /files",
    "POST /vector_stores/vs_1/file_batches",
    "GET /datasets",
    "GET /indexes/a/versions/1",
    "POST /evaluations/runs:run",
    "PUT /memory_stores/a:search_memories",
    "GET /openai/v1/models",
    "POST /openai/v1/chat/completions",
    "POST /openai/v1/responses/input_tokens",
    "POST /agents:generate",
    "POST /agents/orders:disable",
    "POST /agents/orders/versions:import",
    "GET /agents/orders/versions/1/sessions/a:logstream",
    "POST /agents/orders/endpoint/sessions",
    "GET /agents/orders/endpoint/protocols/openai/files",
  ])("is refused in a way that clients understand and do not try again: %s (foundry.unserved)", async (call) => {
    const answer = await callProject(await aProject(), call);
    expect([answer.status, headersOf(answer)]).toEqual([501, expect.objectContaining({ "x-should-retry": "false" })]);
    expect(errorOf(answer.body)).toEqual({
      code: "NotImplemented",
      message: `The emulator does not serve ${call}; ${has}.`,
    });
  });

  it("is not an agent that is asked for by its version's id", async () => {
    const answer = await callProject(await aProject(), "GET /agents/orders%3A2");
    expectFoundryRefusal(answer, 404, openAI("Agent orders:2 not found", { code: "not_found" }));
  });

  it("is refused to those only who may call the project at all", async () => {
    const answer = await callProject(await aProject(), "GET /files", { token: null });
    expect(answer.status).toBe(401);
  });

  it("is refused outside projects: the models of an account", async () => {
    const chain = await aProject();
    for (const path of ["/openai/deployments/gpt-4.1/chat/completions", "/models/chat/completions"]) {
      const url = `https://fabrikamai.services.ai.azure.com${path}?api-version=2024-10-21`;
      const answer = await read(await chain.emulator.fetch(new Request(url, { method: "POST", body: "{}" })));
      const message = `The emulator does not serve POST ${path}: no model runs here. A project is at /api/projects/{project}.`;
      expect([answer.status, answer.body]).toEqual([501, { error: { code: "NotImplemented", message } }]);
    }
    const root = await read(await chain.emulator.fetch(new Request(`${foundry}/`)));
    expect(root.status).toBe(404);
  });

  it("is refused for a response that is to be streamed after it was made", async () => {
    const chain = await aProject();
    const { id } = await ok(chain, "POST /openai/v1/responses", { model: "gpt-4.1", input: "Hello" });
    expectFoundryRefusal(
      await callProject(chain, `GET /openai/v1/responses/${String(id)}?stream=true`),
      400,
      openAI("The emulator streams a response while it is made, not later.", { param: "stream" }),
    );
    expect(await ok(chain, `GET /openai/v1/responses/${String(id)}?stream=false`)).toMatchObject({ id });
  });

  it("is refused at the endpoint of an agent that is not there, conversations too", async () => {
    const chain = await aProject();
    const call = "POST /agents/nobody/endpoint/protocols/openai/conversations";
    expectFoundryRefusal(
      await callProject(chain, call, { body: {} }),
      404,
      openAI("Agent nobody not found", { code: "not_found" }),
    );
  });
});
