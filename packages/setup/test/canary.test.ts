// Law 8: nothing secret is printed. The fake tokens end in a canary; services and networks here quote them back.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { apply, plan, renderPlan } from "../src/index.ts";
import { refusal, type Answer } from "./fakes/answers.ts";
import type { Disturbance } from "./fakes/azure.ts";
import { aBench } from "./fakes/setup.ts";
import { canary } from "./fakes/token.ts";

function authorization(headers: Headers): string {
  return headers.get("authorization") ?? "";
}

const quoting: Readonly<Record<string, (headers: Headers) => Answer | undefined>> = {
  "nothing goes wrong": () => undefined,
  "403 that quotes the header": (headers) => refusal(403, "AuthorizationFailed", `refused ${authorization(headers)}`),
  "401 that quotes the token": (headers) =>
    refusal(401, "InvalidAuthenticationToken", `bad token ${authorization(headers).slice("Bearer ".length)}`),
  "a page that quotes the header": (headers) => ({ status: 200, body: `<html>${authorization(headers)}` }),
  "an overload that quotes the header": (headers) => refusal(503, "ServiceUnavailable", authorization(headers)),
  "a network failure that quotes the header": (headers) => {
    throw new TypeError(`fetch failed: ${authorization(headers)}`);
  },
};

test.each(Object.keys(quoting))("no error, event, plan or outcome holds a token: %s", async (name) => {
  for (const method of ["GET", "PUT", "PATCH"]) {
    const { azure, events, options } = aBench();
    const disturb: Disturbance = (request) =>
      request.method === method ? quoting[name]?.(request.headers) : undefined;
    azure.before = disturb;
    const results: unknown[] = [];
    for (const run of [plan, apply]) results.push(await run(options).catch((error: unknown) => error));
    const [planned] = results;
    const texts = [...results, ...events].flatMap((value) => [
      JSON.stringify(value),
      inspect(value, { depth: 12 }),
      String(value),
    ]);
    if (!(planned instanceof Error)) texts.push(renderPlan(planned as Awaited<ReturnType<typeof plan>>));
    expect(azure.requests.length).toBeGreaterThan(0);
    for (const text of texts) expect(text).not.toContain(canary);
  }
});
