import { describe, expect, it } from "vitest";
import { deepestBody, isNestedTooDeep } from "../src/nesting.ts";
import { anEmulator, arm, contoso } from "./emulator.ts";
import { operatorToken, read } from "./wire.ts";
import { aProject, callProject, ok, openAI } from "./services/foundry/project.ts";

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("a body's nesting", () => {
  it.each([
    ["as deep as allowed", nested(deepestBody), false],
    ["one deeper", nested(deepestBody + 1), true],
    ["one deeper, of lists", `${"[".repeat(deepestBody + 1)}${"]".repeat(deepestBody + 1)}`, true],
    ["wide and not deep", JSON.stringify({ a: Array.from({ length: 500 }, () => [{}]) }), false],
    ["brackets in a text", JSON.stringify({ a: '\\"[{'.repeat(500) }), false],
    ["a text that does not end", `{"${"[".repeat(500)}`, false],
  ])("is judged: %s", (_, json, isTooDeep) => {
    expect(isNestedTooDeep(json)).toBe(isTooDeep);
  });

  it("is refused by a project, which serves the next request as before", async () => {
    const chain = await aProject();
    const deep = await callProject(chain, "POST /threads", { body: `{"tool_resources":${nested(5000)}}` });
    expect([deep.status, deep.body]).toEqual([400, openAI("The JSON body of your request is nested too deep.")]);
    expect(await ok(chain, "POST /threads", {})).toMatchObject({ object: "thread" });
    expect(await ok(chain, "GET /threads")).toMatchObject({ data: [{ object: "thread" }] });
  });

  it.each([
    [
      "Resource Manager",
      `PUT ${arm}${contoso.group}/providers/Microsoft.Web/sites/app-orders?api-version=2022-03-01`,
      arm,
      `{"location":"japaneast","properties":${nested(5000)}}`,
    ],
    ["Graph", "POST https://graph.microsoft.com/v1.0/applications", "https://graph.microsoft.com", nested(5000)],
    [
      "a batch of Graph's",
      "POST https://graph.microsoft.com/v1.0/$batch",
      "https://graph.microsoft.com",
      `{"requests":[{"id":"1","method":"POST","url":"/applications","headers":{"content-type":"application/json"},"body":${nested(5000)}}]}`,
    ],
  ])("is refused by %s, and the state can still be written", async (_, call, audience, body) => {
    const emulator = await anEmulator();
    const [method = "", url = ""] = call.split(" ");
    const token = await operatorToken(emulator, "contoso", `${audience}/.default`);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const answer = await read(await emulator.fetch(new Request(url, { method, headers, body })));
    expect(answer.status).toBe(400);
    expect(JSON.stringify(emulator.context.truth)).not.toContain('"a":{"a":');
  });
});
