import { describe, expect, test } from "vitest";
import { explain } from "@tegata/core";
import { collection } from "./collection.ts";

const ours = collection.filter(({ ok }) => ok);
const others = collection.filter(({ ok }) => !ok);

describe("texts as people pasted them into public issues", () => {
  test("are at least eighty, fifteen of them about other subjects, each with its link", () => {
    expect(collection.length).toBeGreaterThanOrEqual(80);
    expect(others.length).toBeGreaterThanOrEqual(15);
    for (const { link } of collection) expect(link).toMatch(/^https:\/\/\S+$/);
  });

  test.each(ours)("$name ($wrapping): hop $hop, $service, $code", ({ text, hop, service, code, cause }) => {
    const { ok, root } = explain(text);
    expect({ ok, hop: String(root.hop), service: root.service, code: root.code, cause: root.causes[0]?.id }).toEqual({
      ok: true,
      hop,
      service,
      code,
      cause,
    });
  });

  test.each(others)("$name ($wrapping) is another subject", ({ text, code }) => {
    const { ok, root } = explain(text);
    expect({ ok, hop: root.hop, code: root.code }).toEqual({ ok: false, hop: null, code });
    expect(root.subject).not.toBe("");
  });
});
