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
        9010010,
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

  it("by silence passes in a while, but not where no metadata service is", () => {
    const silent = { message: "", systemCode: "ETIMEDOUT" };
    expect(readIdentityRefusal(silent).passesInSeconds).toBe(300);
    const outside = readIdentityRefusal({ ...silent, isMetadataService: true });
    expect(outside.passesInSeconds).toBeUndefined();
    expect(outside.says).toContain("no virtual machine of Azure");
    expect(readIdentityRefusal({ status: 403, message: "", isMetadataService: true }).says).toContain("a proxy");
    expect(readIdentityRefusal({ status: 403, message: "" }).says).toContain("IDENTITY_HEADER");
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
    [{ service: "blob", systemCode: "ENOTFOUND" }, "scope.exists"],
    [{ service: "blob", systemCode: "ECONNREFUSED" }, "scope.exists"],
    [{ service: "blob", systemCode: "ECONNRESET" }, "data.answers"],
    [{ service: "foundry", systemCode: "ETIMEDOUT" }, "data.answers"],
    [{ service: "blob", systemCode: "SELF_SIGNED_CERT_IN_CHAIN" }, "data.answers"],
    [{ service: "graph", systemCode: "ENOTFOUND" }, "data.answers"],
  ] as const)("%o breaks %s", (refusal, check) => {
    expect(readDataRefusal(refusal).check).toBe(check);
  });

  it("whose connection broke off passes in a while; one that never came about does not", () => {
    expect(readDataRefusal({ service: "blob", systemCode: "ECONNRESET" }).passesInSeconds).toBe(300);
    const blocked = readDataRefusal({ service: "blob", systemCode: "ETIMEDOUT" });
    expect(blocked).toMatchObject({ says: expect.stringContaining("firewall") });
    expect(blocked.passesInSeconds).toBeUndefined();
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

  it("that a group has are its member's too", () => {
    const group = "33333333-cccc-4ccc-8ccc-333333333333";
    expect(judgeRole(wanted, held({ principalId: group })).ok).toBe(false);
    expect(judgeRole(wanted, held({ principalId: group, heldBy: application })).ok).toBe(true);
  });

  it("of a wider role take the place of the wanted one; of a narrower they do not", () => {
    const dataOwner = held({ roleId: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b" });
    const dataReader = held({ roleId: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1" });
    expect(judgeRole(wanted, dataOwner)).toMatchObject({ ok: true, instead: "Storage Blob Data Owner", lacks: [] });
    expect(judgeRole(wanted, dataReader)).toMatchObject({ ok: false, why: "other role" });
    expect(judgeRole(wanted, held({ ...dataOwner[0], condition: "@Resource[x] StringEquals 'y'" })).ok).toBe(false);
  });

  it.each([
    ["all data actions", ["Microsoft.Storage/storageAccounts/*"], [], true],
    ["all but one", ["Microsoft.Storage/storageAccounts/*"], ["*/blobs/read"], false],
    ["some", ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"], [], false],
    ["none", [], [], false],
  ])("of a role of the directory's own count by what it allows: %s", (_name, dataActions, notDataActions, ok) => {
    const permissions = [{ actions: [], notActions: [], dataActions, notDataActions }];
    const role = { name: "of their own", permissions };
    const own = held({ roleId: "99999999-cccc-4ccc-8ccc-999999999999", role });
    expect(judgeRole(wanted, own).ok).toBe(ok);
  });

  it("of a role of the directory's own tell what it lacks for managing", () => {
    const dataActions = ["Microsoft.Storage/*"];
    const role = {
      name: "of their own",
      permissions: [{ actions: [], notActions: [], dataActions, notDataActions: [] }],
    };
    const own = held({ roleId: "99999999-cccc-4ccc-8ccc-999999999999", role });
    const lacks = ["Microsoft.Storage/storageAccounts/blobServices/containers/delete"];
    expect(judgeRole(wanted, own)).toMatchObject({ lacks: expect.arrayContaining(lacks) });
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
