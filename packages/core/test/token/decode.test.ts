import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeToken, TegataError, tryDecodeToken } from "@tegata/core";
import { makeToken } from "../make-token.ts";

const object = fc.dictionary(fc.string(), fc.jsonValue());

describe("tryDecodeToken", () => {
  test("gives back the header and claims that were written, in any script", () => {
    fc.assert(
      fc.property(object, object, (header, claims) => {
        const decoded = tryDecodeToken(makeToken(header, claims));
        expect(decoded).toEqual(JSON.parse(JSON.stringify({ header, claims })));
      }),
    );
  });

  test("takes any text and never throws", () => {
    const dotted = fc.array(fc.string(), { minLength: 1, maxLength: 5 }).map((parts) => parts.join("."));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), dotted), (text) => {
        const decoded = tryDecodeToken(text);
        expect(decoded === undefined || typeof decoded.claims === "object").toBe(true);
      }),
    );
  });

  const part = (text: string | Uint8Array): string => Buffer.from(text).toString("base64url");
  test.each([
    ["two parts", `${part("{}")}.${part("{}")}`],
    ["four parts", `${part("{}")}.${part("{}")}.a.`],
    ["an encrypted token's five parts", `${part("{}")}....`],
    ["claims that are a list", `${part("{}")}.${part("[]")}.`],
    ["claims that are null", `${part("{}")}.${part("null")}.`],
    ["claims that are a text", `${part("{}")}.${part('"a"')}.`],
    ["bytes that are no UTF-8", `${part("{}")}.${part(new Uint8Array([0x7b, 0xff, 0x7d]))}.`],
    ["the ordinary base64 alphabet", `${part("{}")}.e+/9.`],
    ["padding that nothing needs", `${part("{}")}==.${part("{}")}.`],
    ["padding alone", `${part("{}")}.====.`],
    ["padding in the middle", `e3=0.${part("{}")}.`],
    ["a length that no bytes have", `${part("{}")}.${part("{}")}.abcde`],
    ["the word Bearer in front", `Bearer ${makeToken({}, {})}`],
    ["a line break behind", `${makeToken({}, {})}\n`],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(tryDecodeToken(text)).toBeUndefined();
  });

  test("takes parts that are padded, since a client of Microsoft's sends them so", () => {
    expect(tryDecodeToken("eyJhbGciOiJub25lIn0=.eyJ0aWQiOiIxIn0=.AA==")).toEqual({
      header: { alg: "none" },
      claims: { tid: "1" },
    });
  });

  test("takes an unsigned token: looking is not trusting", () => {
    expect(tryDecodeToken("eyJhbGciOiJub25lIn0.eyJ0aWQiOiIxIn0.")).toEqual({
      header: { alg: "none" },
      claims: { tid: "1" },
    });
  });
});

describe("decodeToken", () => {
  test("throws token.malformed and never echoes the text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{12,40}$/), (text) => {
        const refused = `${text}.${text}`;
        let error: unknown;
        try {
          decodeToken(refused);
        } catch (thrown) {
          error = thrown;
        }
        expect(error).toBeInstanceOf(TegataError);
        expect(error).toMatchObject({ code: "token.malformed" });
        const { message, fix, stack } = error as TegataError;
        expect(`${message} ${fix} ${stack} ${JSON.stringify(error)}`).not.toContain(text);
      }),
    );
  });
});
