import { describe, expect, it } from "vitest";
import { startSeconds } from "../../world.ts";
import type { ProjectChain } from "./project.ts";
import { aProject, callProject, expectFoundryRefusal, ok, openAI } from "./project.ts";

const definition = { kind: "prompt", model: "gpt-4.1", instructions: "Be kind." };

async function anAgent(): Promise<ProjectChain> {
  const chain = await aProject();
  await ok(chain, "POST /agents/orders/versions", { definition });
  return chain;
}

describe("current agents", () => {
  const version = (number: number) => ({
    object: "agent.version",
    id: `orders:${number}`,
    name: "orders",
    version: String(number),
    status: "active",
    description: "",
    created_at: startSeconds,
    metadata: {},
    definition,
  });
  const shown = (number: number) => ({
    object: "agent",
    id: "orders",
    name: "orders",
    versions: { latest: version(number) },
  });

  it("are made with their first version, and again with each further one (foundry.versions)", async () => {
    const chain = await aProject();
    expect(await ok(chain, "POST /agents/orders/versions", { definition })).toEqual(version(1));
    expect(await ok(chain, "POST /agents/orders/versions", { definition })).toEqual(version(2));
    expect(await ok(chain, "GET /agents/orders")).toEqual(shown(2));
    expect(await ok(chain, "GET /agents/orders/versions")).toMatchObject({ data: [version(2), version(1)] });
    expect(await ok(chain, "GET /agents/orders/versions/1")).toEqual(version(1));
    expect(await ok(chain, "GET /agents")).toMatchObject({ data: [shown(2)], first_id: "orders" });
  });

  it("keep their version when an update changes nothing", async () => {
    const chain = await aProject();
    expect(await ok(chain, "POST /agents", { name: "orders", definition })).toEqual(shown(1));
    expect(await ok(chain, "POST /agents/orders", { definition })).toEqual(shown(1));
    const changed = await ok(chain, "POST /agents/orders", { definition: { ...definition, model: "gpt-5" } });
    expect(changed).toMatchObject({ versions: { latest: { version: "2", definition: { model: "gpt-5" } } } });
  });

  it("are deleted version by version, or as a whole", async () => {
    const chain = await anAgent();
    await ok(chain, "POST /agents/orders/versions", { definition });
    expect(await ok(chain, "DELETE /agents/orders/versions/1")).toEqual({
      object: "agent.version.deleted",
      name: "orders",
      version: "1",
      deleted: true,
    });
    expect(await ok(chain, "GET /agents/orders")).toEqual(shown(2));
    expect(await ok(chain, "DELETE /agents/orders")).toEqual({
      object: "agent.deleted",
      name: "orders",
      deleted: true,
    });
    const gone = openAI("Agent orders not found", { code: "not_found" });
    expectFoundryRefusal(await callProject(chain, "GET /agents/orders"), 404, gone);
  });

  it.each([
    [
      "a second time",
      "POST /agents",
      { name: "orders", definition },
      409,
      openAI("Agent orders already exists", { code: "conflict" }),
    ],
    [
      "without a definition",
      "POST /agents/new/versions",
      {},
      400,
      openAI("Missing required parameter: 'definition'.", { param: "definition", code: "invalid_payload" }),
    ],
    [
      "of another kind",
      "POST /agents/new/versions",
      { definition: { kind: "hosted" } },
      400,
      openAI("The emulator runs agents of kind 'prompt' only, not 'hosted'.", {
        param: "definition.kind",
        code: "invalid_payload",
      }),
    ],
    [
      "with a temperature that no model takes",
      "POST /agents/new/versions",
      { definition: { ...definition, temperature: 9 } },
      400,
      openAI("Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 9 instead.", {
        param: "temperature",
        code: "decimal_above_max_value",
      }),
    ],
    [
      "with a name that is none",
      "POST /agents/-new-/versions",
      { definition },
      400,
      openAI(
        "Invalid agent name '-new-'. It must start and end with a letter or digit, may have hyphens between, and be at most 63 characters long.",
        { param: "name", code: "invalid_payload" },
      ),
    ],
  ] as const)("are not made %s", async (_, call, body, status, refusal) => {
    expectFoundryRefusal(await callProject(await anAgent(), call, { body }), status, refusal);
  });
});
