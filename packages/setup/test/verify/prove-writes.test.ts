// What verify says of a role that writes: proven only by writing, and nothing stays behind.
import { parseClientId } from "@tegata/core";
import { beforeEach, expect, test } from "vitest";
import type { Workload } from "../../src/index.ts";
import { doctor, parseConfiguration, renderVerify, verify } from "../../src/index.ts";
import { contoso, contosoSubscription, fabrikam, storageAccount } from "../fakes/ids.ts";

const clientId = "44444444-4444-4444-8444-444444444444";

function configurationOf(role: string, scope: string = storageAccount): ReturnType<typeof parseConfiguration> {
  return parseConfiguration(`
version: 1
cloud: public
home:
  tenantId: ${contoso}
  subscriptionId: ${contosoSubscription}
  resourceGroup: rg-app
  location: japaneast
  identity: id-orders
  hosts: [{ kind: appService, name: app-orders }]
  application: { name: orders-cross-tenant, clientId: ${clientId} }
  trusts: [managedIdentity]
resources:
  - tenantId: ${fabrikam}
    grants: [{ role: ${role}, scope: ${scope} }]
`);
}

function aToken(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part(claims)}.c2ln`;
}

const workload: Workload = {
  isOnHost: true,
  isVirtualMachine: false,
  hasProjectedToken: false,
  hostName: "app-orders",
  settings: { applicationId: clientId },
  takeHops: async () => ({ assertion: aToken({ sub: "id" }), accessToken: aToken({ oid: "principal" }) }),
};

type Right = "read" | "write" | "delete";

/** A storage account with containers, and what the workload may do there. Authorization comes before the look. */
class FakeStorage {
  readonly blobs = new Set<string>();
  readonly calls: string[] = [];
  readonly rights = new Set<Right>(["read", "write", "delete"]);
  /** Answers instead, while it has something to say. */
  interfere: (method: string, path: string) => Response | undefined = () => undefined;

  readonly fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(url instanceof Request ? url.url : url);
    const method = init?.method ?? "GET";
    const [, container = "", ...rest] = pathname.split("/");
    this.calls.push(`${method} ${rest.length > 0 ? "blob" : container === "" ? "containers" : container}`);
    if (method === "PUT") this.blobs.add(pathname);
    const instead = this.interfere(method, pathname);
    if (instead !== undefined) return instead;
    const right = ({ GET: "read", PUT: "write", DELETE: "delete" } as const)[method] ?? "read";
    if (!this.rights.has(right)) {
      this.blobs.delete(pathname);
      return answer(403, "AuthorizationPermissionMismatch");
    }
    if (container === "") return answer(200, "", "<Containers><Container><Name>orders</Name></Container></Containers>");
    if (container !== "orders") {
      this.blobs.delete(pathname);
      return answer(404, "ContainerNotFound");
    }
    if (method === "PUT") return answer(201);
    if (method === "DELETE") return this.blobs.delete(pathname) ? answer(202) : answer(404, "BlobNotFound");
    return answer(200, "", search);
  };
}

function answer(status: number, code = "", body = ""): Response {
  return new Response(body, { status, headers: code === "" ? {} : { "x-ms-error-code": code } });
}

let storage: FakeStorage;
beforeEach(() => {
  storage = new FakeStorage();
});

interface Asked {
  readonly role?: string;
  readonly scope?: string;
  readonly mayWrite?: boolean;
  readonly container?: string;
}

async function prove({ role = "Storage Blob Data Contributor", scope, ...options }: Asked): Promise<{
  readonly ok: boolean;
  readonly writing: string;
  readonly lines: readonly string[];
}> {
  const configuration = configurationOf(role, scope);
  const report = await verify({ configuration, workload, fetch: storage.fetch, ...options });
  return { ok: report.ok, writing: report.writing, lines: renderVerify(report).split("\n") };
}

test("without --prove-writes the headline and the role's mark say that writing was not tried", async () => {
  const { ok, writing, lines } = await prove({});
  expect([ok, writing]).toEqual([true, "not tried"]);
  expect(lines[0]).toBe("The chain works for reading; writing was not tried (--prove-writes).");
  expect(lines.at(-1)).toBe(
    '  ~ Storage Blob Data Contributor at stfabrikam: reading blobs is allowed: the storage account answered "no such container" (tegata-verify), which it tells only those who may read; writing was not tried (--prove-writes)',
  );
});

test("a role that only reads is proven by reading", async () => {
  const { ok, writing, lines } = await prove({ role: "Storage Blob Data Reader", mayWrite: true });
  expect([ok, writing, lines[0]]).toEqual([true, "none", "The chain works."]);
});

test("a container that is named is written to, and the blob is removed", async () => {
  const { ok, writing, lines } = await prove({ mayWrite: true, container: "orders" });
  expect([ok, writing, lines[0]]).toEqual([true, "proven", "The chain works, for reading and for writing."]);
  expect(lines.at(-1)).toContain("  ✓ Storage Blob Data Contributor");
  expect(storage.calls).toEqual(["GET orders", "DELETE blob", "PUT blob", "DELETE blob"]);
  expect(storage.blobs.size).toBe(0);
});

test("the container of a grant's own scope is taken before the one that is named", async () => {
  const scope = `${storageAccount}/blobServices/default/containers/orders`;
  expect((await prove({ mayWrite: true, scope, container: "another" })).writing).toBe("proven");
});

test("asked to prove writes where there is no such container, it is not ok and says which there are", async () => {
  const { ok, writing, lines } = await prove({ mayWrite: true });
  expect([ok, writing, lines[0]]).toEqual([
    false,
    "not proven",
    "The chain works for reading, but writing could not be proven.",
  ]);
  expect(lines.at(-1)).toMatch(
    /; writing was not proven: \S+ has no container tegata-verify \(it has orders\); name one that is there with --container$/,
  );
});

test("a role that was to write and only reads fails, with nothing written", async () => {
  storage.rights.delete("write");
  const { ok, lines } = await prove({ mayWrite: true, container: "orders" });
  expect(ok).toBe(false);
  expect(lines[0]).toBe("The chain does not work. tegata doctor says what to repair.");
  expect(storage.blobs.size).toBe(0);
});

test("where a blob could not be removed, none is written", async () => {
  storage.rights.delete("delete");
  const { ok } = await prove({ mayWrite: true, container: "orders", role: "Contoso Blob Writer" });
  expect(ok).toBe(false);
  expect(storage.calls).not.toContain("PUT blob");
});

test("a write whose answer is lost is removed all the same", async () => {
  storage.interfere = (method) => (method === "PUT" ? answer(503, "ServerBusy") : undefined);
  const { ok } = await prove({ mayWrite: true, container: "orders" });
  expect(ok).toBe(false);
  expect(storage.blobs.size).toBe(0);
});

test("a blob that could not be removed in two tries is told by name", async () => {
  let removals = 0;
  storage.interfere = (method) => (method === "DELETE" && ++removals > 1 ? answer(500, "InternalError") : undefined);
  const { ok, lines } = await prove({ mayWrite: true, container: "orders" });
  expect(ok).toBe(false);
  expect(lines.join("\n")).toMatch(/the blob orders\/tegata-verify-\S+ was written and could not be removed/);
});

test("an interruption between writing and removing still removes", async () => {
  const interruption = new AbortController();
  storage.interfere = (method) => {
    if (method === "PUT") {
      interruption.abort(new Error("interrupted"));
      throw interruption.signal.reason as Error;
    }
    return undefined;
  };
  const configuration = configurationOf("Storage Blob Data Contributor");
  const options = { configuration, workload, fetch: storage.fetch, mayWrite: true, container: "orders" };
  await expect(verify({ ...options, signal: interruption.signal })).rejects.toThrow("interrupted");
  expect(storage.blobs.size).toBe(0);
});

test("the doctor, from the host alone, does not call a writing role assigned because reading works", async () => {
  const { checks } = await doctor({
    configuration: configurationOf("Storage Blob Data Contributor"),
    workload,
    fetch: storage.fetch,
  });
  expect(checks.find(({ id }) => id === "role.assigned")).toMatchObject({
    state: "skipped",
    missing: expect.stringContaining("for the right to write, tegata verify --prove-writes"),
  });
});

test("one refusal that meets several resources is told once", async () => {
  const refused: Workload = {
    ...workload,
    takeHops: async ({ applicationId }) => ({
      assertion: aToken({ sub: "id" }),
      ...(applicationId === undefined
        ? {}
        : {
            error: {
              code: "exchange.refused",
              hop: 2,
              aadsts: 70025,
              status: 400,
              message: "AADSTS70025: no",
              fix: "",
              ids: {},
            },
          }),
    }),
  };
  const configured = configurationOf("Storage Blob Data Contributor");
  const graph = { api: "https://graph.microsoft.com", appRole: "User.Read.All" };
  const resources = configured.resources.map((one) => ({ ...one, grants: [...one.grants, graph] }));
  const configuration = { ...configured, resources };
  const text = renderVerify(await verify({ configuration, workload: refused, fetch: storage.fetch }));
  expect(text.match(/AADSTS70025/g)).toHaveLength(1);
  expect(text).toContain("✗ hop 2 for https://graph.microsoft.com: the same");
});

test("an application that is named is proven in place of the one in the host's settings", async () => {
  const asked: (string | undefined)[] = [];
  const watched: Workload = {
    ...workload,
    settings: { applicationId: "99999999-9999-4999-8999-999999999999" },
    takeHops: async (request) => {
      asked.push(request.applicationId);
      return workload.takeHops(request);
    },
  };
  const configuration = configurationOf("Storage Blob Data Reader");
  const applicationId = parseClientId(clientId);
  const { ok } = await verify({ configuration, workload: watched, applicationId, fetch: storage.fetch });
  expect(ok).toBe(true);
  expect(new Set(asked.filter((id) => id !== undefined))).toEqual(new Set([clientId]));
});
