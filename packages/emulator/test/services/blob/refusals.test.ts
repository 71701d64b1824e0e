import { describe, expect, it } from "vitest";
import type { Chain } from "../../chain.ts";
import { aChain, storageBlobDataContributor } from "../../chain.ts";
import { blob, fabrikam } from "../../emulator.ts";
import { callArm } from "../../wire.ts";
import { callBlob, challenge, expectStorageRefusal } from "./storage.ts";

const challenged =
  "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.";
const mismatch = {
  status: 403,
  code: "AuthorizationPermissionMismatch",
  message: "This request is not authorized to perform this operation using this permission.",
};
const notFound = { status: 404, code: "ResourceNotFound", message: "The specified resource does not exist." };
const upload = (body: string) => ({
  body,
  headers: { "x-ms-blob-type": "BlockBlob", "content-length": String(body.length) },
});

/** Changes the account as its administrator does: over Resource Manager. */
async function change(chain: Chain, properties: Record<string, unknown>): Promise<void> {
  const path = `${fabrikam.storage}?api-version=2025-06-01` as const;
  const answer = await callArm(chain.emulator, "fabrikam", `PATCH ${path}`, { body: { properties } });
  expect(answer.status).toBe(200);
}

describe("storage's own words", () => {
  it("for a key where keys are not permitted, and for a signature that is wrong", async () => {
    const chain = await aChain();
    const headers = { authorization: `SharedKey fabrikamdata:${Buffer.alloc(32).toString("base64")}` };
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { headers }), {
      status: 403,
      code: "AuthenticationFailed",
      message:
        "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    });
    await change(chain, { allowSharedKeyAccess: false });
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { headers }), {
      status: 403,
      code: "KeyBasedAuthenticationNotPermitted",
      message: "Key based authentication is not permitted on this storage account.",
    });
  });

  it.each([null, "2015-02-21", "2017-07-29"])(
    "for a token that comes with a version which takes none: %s",
    async (serviceVersion) => {
      const chain = await aChain({ role: true });
      const token = await chain.token();
      expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { token, serviceVersion }), {
        status: 403,
        code: "AuthenticationFailed",
        message:
          "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
        elements:
          "  <AuthenticationErrorDetail>Authentication scheme Bearer is not supported in this version.</AuthenticationErrorDetail>\n",
      });
    },
  );

  it("for a version that is none", async () => {
    const chain = await aChain({ role: true });
    const options = { token: await chain.token(), serviceVersion: "latest" };
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", options), {
      status: 400,
      code: "InvalidHeaderValue",
      message: "The value for one of the HTTP headers is not in the correct format.",
      elements: "  <HeaderName>x-ms-version</HeaderName>\n",
    });
  });

  it("for an account behind a firewall, whoever asks", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    const network = {
      status: 403,
      code: "AuthorizationFailure",
      message: "This request is not authorized to perform this operation.",
    };
    await change(chain, { networkAcls: { defaultAction: "Deny", ipRules: [] } });
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { token }), network);
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt"), network);
    await change(chain, { networkAcls: { defaultAction: "Allow" }, publicNetworkAccess: "Disabled" });
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { token }), network);
  });

  it("for nobody's request to an account that is closed to nobody, by the version that it speaks", async () => {
    const chain = await aChain();
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { serviceVersion: null }), {
      status: 409,
      code: "PublicAccessNotPermitted",
      message: "Public access is not permitted on this storage account.",
    });
    await change(chain, { allowBlobPublicAccess: true });
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { serviceVersion: "2018-11-09" }), notFound);
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { serviceVersion: "2019-12-12" }), {
      status: 401,
      code: "NoAuthenticationInformation",
      message: challenged,
      challenge,
    });
  });

  it("for an account that does not exist", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    const origin = `${blob}/nobodysdata`;
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { origin, token }), notFound);
    expectStorageRefusal(await callBlob(chain, "GET /orders/a.txt", { origin }), notFound);
  });

  it("for a copy source that came without credentials, with the source's own refusal", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    await callBlob(chain, "PUT /orders?restype=container", { token });
    await callBlob(chain, "PUT /orders/a.txt", { token, ...upload("hello") });
    const headers = { "x-ms-copy-source": `${blob}/fabrikamdata/orders/a.txt`, "x-ms-requires-sync": "true" };
    expectStorageRefusal(await callBlob(chain, "PUT /orders/b.txt", { token, headers }), {
      status: 401,
      code: "CannotVerifyCopySource",
      message: challenged,
      elements: `  <CopySourceStatusCode>401</CopySourceStatusCode>
  <CopySourceErrorCode>NoAuthenticationInformation</CopySourceErrorCode>
  <CopySourceErrorMessage>${challenged}</CopySourceErrorMessage>
`,
    });
  });
});

describe("several accounts", () => {
  it("each have their own containers, keys and roles", async () => {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    const second = `${fabrikam.group}/providers/Microsoft.Storage/storageAccounts/fabrikamlogs` as const;
    const body = { location: "japaneast", kind: "StorageV2", sku: { name: "Standard_LRS" } };
    await callArm(chain.emulator, "fabrikam", `PUT ${second}?api-version=2025-06-01`, { body });
    const origin = `${blob}/fabrikamlogs`;
    expect((await callBlob(chain, "PUT /orders?restype=container", { token })).status).toBe(201);
    expectStorageRefusal(await callBlob(chain, "PUT /orders?restype=container", { origin, token }), mismatch);
    const headers = { "x-ms-copy-source": `${origin}/orders/a.txt` };
    expect((await callBlob(chain, "PUT /orders/b.txt", { token, headers })).text).toContain("CannotVerifyCopySource");
  });
});

describe("the condition of a role assignment", () => {
  const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

  it("decides by the blob's path", async () => {
    const chain = await aChain({ role: true });
    const owner = await chain.token();
    await callBlob(chain, "PUT /orders?restype=container", { token: owner });
    for (const path of ["open/a.txt", "closed/a.txt"])
      await callBlob(chain, `PUT /orders/${path}`, { token: owner, ...upload("x") });
    const { arm } = chain.emulator.context.store.state;
    const condition = `((!(ActionMatches{'${blobs}/read'})) OR (@Resource[${blobs}:path] StringLike 'open/*'))`;
    arm.roleAssignments = arm.roleAssignments.map((assignment) =>
      assignment.roleDefinitionId.endsWith(storageBlobDataContributor)
        ? { ...assignment, condition, conditionVersion: "2.0" }
        : assignment,
    );
    expect((await callBlob(chain, "GET /orders/open/a.txt", { token: owner })).text).toBe("x");
    expectStorageRefusal(await callBlob(chain, "GET /orders/closed/a.txt", { token: owner }), mismatch);
    expect((await callBlob(chain, "PUT /orders/closed/b.txt", { token: owner, ...upload("x") })).status).toBe(201);
  });

  /** A chain whose role has a condition from now on; containers and blobs were made before. */
  async function conditional(condition: string) {
    const chain = await aChain({ role: true });
    const token = await chain.token();
    for (const name of ["orders", "secret"]) {
      await callBlob(chain, `PUT /${name}?restype=container`, { token });
      await callBlob(chain, `PUT /${name}/open/a.txt`, { token, ...upload("x") });
    }
    const { arm } = chain.emulator.context.store.state;
    arm.roleAssignments = arm.roleAssignments.map((assignment) =>
      assignment.principalId === chain.principalId ? { ...assignment, condition, conditionVersion: "2.0" } : assignment,
    );
    return async (call: string, options = {}) => (await callBlob(chain, call, { token, ...options })).status;
  }

  it("decides by the container's name, for each operation that it names", async () => {
    const name = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]";
    const named = `ActionMatches{'${blobs}/read'}) AND !(ActionMatches{'${blobs}/delete'}`;
    const call = await conditional(`((!(${named})) OR (${name} StringEquals 'orders'))`);
    expect(await call("GET /orders/open/a.txt")).toBe(200);
    expect(await call("GET /secret/open/a.txt")).toBe(403);
    expect(await call("HEAD /secret/open/a.txt")).toBe(403);
    expect(await call("DELETE /secret/open/a.txt")).toBe(403);
    expect(await call("PUT /secret/open/b.txt", upload("x"))).toBe(201);
  });

  it("tells listing from reading by the suboperation, and decides it by the prefix that is asked for", async () => {
    const listing = `ActionMatches{'${blobs}/read'} AND SubOperationMatches{'Blob.List'}`;
    const call = await conditional(`((!(${listing})) OR (@Request[${blobs}:prefix] StringLike 'open/*'))`);
    expect(await call("GET /orders?restype=container&comp=list&prefix=open/")).toBe(200);
    expect(await call("GET /orders?restype=container&comp=list&prefix=closed/")).toBe(403);
    expect(await call("GET /orders?restype=container&comp=list")).toBe(403);
    expect(await call("GET /orders/open/a.txt")).toBe(200);
  });
});
