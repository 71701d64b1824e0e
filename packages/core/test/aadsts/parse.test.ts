import * as fc from "fast-check";
import { expect, test } from "vitest";
import { aadstsRow, findAadsts, renderAadsts } from "@tegata/core";

const trace = "00000000-1111-2222-3333-444444444444";
const correlation = "55555555-6666-7777-8888-999999999999";

test("reads number and ids from a description with line breaks, as until 2023", () => {
  const text = `AADSTS70021: No match.\r\nTrace ID: ${trace}\r\nCorrelation ID: ${correlation}\r\nTimestamp: 2022-05-01 12:00:00Z`;
  expect(findAadsts(text)).toEqual([{ code: 70021, traceId: trace, correlationId: correlation }]);
});

test("reads them from a JSON body", () => {
  const body = renderAadsts(
    aadstsRow(700016),
    {},
    { nowMs: 0, traceId: trace, correlationId: correlation, authority: "" },
  );
  expect(findAadsts(JSON.stringify(body))).toEqual([{ code: 700016, traceId: trace, correlationId: correlation }]);
});

test("names each code once, in order, and leaves ids out that are not there", () => {
  expect(findAadsts("AADSTS700016, then AADSTS7000229, again AADSTS700016 and xAADSTS90002")).toEqual([
    { code: 700016 },
    { code: 7000229 },
  ]);
});

test("finds nothing in other text, and takes any text", () => {
  expect(findAadsts("AADSTS and AADSTS12 and 700016")).toEqual([]);
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(findAadsts(text))));
});
