import { describe, expect, test } from "vitest";
import { aadstsCatalogue, allChecks, checkLists } from "@tegata/core";

// Status and error string of each code, from the contract's sections 4.4 to 4.7.
const contract: readonly [code: number, status: number, error: string][] = [
  [90002, 400, "invalid_request"],
  [900021, 400, "invalid_request"],
  [900023, 400, "invalid_request"],
  [9001023, 400, "invalid_request"],
  [900382, 400, "invalid_request"],
  [900439, 400, "invalid_request"],
  [900144, 400, "invalid_request"],
  [900561, 400, "invalid_request"],
  [9000411, 400, "invalid_request"],
  [70003, 400, "unsupported_grant_type"],
  [7000215, 401, "invalid_client"],
  [7000216, 401, "invalid_client"],
  [7000218, 401, "invalid_client"],
  [7000222, 401, "invalid_client"],
  [70011, 400, "invalid_scope"],
  [1002012, 400, "invalid_scope"],
  [700022, 400, "invalid_scope"],
  [9010010, 400, "invalid_target"],
  [28002, 400, "invalid_scope"],
  [500011, 400, "invalid_resource"],
  [50001, 400, "invalid_resource"],
  [650057, 400, "invalid_resource"],
  [700038, 400, "unauthorized_client"],
  [700016, 400, "unauthorized_client"],
  [700011, 400, "unauthorized_client"],
  [70001, 400, "unauthorized_client"],
  [7000112, 400, "unauthorized_client"],
  [7000229, 401, "invalid_client"],
  [700025, 401, "invalid_client"],
  [501051, 400, "invalid_grant"],
  [50027, 400, "invalid_request"],
  [5002727, 400, "invalid_request"],
  [5002723, 401, "invalid_client"],
  [5002738, 401, "invalid_client"],
  [90014, 400, "invalid_request"],
  [90061, 400, "invalid_request"],
  [50166, 400, "invalid_request"],
  [501661, 400, "invalid_request"],
  [700021, 401, "invalid_client"],
  [700023, 401, "invalid_client"],
  [700024, 401, "invalid_client"],
  [700027, 401, "invalid_client"],
  [70021, 401, "invalid_client"],
  [70025, 401, "invalid_client"],
  [700211, 401, "invalid_client"],
  [7002121, 401, "invalid_client"],
  [700213, 401, "invalid_client"],
  [7002131, 401, "invalid_client"],
  [700233, 401, "invalid_client"],
  [700235, 401, "invalid_client"],
  [7002241, 401, "invalid_client"],
  [7002137, 401, "invalid_client"],
  [7002138, 401, "invalid_client"],
  [700214, 401, "invalid_client"],
  [700222, 401, "invalid_client"],
  [700226, 401, "invalid_client"],
  [700227, 401, "invalid_client"],
  [700229, 401, "invalid_client"],
  [700231, 401, "invalid_client"],
  [700236, 401, "invalid_client"],
  [7000226, 401, "invalid_client"],
  [7002206, 401, "invalid_client"],
  [700263, 401, "invalid_client"],
  [53003, 400, "invalid_grant"],
  [700223, 401, "invalid_client"],
  [700238, 401, "invalid_client"],
  [7002381, 401, "invalid_client"],
  [50049, 400, "invalid_instance"],
  [50196, 400, "invalid_grant"],
  [90055, 429, "temporarily_unavailable"],
  [100007, 400, "invalid_request"],
];

describe("aadstsCatalogue", () => {
  test("holds exactly the codes of the contract that this chain can meet", () => {
    expect([...aadstsCatalogue.keys()].toSorted((a, b) => a - b)).toEqual(
      contract.map(([code]) => code).toSorted((a, b) => a - b),
    );
  });

  test.each(contract)("AADSTS%i is %i %s", (code, status, error) => {
    expect(aadstsCatalogue.get(code)).toMatchObject({ code, status, error });
  });

  // Seen with error_uri: five codes. Seen without: 700213, 700038, 70003, 90061, 1002012, 70011.
  test("error_uri goes with the codes that were seen with it", () => {
    const codes = [...aadstsCatalogue.values()].filter((row) => row.hasErrorUri).map((row) => row.code);
    expect(codes.toSorted((a, b) => a - b)).toEqual([70021, 500011, 7000215, 7000218, 7000222]);
  });

  // 50173 speaks of a user's password; the others were never seen in public.
  test.each([50173, 700224, 700232, 700212, 500131])("AADSTS%i is not in it", (code) => {
    expect(aadstsCatalogue.has(code)).toBe(false);
  });

  test.each([...aadstsCatalogue.values()])("AADSTS$code says what it means, why and what to do", (row) => {
    expect(row.title).not.toBe("");
    expect(row.causes.length).toBeGreaterThan(0);
    expect(row.fixes.length).toBe(row.causes.length);
    for (const fix of row.fixes) expect(fix).toMatch(/\.$|\}$|>$/);
    expect(row.template).not.toMatch(/AADSTS|Trace ID|\r|\n/);
    expect(row.provenance.source.length).toBeGreaterThan(10);
  });

  test("an inferred row says what was concluded from what: a link alone is no reasoning", () => {
    const inferred = [...aadstsCatalogue.values()].filter((row) => row.provenance.kind === "inferred");
    expect(inferred.length).toBeGreaterThan(0);
    expect(inferred.filter((row) => !row.provenance.source.includes(" "))).toEqual([]);
  });

  test.each(Object.entries(checkLists))("every code that %s fail with is in it", (_, checks) => {
    expect(checks.map((check) => check.failsWith).filter((code) => !aadstsCatalogue.has(code))).toEqual([]);
  });

  test("check ids are unique, dotted, in lower case", () => {
    const ids = allChecks.map((check) => check.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(?:\.[a-z]+(?:-[a-z]+)*)$/);
  });
});
