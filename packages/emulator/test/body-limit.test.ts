import { describe, expect, it } from "vitest";
import { withBodyLimit } from "../src/body-limit.ts";

const megabyte = 1024 * 1024;

/** A body of so many pieces, and how many of them were taken. */
function pieces(count: number) {
  let taken = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (taken === count) return controller.close();
        taken++;
        controller.enqueue(new Uint8Array(megabyte));
      },
    },
    { highWaterMark: 0 },
  );
  return { body, taken: () => taken };
}

const limited = withBodyLimit(async (request) => new Response(await request.text()), 2 * megabyte);

async function send(count: number, headers: Readonly<Record<string, string>>) {
  const { body, taken } = pieces(count);
  const init: RequestInit & { duplex: "half" } = { method: "POST", headers, body, duplex: "half" };
  const { status } = await limited(new Request("https://localhost/", init));
  return { status, taken: taken() };
}

describe("a body that is too large", () => {
  it("is heard out before it is refused, so that the client reads why", async () => {
    expect(await send(5, { "content-length": String(5 * megabyte) })).toEqual({ status: 413, taken: 5 });
  });

  it.each([
    ["of a length that nobody would wait for", 500, { "content-length": String(500 * megabyte) }, 0],
    ["of a length that nobody told", 500, {}, 3],
  ])("is not heard out: %s", async (_, count, headers, taken) => {
    expect(await send(count, headers as Record<string, string>)).toEqual({ status: 413, taken });
  });

  it("is none at the limit", async () => {
    expect(await send(2, {})).toEqual({ status: 200, taken: 2 });
  });
});
