import { describe, expect, it } from "vitest";
import { anEmulator } from "../../emulator.ts";
import { callGraph } from "../../wire.ts";
import { expectGraphRefusal } from "./refusal.ts";

async function aDirectory() {
  const emulator = await anEmulator();
  const as = (call: `${string} /${string}`, body: object) => callGraph(emulator, "contoso", call, { body });
  return { as };
}

describe("a batch", () => {
  it("is answered part by part, each with the batch's token", async () => {
    const { as } = await aDirectory();
    const requests = [
      {
        id: "1",
        method: "POST",
        url: "/applications",
        headers: { "Content-Type": "application/json" },
        body: { displayName: "batched" },
      },
      { id: "2", method: "GET", url: "/applications?$filter=displayName eq 'batched'" },
      { id: "3", method: "GET", url: "/applications/none" },
      { id: "4", method: "GET", url: "/organization", dependsOn: ["3"] },
    ];
    const { status, body } = await as("POST /v1.0/$batch", { requests });
    expect([status, body]).toMatchObject([
      200,
      {
        responses: [
          { id: "1", status: 201 },
          { id: "2", status: 200, body: { value: [{ displayName: "batched" }] } },
          { id: "3", status: 404 },
          {
            id: "4",
            status: 424,
            body: {
              error: { code: "FailedDependency", message: "A request that this one depends on has failed." },
            },
          },
        ],
      },
    ]);
    const many = Array.from({ length: 21 }, (_, index) => ({ id: String(index), method: "GET", url: "/organization" }));
    expectGraphRefusal(await as("POST /v1.0/$batch", { requests: many }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Number of batch request steps exceeds the maximum value of 20.",
    });
  });

  it("waits for what it depends on, wherever that stands", async () => {
    const { as } = await aDirectory();
    const requests = [
      { id: "1", method: "GET", url: "/organization?$select=id", dependsOn: ["2"] },
      { id: "2", method: "GET", url: "/applications/none" },
    ];
    const { body } = await as("POST /v1.0/$batch", { requests });
    expect(
      (body as { responses: { id: string; status: number }[] }).responses.map(({ id, status }) => [id, status]),
    ).toEqual([
      ["2", 404],
      ["1", 424],
    ]);
  });

  it.each([
    [null],
    ["a text"],
    [{ id: 1, method: "GET", url: "/users" }],
    [{ id: "1", method: "CONNECT", url: "/users" }],
    [{ id: "1", method: 5, url: "/users" }],
    [{ id: "1", method: "GET", url: 5 }],
    [{ id: "1", method: "GET" }],
    [{ id: "1", method: "GET", url: "/$batch" }],
    [{ id: "1", method: "GET", url: "/users", headers: "x" }],
    [{ id: "1", method: "GET", url: "/users", headers: { "bad header": "x" } }],
    [{ id: "1", method: "GET", url: "/users", dependsOn: "2" }],
    [{ id: "1", method: "GET", url: "/users", dependsOn: ["2"] }],
    [{ id: "1", method: "GET", url: "/users", dependsOn: ["1"] }],
  ])("is refused with the part %j", async (part) => {
    const { as } = await aDirectory();
    const isAboutId = typeof (part as { id?: unknown } | null)?.id === "number";
    expectGraphRefusal(await as("POST /v1.0/$batch", { requests: [part] }), {
      status: 400,
      code: "Request_BadRequest",
      message: `Invalid batch payload format.${isAboutId ? " Request Id's have to be unique." : ""}`,
    });
  });

  it.each([[undefined], [{ length: 0 }], ["1"]])("is refused with %j for its requests", async (requests) => {
    const { as } = await aDirectory();
    expectGraphRefusal(await as("POST /v1.0/$batch", { requests }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Invalid batch payload format.",
    });
  });

  it("is refused with two parts of one id, in whatever case", async () => {
    const { as } = await aDirectory();
    const requests = ["a", "A"].map((id) => ({ id, method: "GET", url: "/organization" }));
    expectGraphRefusal(await as("POST /v1.0/$batch", { requests }), {
      status: 400,
      code: "Request_BadRequest",
      message: "Invalid batch payload format. Request Id's have to be unique.",
    });
  });

  // Recorded: https://github.com/pnp/pnpcore (which sends a body that means nothing, for this reason)
  it("is refused with a write without a body or its type", async () => {
    const { as } = await aDirectory();
    for (const part of [{ body: { displayName: "x" } }, { headers: { "Content-Type": "application/json" } }]) {
      const requests = [{ id: "1", method: "POST", url: "/applications", ...part }];
      expectGraphRefusal(await as("POST /v1.0/$batch", { requests }), {
        status: 400,
        code: "BadRequest",
        message: "Write request id : 1 does not contain Content-Type header or body.",
      });
    }
  });
});
