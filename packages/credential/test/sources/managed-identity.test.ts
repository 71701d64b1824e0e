import { CrossTenantCredentialError, managedIdentity, type Environment } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import {
  aadsts,
  anAssertion,
  appServiceEnvironment,
  FakeCloud,
  homeTenant,
  identityAnswer,
  minuteMs,
  onTheWire,
  refusal,
  reply,
  silence,
  startMs,
  storageScope,
} from "../fake-world.ts";

const objectId = "66666666-6666-6666-6666-666666666666";
const resourceId =
  "/subscriptions/55555555-5555-5555-5555-555555555555/resourceGroups/rg-app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders";

async function failWith(cloud: FakeCloud, environment: Environment = appServiceEnvironment) {
  const failing = refusal(cloud.credential({ environment }).getToken(storageScope), CrossTenantCredentialError);
  await cloud.clock.advance(60_000);
  return failing;
}

describe("the host", () => {
  it("is a virtual machine when the environment names no other", async () => {
    const cloud = new FakeCloud();
    await cloud.credential({ environment: {} }).getToken(storageScope);
    expect(onTheWire(cloud.identityRequests)).toEqual([
      {
        method: "GET",
        url: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=api%3A%2F%2FAzureADTokenExchange&client_id=33333333-3333-3333-3333-333333333333",
        headers: { accept: "application/json", Metadata: "true" },
        redirect: "manual",
      },
    ]);
  });

  it("takes another address of IMDS from AZURE_POD_IDENTITY_AUTHORITY_HOST, slash or not", async () => {
    const cloud = new FakeCloud();
    await cloud
      .credential({ environment: { AZURE_POD_IDENTITY_AUTHORITY_HOST: "http://127.0.0.1:7/" } })
      .getToken(storageScope);
    expect(cloud.identityRequests[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:7\/metadata\/identity\/oauth2\/token\?/);
  });

  it.each([
    ["Service Fabric", { ...appServiceEnvironment, IDENTITY_SERVER_THUMBPRINT: "AB" }],
    ["Azure Machine Learning", { MSI_ENDPOINT: "http://127.0.0.1:7", MSI_SECRET: "host-header-canary-5b1f" }],
    ["Cloud Shell", { MSI_ENDPOINT: "http://127.0.0.1:7" }],
    ["an Azure Arc server", { IDENTITY_ENDPOINT: "http://127.0.0.1:40342", IMDS_ENDPOINT: "http://127.0.0.1:40342" }],
  ])("is refused by name when it is %s", async (name, environment) => {
    const cloud = new FakeCloud();
    const error = await failWith(cloud, environment);
    expect([error.code, error.hop]).toEqual(["identity.unsupported-host", 1]);
    expect(error.message).toContain(name);
    expect(cloud.identityRequests).toEqual([]);
  });

  it("is looked at anew for each request, because its header may be rotated", async () => {
    const cloud = new FakeCloud();
    const environment: Record<string, string> = { ...appServiceEnvironment };
    cloud.identity = (sent) =>
      sent.headers["X-IDENTITY-HEADER"] === "second" ? identityAnswer(cloud.clock) : reply(401, "");
    const credential = cloud.credential({ environment });
    await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    environment["IDENTITY_HEADER"] = "second";
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
  });
});

describe("the identity", () => {
  it.each([
    [{ objectId }, "object_id", "object_id", objectId],
    [{ resourceId }, "mi_res_id", "msi_res_id", resourceId],
  ])("is named by %o in each host's own words", async (selector, onAppService, onMachine, id) => {
    const cloud = new FakeCloud();
    const assertion = managedIdentity(selector);
    await cloud.credential({ assertion }).getToken(storageScope);
    await cloud.credential({ assertion, environment: {} }).getToken(storageScope);
    const [appService, machine] = cloud.identityRequests.map(({ url }) => new URL(url).searchParams);
    expect([...(appService?.keys() ?? [])]).toEqual(["api-version", "resource", onAppService]);
    expect([...(machine?.keys() ?? [])]).toEqual(["api-version", "resource", onMachine]);
    expect([appService?.get(onAppService), machine?.get(onMachine)]).toEqual([id, id]);
  });
});

describe("the answer of an identity endpoint", () => {
  it.each([
    ["text", String(startMs / 1_000 + 3_600)],
    ["a number", startMs / 1_000 + 3_600],
    ["an ISO date", "2026-11-22T01:00:00Z"],
  ])("may tell its end as %s", async (_form, expiresOn) => {
    const cloud = new FakeCloud();
    cloud.identity = () => reply(200, { access_token: anAssertion(), expires_on: expiresOn });
    const credential = cloud.credential();
    await credential.getToken(storageScope);
    // Renewal starts at three quarters of the life, so its moment shows that the end was understood.
    await cloud.clock.advance(44 * minuteMs);
    await credential.getToken("https://vault.azure.net/.default");
    expect(cloud.identityRequests).toHaveLength(1);
    await cloud.clock.advance(minuteMs);
    await credential.getToken("https://graph.microsoft.com/.default");
    expect(cloud.identityRequests).toHaveLength(2);
  });

  it.each([
    ["access_token", { expires_on: "1795300000" }],
    ["access_token", { access_token: "", expires_on: "1795300000" }],
    ["expires_on", { access_token: anAssertion() }],
    ["expires_on", { access_token: anAssertion(), expires_on: "06/20/2019 02:57:58 +00:00" }],
    ["access_token", "<html>not for you</html>"],
  ])("is called malformed without a usable %s", async (field, body) => {
    const cloud = new FakeCloud();
    cloud.identity = () => reply(200, body);
    const error = await failWith(cloud);
    expect([error.code, error.hop]).toEqual(["identity.malformed", 1]);
    expect(error.message).toContain(field);
    expect(cloud.tokenRequests).toEqual([]);
  });

  it("is final when it says that the identity is not there", async () => {
    const cloud = new FakeCloud();
    const message =
      "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.";
    cloud.identity = () => reply(400, { statusCode: 400, message, correlationId: objectId });
    const error = await failWith(cloud);
    expect([error.code, error.status, error.retryable]).toEqual(["identity.refused", 400, false]);
    expect(error.message).toContain(message);
    expect(error.ids).toEqual({ correlationId: objectId });
    expect(error.fix).toMatch(/^Assign the user-assigned managed identity to this host/);
    expect(cloud.identityRequests).toHaveLength(1);
  });

  it("is explained by the catalogue when it passes Entra's refusal on", async () => {
    const cloud = new FakeCloud();
    cloud.identity = () => aadsts(500011, 400);
    const error = await failWith(cloud, {});
    expect([error.code, error.aadsts, error.hop]).toEqual(["identity.refused", 500011, 1]);
    expect(error.title).toBeTypeOf("string");
    expect(error.ids.traceId).toBe("77777777-7777-7777-7777-777777777777");
  });
});

describe("retries", () => {
  it.each([404, 410, 429, 500, 503])("of IMDS follow a %i, three at most", async (status) => {
    const cloud = new FakeCloud();
    cloud.identity = () => reply(status, "");
    const error = await failWith(cloud, {});
    expect(error.code).toBe(status === 429 ? "identity.throttled" : "identity.failed");
    expect(error.retryable).toBe(true);
    expect(cloud.identityRequests).toHaveLength(4);
  });

  it.each([
    [400, 1],
    [404, 1],
    [429, 1],
    [500, 3],
  ])("of App Service after a %i come to %i requests", async (status, requests) => {
    const cloud = new FakeCloud();
    cloud.identity = () => reply(status, "");
    await failWith(cloud);
    expect(cloud.identityRequests).toHaveLength(requests);
  });

  it("wait as long as Retry-After says", async () => {
    const cloud = new FakeCloud();
    const at: number[] = [];
    cloud.identity = () => {
      at.push(cloud.clock.now() - startMs);
      return at.length === 1 ? reply(429, "", { "retry-after": "7" }) : identityAnswer(cloud.clock);
    };
    const getting = cloud.credential().getToken(storageScope);
    await cloud.clock.advance(8_000);
    expect((await getting).token).toBe("token-1");
    expect(at).toEqual([0, 7_000]);
  });

  it("follow a broken connection, and end in identity.unreachable", async () => {
    const cloud = new FakeCloud();
    cloud.identity = () => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }));
    const error = await failWith(cloud);
    expect([error.code, error.hop, error.retryable]).toEqual(["identity.unreachable", 1, true]);
    expect((error.cause as Error).message).toBe("fetch failed: connect ECONNREFUSED");
    expect(cloud.identityRequests).toHaveLength(3);
  });

  it("follow silence, after the time-out of each attempt", async () => {
    const cloud = new FakeCloud();
    cloud.identity = silence;
    const error = await failWith(cloud, {});
    expect((error.cause as Error).message).toBe("no answer within 3000 ms");
    expect(cloud.identityRequests.map(({ signal }) => signal.aborted)).toEqual([true, true, true, true]);
  });
});

describe("an assertion that would be refused", () => {
  const systemAssigned = `${resourceId.split("/providers/")[0]}/providers/Microsoft.Web/sites/app-orders`;
  it.each([
    ["assertion.malformed", "opaque"],
    ["assertion.wrong-audience", anAssertion({ aud: "https://management.azure.com/" })],
    ["assertion.wrong-audience", anAssertion({ aud: "api://AzureADTokenExchangeUSGov" })],
    ["assertion.wrong-cloud", anAssertion({ iss: `https://login.microsoftonline.us/${homeTenant}/v2.0` })],
    ["assertion.system-assigned", anAssertion({ xms_mirid: systemAssigned })],
  ])("does not travel: %s", async (code, token) => {
    const cloud = new FakeCloud();
    cloud.identity = () => identityAnswer(cloud.clock, token);
    const error = await failWith(cloud);
    expect([error.code, error.hop]).toEqual([code, 1]);
    expect(error.fix).not.toBe("");
    expect(cloud.tokenRequests).toEqual([]);
  });

  it("tells what was seen", async () => {
    const cloud = new FakeCloud();
    cloud.identity = () => identityAnswer(cloud.clock, anAssertion({ aud: "https://vault.azure.net" }));
    expect((await failWith(cloud)).message).toBe(
      'the assertion was not sent: wanted api://AzureADTokenExchange, saw "https://vault.azure.net"',
    );
  });
});
