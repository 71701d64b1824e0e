import { describe, expect, it } from "vitest";
import {
  aadstsCatalogue,
  chainChecks,
  judgeRole,
  readDataRefusal,
  readIdentityRefusal,
  readTokenRefusal,
  type AssignmentFacts,
} from "../../src/index.ts";

const [identity, application] = ["11111111-aaaa-4aaa-8aaa-111111111111", "22222222-bbbb-4bbb-8bbb-222222222222"];

describe("the checks of the chain", () => {
  it("have each a name of their own, in the order of repair", () => {
    const ids = chainChecks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const at = (id: string): number => ids.findIndex((one) => one === id);
    const order = [
      "application.exists",
      "identity.exists",
      "identity.assigned",
      "credential.issuer",
      "principal.exists",
    ];
    expect(order.map(at)).toEqual(order.map(at).toSorted((one, other) => one - other));
    expect(at("role.assigned")).toBeLessThan(at("data.answers"));
  });
});

describe("a refused exchange", () => {
  it.each([
    [700211, "credential.issuer"],
    [700213, "credential.subject"],
    [7002138, "credential.subject"],
    [7002121, "credential.audience"],
    [70025, "credential.exists"],
    [7000229, "principal.exists"],
    [7000112, "principal.enabled"],
    [500011, "api.known"],
    [501051, "api.assignment"],
    [53003, "access.policy"],
    [90002, "tenant.exists"],
    [700024, "assertion.current"],
    [700231, "assertion.claims"],
  ])("with AADSTS%i is told by the check that it breaks", (aadsts, check) => {
    expect(readTokenRefusal({ status: 400, aadsts }).check).toBe(check);
  });

  it("of an unknown client is told apart by what the application's own directory says", () => {
    const refused = { status: 400, aadsts: 700016, clientId: application, identityClientId: identity };
    expect(readTokenRefusal({ ...refused, atHome: 700016 }).check).toBe("application.exists");
    expect(readTokenRefusal({ ...refused, atHome: 7000229 }).check).toBe("application.audience");
    expect(readTokenRefusal({ ...refused, atHome: "token" }).check).toBe("application.audience");
    expect(readTokenRefusal({ ...refused, clientId: identity.toUpperCase() }).check).toBe("settings.application");
  });

  it("passes by itself when it is throttled, or when a change is on its way", () => {
    expect(readTokenRefusal({ status: 429, retryAfterSeconds: 17 }).passesInSeconds).toBe(17);
    expect(readTokenRefusal({ status: 503 }).passesInSeconds).toBe(300);
    expect(readTokenRefusal({ status: 400, aadsts: 70021 }).passesInSeconds).toBe(600);
    expect(readTokenRefusal({ status: 400, aadsts: 700213 }).passesInSeconds).toBeUndefined();
  });

  it("without an answer is told by the system's code", () => {
    expect(readTokenRefusal({ systemCode: "ENOTFOUND" }).says).toContain("does not resolve");
    expect(readTokenRefusal({ systemCode: "SELF_SIGNED_CERT_IN_CHAIN" }).says).toContain("certificate");
    expect(readTokenRefusal({ systemCode: "ECONNRESET" }).passesInSeconds).toBe(300);
    expect(readTokenRefusal({ systemCode: "ECONNREFUSED" }).passesInSeconds).toBeUndefined();
  });

  it("with any code of the catalogue that federation can meet is not left as a bare number", () => {
    const bare = [...aadstsCatalogue.keys()].filter(
      (aadsts) => readTokenRefusal({ status: 400, aadsts }).check === "exchange",
    );
    // Faults of the request's form, which no credential of ours makes; secrets, which this chain has none of.
    expect(bare.toSorted((one, other) => one - other)).toMatchInlineSnapshot(`
      [
        28002,
        50027,
        70003,
        70011,
        90014,
        100007,
        700021,
        700022,
        700023,
        900144,
        900561,
        1002012,
        5002727,
        5002738,
        7000215,
        7000216,
        7000218,
        7000222,
        9000411,
      ]
    `);
  });
});

describe("a refused identity", () => {
  it.each([
    [{ status: 400, message: "No User Assigned or Delegated Managed Identity found" }, "identity.assigned"],
    [{ status: 400, message: "Identity not found" }, "identity.assigned"],
    [{ status: 401, message: "" }, "identity.endpoint"],
    [{ status: 500, message: "AADSTS7000112: disabled" }, "identity.enabled"],
    [{ message: "", systemCode: "ECONNREFUSED" }, "identity.endpoint"],
  ])("%o breaks %s", (refusal, check) => {
    expect(readIdentityRefusal(refusal).check).toBe(check);
  });
});

describe("a refused data call", () => {
  it.each([
    [{ service: "blob", status: 403, code: "AuthorizationPermissionMismatch" }, "role.assigned"],
    [{ service: "blob", status: 403, code: "AuthorizationFailure" }, "network.open"],
    [{ service: "blob", status: 404, code: "ResourceNotFound" }, "scope.exists"],
    [{ service: "blob", status: 503 }, "data.answers"],
    [{ service: "foundry", status: 401, code: "PermissionDenied" }, "role.assigned"],
    [{ service: "foundry", status: 403, message: "Public access is disabled." }, "network.open"],
    [{ service: "graph", status: 403, code: "Authorization_RequestDenied" }, "app-role.assigned"],
    [{ service: "resourceManager", status: 403, code: "AuthorizationFailed" }, "role.assigned"],
    [{ service: "blob", status: 401, trusts: application, tenantId: identity }, "settings.resource-tenant"],
  ] as const)("%o breaks %s", (refusal, check) => {
    expect(readDataRefusal(refusal).check).toBe(check);
  });
});

describe("role assignments", () => {
  const scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a";
  const roleId = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
  const wanted = {
    roleId,
    roleName: "data",
    scope,
    principalId: application,
    mistaken: { [identity]: "the identity" },
  };
  const held = (changes: Partial<AssignmentFacts>): AssignmentFacts[] => [
    { id: "/a/1", scope, principalId: application, roleId, ...changes },
  ];

  it("fit at the scope and above it", () => {
    expect(judgeRole(wanted, held({})).ok).toBe(true);
    expect(judgeRole(wanted, held({ scope: "/subscriptions/s" })).ok).toBe(true);
  });

  it.each([
    ["none", []],
    ["other principal", held({ principalId: identity })],
    ["other scope", held({ scope: `${scope}/blobServices/default/containers/c` })],
    ["other role", held({ roleId: "b24988ac-6180-42a0-ab88-20f7382dd24c" })],
    ["condition", held({ condition: "@Resource[x] StringEquals 'y'" })],
  ] as const)("that do not fit are told apart: %s", (why, assignments) => {
    expect(judgeRole(wanted, assignments)).toMatchObject({ ok: false, why });
  });
});
