import type { RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { inProcessFetch } from "../src/in-process-fetch.ts";
import { anEmulator, token } from "./emulator.ts";

const url = "https://localhost:7411/path?query";

/** Answers with what it was sent. */
const mirror: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () =>
    response.end(`${request.method} ${request.url} ${request.headers.host} ${Buffer.concat(chunks).toString()}`),
  );
};

describe("fetch in process", () => {
  it.each(["POST", "PUT", "PATCH", "DELETE"])("carries the body of a %s", async (method) => {
    const response = await inProcessFetch(mirror)(new Request(url, { method, body: "a body" }));
    expect(await response.text()).toBe(`${method} /path?query localhost:7411 a body`);
  });

  it("gives up when its signal says so, before the request, the answer or the body's end", async () => {
    const reason = new Error("enough");
    const silent = inProcessFetch(() => undefined);
    await expect(silent(new Request(url, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    const waiting = new AbortController();
    const answer = silent(new Request(url, { signal: waiting.signal }));
    waiting.abort(reason);
    await expect(answer).rejects.toBe(reason);
    const reading = new AbortController();
    const endless = inProcessFetch((_request, response) => response.write("begun"));
    const response = await endless(new Request(url, { signal: reading.signal }));
    reading.abort(reason);
    await expect(response.text()).rejects.toThrow("aborted");
  });

  it("is called as the global one is", async () => {
    const { fetch } = await anEmulator();
    const document = "/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration";
    const method = "HEAD";
    const answers = [
      await fetch(`${token}${document}`, { method }),
      await fetch(new URL(document, token), { method }),
      await fetch(new Request(`${token}${document}`, { method })),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await expect(fetch("https://nobody.example/")).rejects.toThrow("the emulator has no service at");
  });
});
