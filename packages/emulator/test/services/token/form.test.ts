import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readForm } from "../../../src/services/token/form.ts";

/** What the standard's own parser makes of a form. It takes a question mark at the beginning away: so there is none. */
function asStandard(body: Buffer): { fields: Record<string, string>; duplicated: string | undefined } {
  const pairs = [...new URLSearchParams(`&${body.toString("utf8")}`)];
  const names = pairs.map(([name]) => name);
  return {
    fields: Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(pairs)),
    duplicated: names.find((name, at) => names.indexOf(name) < at),
  };
}

const pieces = fc.oneof(
  fc.constantFrom(
    "&",
    "&&",
    "=",
    "==",
    "+",
    "%",
    "%2",
    "%3A",
    "%3a",
    "%2F",
    "%20",
    "%E2%82%AC",
    "%FF",
    "%00",
    "€",
    "?",
    "\0",
  ),
  fc.constantFrom("scope", "client_id", "scope=", "a=b&a=c", "__proto__=x", "constructor"),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const text = fc.array(pieces, { maxLength: 12 }).map((parts) => Buffer.from(parts.join("")));
const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));

describe("a form", () => {
  it("is read as the URL standard's own parser reads it, whatever it holds", () => {
    fc.assert(
      fc.property(fc.oneof(text, bytes), (body) => {
        const { fields, duplicated } = readForm(body);
        const standard = asStandard(body);
        expect(duplicated).toBe(standard.duplicated);
        expect(Object.entries(fields)).toEqual(Object.entries(standard.fields));
      }),
      { numRuns: 2000 },
    );
  });

  it("overrules what an Authorization header said, without counting as a second value", () => {
    expect(
      readForm(Buffer.from("client_id=b"), [
        ["client_id", "a"],
        ["client_secret", "s"],
      ]),
    ).toEqual({
      fields: Object.assign(Object.create(null), { client_id: "b", client_secret: "s" }),
      duplicated: undefined,
    });
  });
});
