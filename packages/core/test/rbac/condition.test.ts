import { describe, expect, it } from "vitest";
import { conditionHolds, parseCondition } from "../../src/index.ts";

const read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const container = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]";
const path = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path]";

function holds(text: string, attributes = {}, operation = read, subOperation?: string): boolean {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(parsed.fault);
  return conditionHolds(parsed.condition, { operation, attributes, ...(subOperation ? { subOperation } : {}) });
}

describe("a role assignment's condition", () => {
  it("limits one action to one container, as the documentation's examples are written", () => {
    const text = `((!(ActionMatches{'${read}'})) OR (${container} StringEquals 'blobs-example-container'))`;
    expect(holds(text, { [container]: "blobs-example-container" })).toBe(true);
    expect(holds(text, { [container]: "another" })).toBe(false);
    expect(holds(text, {})).toBe(false);
    expect(holds(text, { [container]: "another" }, read.replace("read", "write"))).toBe(true);
  });

  it("leaves out a part of an action", () => {
    const text = `!(ActionMatches{'${read}'} AND NOT SubOperationMatches{'Blob.List'}) OR ${path} StringLike 'readonly/*'`;
    expect(holds(text, { [path]: "readonly/a/b" })).toBe(true);
    expect(holds(text, { [path]: "secret" })).toBe(false);
    expect(holds(text, { [path]: "secret" }, read, "Blob.List")).toBe(true);
  });

  it("delegates role assignment to some roles and principals (documented example)", () => {
    const role = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    const assign = "Microsoft.Authorization/roleAssignments";
    const text = `((!(ActionMatches{'${assign}/write'})) OR (@Request[${assign}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${role}, acdd72a7-3385-48ef-bd42-f606fba81ae7} AND @Request[${assign}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))`;
    const request = (roleId: string, type: string) => ({
      [`@Request[${assign}:RoleDefinitionId]`]: roleId,
      [`@Request[${assign}:PrincipalType]`]: type,
    });
    expect(holds(text, request(role.toUpperCase(), "serviceprincipal"), `${assign}/write`)).toBe(true);
    expect(holds(text, request("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "ServicePrincipal"), `${assign}/write`)).toBe(
      false,
    );
    expect(holds(text, request(role, "User"), `${assign}/write`)).toBe(false);
    expect(holds(text, {}, `${assign}/delete`)).toBe(true);
  });

  it.each([
    ["StringEquals 'A'", "a", false],
    ["StringEqualsIgnoreCase 'A'", "a", true],
    ["StringNotEquals 'a'", "b", true],
    ["StringNotEquals 'a'", "a", false],
    ["StringStartsWith 'up'", "uploads", true],
    ["StringNotStartsWith 'up'", "uploads", false],
    ["StringNotLike 'u*'", "uploads", false],
    ["StringLike 'up?oads'", "uploads", true],
    ["StringEquals 'it''s'", "it's", true],
    ["NumericLessThan 10", 9, true],
    ["NumericGreaterThanEquals 10", 9, false],
    ["NumericNotEquals 10", 9, true],
    ["BoolEquals true", true, true],
    ["BoolNotEquals true", true, false],
    ["DateTimeLessThan '2026-06-01T00:00:00Z'", "2026-05-31T00:00:00Z", true],
    ["ForAnyOfAnyValues:StringEquals {'a', 'b'}", ["c", "b"], true],
    ["ForAllOfAnyValues:StringEquals {'a', 'b'}", ["c", "b"], false],
    ["ForAnyOfAllValues:StringNotEquals {'a', 'b'}", ["a", "c"], true],
    ["ForAllOfAllValues:StringNotEquals {'a', 'b'}", ["a", "c"], false],
  ])("compares with %s a value of %j: %s", (comparison, value, wanted) => {
    expect(holds(`@Request[x:y] ${comparison}`, { "@request[X:Y]": value })).toBe(wanted);
  });

  it("asks whether an attribute exists, and compares two attributes", () => {
    expect(holds("Exists @Request[x:y]", { "@Request[x:y]": "" })).toBe(true);
    expect(holds("NOT Exists @Request[x:y]", {})).toBe(true);
    const both = "@Principal[a] StringEquals @Resource[b]";
    expect(holds(both, { "@Principal[a]": "red", "@Resource[b]": "red" })).toBe(true);
    expect(holds(both, { "@Principal[a]": "red" })).toBe(false);
  });

  it("says what is wrong with it, and where", () => {
    expect(parseCondition("(@Resource[a:b] StringEquals 'x'")).toEqual({
      ok: false,
      fault: "wanted ')', found the end",
    });
    expect(parseCondition("@Resource[a:b] Resembles 'x'")).toEqual({
      ok: false,
      fault: "wanted an operator at position 14, found 'Resembles'",
    });
    expect(parseCondition("@Resource[a:b] StringEquals #")).toEqual({
      ok: false,
      fault: "'#' at position 27 is not understood",
    });
    expect(parseCondition("")).toMatchObject({ ok: false });
    expect(parseCondition("@Resource[a:b] StringEquals 'x' 'y'")).toMatchObject({ ok: false });
    expect(parseCondition("@Somewhere[a:b] StringEquals 'x'")).toMatchObject({ ok: false });
    expect(parseCondition("@Resource[a:b] StringEquals {'x'")).toMatchObject({ ok: false });
  });
});
