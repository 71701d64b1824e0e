import { assert, asyncProperty, constantFrom, array, dictionary, letrec, oneof, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { aProject, callProject } from "./project.ts";

const routes = [
  "POST /assistants",
  "POST /threads",
  "POST /threads/runs",
  "POST /threads/thread_1/messages",
  "POST /threads/thread_1/runs",
  "POST /agents",
  "POST /agents/orders/versions",
  "PATCH /agents/orders",
  "POST /openai/v1/conversations",
  "POST /openai/v1/responses",
  "POST /agents/orders/endpoint/protocols/openai/responses",
];

const names =
  "model name definition kind instructions tools metadata messages thread role content assistant_id stream input conversation agent_reference previous_response_id items type id additional_messages agent_endpoint background store limit __proto__ constructor".split(
    " ",
  );

const body = letrec((tie) => ({
  value: oneof(
    { depthSize: "small" },
    constantFrom(
      "prompt",
      "user",
      "message",
      "agent_reference",
      "orders",
      "asst_1",
      "conv_1",
      "",
      true,
      false,
      null,
      -1,
      1e9,
    ),
    string(),
    array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: dictionary(constantFrom(...names), tie("value"), { maxKeys: 6 }),
})).object;

describe("a project, to bodies that make no sense", () => {
  it("answers each with 200 or a refusal of its own, never with a failure", async () => {
    const chain = await aProject();
    await callProject(chain, "POST /agents/orders/versions", { body: { definition: { kind: "prompt", model: "m" } } });
    await assert(
      asyncProperty(constantFrom(...routes), body, async (route, sent) => {
        const { status, text } = await callProject(chain, route, { body: sent });
        const refusal = status === 200 ? { error: { message: "" } } : (JSON.parse(text) as unknown);
        expect([200, 400, 404, 409]).toContain(status);
        expect(refusal).toMatchObject({ error: { message: expect.any(String) as string } });
      }),
      { numRuns: 400 },
    );
  });

  // OpenAI's own words for its own limits: https://platform.openai.com/docs/api-reference/assistants/createAssistant
  it.each([
    [
      { temperature: 9 },
      "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.",
    ],
    [{ top_p: -1 }, "Invalid 'top_p': decimal below minimum value. Expected a value >= 0, but got -1 instead."],
    [{ stream: "yes" }, "Invalid type for 'stream': expected a boolean, but got a string instead."],
  ])("refuses a run with %j, and keeps neither it nor its messages", async (wrong, message) => {
    const chain = await aProject();
    const assistant = await callProject(chain, "POST /assistants", { body: { model: "m" } });
    const { id: assistant_id } = JSON.parse(assistant.text) as { id: string };
    const { id } = JSON.parse((await callProject(chain, "POST /threads", { body: {} })).text) as { id: string };
    const body = { assistant_id, additional_messages: [{ role: "user", content: "hello" }], ...wrong };
    const refused = await callProject(chain, `POST /threads/${id}/runs`, { body });
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([400, { error: { message } }]);
    for (const list of ["messages", "runs"])
      expect(JSON.parse((await callProject(chain, `GET /threads/${id}/${list}`)).text)).toMatchObject({ data: [] });
  });

  it.each(["/assistants/%E0%A4%A", "/threads/%00/runs/%2F", "/agents/%2e%2e/versions/%ff", "/openai/v1/responses/%"])(
    "takes %s for a name that is not there",
    async (path) => {
      const { status } = await callProject(await aProject(), `GET ${path}`);
      expect([400, 404]).toContain(status);
    },
  );
});
