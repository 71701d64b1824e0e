import { azurePipelines, CrossTenantCredential, CrossTenantCredentialError, managedIdentity } from "@tegata/credential";
import { describe, expect, it } from "vitest";
import {
  aadsts,
  anAssertion,
  applicationId,
  FakeCloud,
  gate,
  homeTenant,
  identityClientId,
  minuteMs,
  onTheWire,
  refusal,
  reply,
  requestId,
  resourceTenant,
  settle,
  startMs,
  storageScope,
} from "./fake-world.ts";
import type { CrossTenantCredentialOptions, FetchResponse } from "@tegata/credential";

describe("a cold getToken", () => {
  it("sends one identity request and one exchange, and nothing else", async () => {
    const cloud = new FakeCloud();
    const token = await cloud.credential().getToken(storageScope);
    expect(token).toEqual({
      token: "token-1",
      expiresOnTimestamp: startMs + 60 * minuteMs,
      refreshAfterTimestamp: startMs + 45 * minuteMs,
      tokenType: "Bearer",
    });
    expect(onTheWire(cloud.identityRequests)).toEqual([
      {
        method: "GET",
        url: `http://127.0.0.1:41741/msi/token?api-version=2019-08-01&resource=api%3A%2F%2FAzureADTokenExchange&client_id=${identityClientId}`,
        headers: { accept: "application/json", "X-IDENTITY-HEADER": "host-header-canary-5b1f" },
        redirect: "manual",
      },
    ]);
    expect(onTheWire(cloud.tokenRequests)).toEqual([
      {
        method: "POST",
        url: `https://login.microsoftonline.com/${resourceTenant}/oauth2/v2.0/token`,
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          "client-request-id": requestId,
          "return-client-request-id": "true",
        },
        redirect: "manual",
        body: [
          `client_id=${applicationId}`,
          "scope=https%3A%2F%2Fstorage.azure.com%2F.default",
          "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer",
          `client_assertion=${anAssertion()}`,
          "grant_type=client_credentials",
        ].join("&"),
      },
    ]);
    expect(cloud.strayRequests).toEqual([]);
  });

  it("leaves no timer behind", async () => {
    const cloud = new FakeCloud();
    await cloud.credential().getToken(storageScope);
    expect(cloud.clock.sleeping).toBe(0);
  });

  it("goes to a custom authority, keeping its path, with no look-up", async () => {
    const cloud = new FakeCloud();
    await cloud.credential({ authority: "https://localhost:8443/entra/" }).getToken(storageScope);
    expect(cloud.tokenRequests.map(({ url }) => url)).toEqual([
      `https://localhost:8443/entra/${resourceTenant}/oauth2/v2.0/token`,
    ]);
    expect(cloud.strayRequests).toEqual([]);
  });

  it("takes authority and exchange audience from the cloud", async () => {
    const cloud = new FakeCloud();
    const token = anAssertion({ iss: `https://login.microsoftonline.us/${homeTenant}/v2.0` });
    cloud.identity = () =>
      reply(200, { access_token: token, expires_on: String(startMs / 1_000 + 3_600), token_type: "Bearer" });
    await cloud.credential({ cloud: "usgov" }).getToken(storageScope);
    expect(new URL(cloud.identityRequests[0]?.url ?? "").searchParams.get("resource")).toBe(
      "api://AzureADTokenExchangeUSGov",
    );
    expect(cloud.tokenRequests[0]?.url).toBe(`https://login.microsoftonline.us/${resourceTenant}/oauth2/v2.0/token`);
  });

  it("is one identity request and one exchange for 1,000 callers at once", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    const tokens = await Promise.all(Array.from({ length: 1_000 }, () => credential.getToken(storageScope)));
    expect(new Set(tokens.map(({ token }) => token))).toEqual(new Set(["token-1"]));
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([1, 1]);
  });

  it("shares one assertion among callers that want different resources at once", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    await Promise.all([
      credential.getToken(storageScope),
      credential.getToken("https://vault.azure.net/.default"),
      credential.getToken(["https://graph.microsoft.com/.default"]),
    ]);
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([1, 3]);
  });

  it("fails all its callers with the same error, and lets the next one try anew", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => aadsts(700213);
    const credential = cloud.credential();
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => credential.getToken(storageScope)));
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(cloud.tokenRequests).toHaveLength(1);
    cloud.token = () => cloud.accessToken();
    expect((await credential.getToken(storageScope)).token).toBe("token-2");
    expect(cloud.identityRequests).toHaveLength(1);
  });
});

describe("a cached getToken", () => {
  it("sends nothing and gives the same frozen object", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    const first = await credential.getToken(storageScope);
    expect(await credential.getToken([storageScope])).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
    expect([cloud.identityRequests.length, cloud.tokenRequests.length]).toEqual([1, 1]);
  });

  it("works while the identity endpoint is gone, also when another resource is asked for", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    await credential.getToken(storageScope);
    cloud.identity = () => Promise.reject(new TypeError("fetch failed"));
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    expect((await credential.getToken("https://vault.azure.net/.default")).token).toBe("token-2");
    expect(cloud.identityRequests).toHaveLength(1);
  });
});

describe("the options of getToken", () => {
  it("refuses more than one scope before anything is sent", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    const both = "https://storage.azure.com/.default https://vault.azure.net/.default";
    const wrong = [[storageScope, "https://vault.azure.net/.default"], [], both, "https://storage.azure.com", ""];
    for (const scopes of wrong) {
      const error = await refusal(credential.getToken(scopes), CrossTenantCredentialError);
      expect([error.code, error.hop]).toEqual(["scope.invalid", undefined]);
    }
    expect([...cloud.identityRequests, ...cloud.tokenRequests]).toEqual([]);
  });

  it("takes its own directory as tenantId in any case, and refuses another before anything is sent", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ tenantId: "AAAAAAAA-2222-2222-2222-222222222222" });
    await credential.getToken(storageScope, { tenantId: "aaaaaaaa-2222-2222-2222-222222222222" });
    await credential.getToken(storageScope, { tenantId: "AAAAAAAA-2222-2222-2222-222222222222" });
    const error = await refusal(
      credential.getToken(storageScope, { tenantId: homeTenant }),
      CrossTenantCredentialError,
    );
    expect(error.code).toBe("tenant.refused");
    expect(error.message).toContain(homeTenant);
    expect(cloud.tokenRequests).toHaveLength(1);
  });

  it("sends cp1 when enableCae is set, and keeps such tokens apart", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    expect((await credential.getToken(storageScope, { enableCae: true })).token).toBe("token-2");
    expect((await credential.getToken(storageScope, { enableCae: true })).token).toBe("token-2");
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    const claims = cloud.tokenRequests.map(({ body }) => new URLSearchParams(body).get("claims"));
    expect(claims).toEqual([null, '{"access_token":{"xms_cc":{"values":["cp1"]}}}']);
  });

  it("passes claims on, past the cache once, beside cp1", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential();
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1702682181"}}}';
    await credential.getToken(storageScope, { enableCae: true });
    expect((await credential.getToken(storageScope, { enableCae: true, claims })).token).toBe("token-2");
    expect((await credential.getToken(storageScope, { enableCae: true, claims })).token).toBe("token-2");
    expect((await credential.getToken(storageScope, { claims })).token).toBe("token-3");
    expect((await credential.getToken(storageScope, { enableCae: true })).token).toBe("token-1");
    expect(cloud.tokenRequests.slice(1).map(({ body }) => new URLSearchParams(body).get("claims"))).toEqual([
      '{"access_token":{"nbf":{"essential":true,"value":"1702682181"},"xms_cc":{"values":["cp1"]}}}',
      claims,
    ]);
  });

  it("refuses claims that are not a JSON object before anything is sent", async () => {
    const cloud = new FakeCloud();
    for (const claims of ["eyJhIjoxfQ", "[]", ""]) {
      const error = await refusal(cloud.credential().getToken(storageScope, { claims }), CrossTenantCredentialError);
      expect(error.code).toBe("claims.invalid");
    }
    expect(cloud.identityRequests).toEqual([]);
  });

  it("ends only the waiting of the caller whose signal is aborted", async () => {
    const cloud = new FakeCloud();
    const held = gate<FetchResponse>();
    cloud.token = () => held.promise;
    const credential = cloud.credential();
    const controller = new AbortController();
    const impatient = credential.getToken(storageScope, { abortSignal: controller.signal });
    const patient = credential.getToken(storageScope);
    await settle();
    controller.abort();
    expect((await refusal(impatient, DOMException)).name).toBe("AbortError");
    expect(cloud.tokenRequests[0]?.signal.aborted).toBe(false);
    held.open(cloud.accessToken());
    expect((await patient).token).toBe("token-1");
  });

  it("does not start anything for a caller that has given up already", async () => {
    const cloud = new FakeCloud();
    const waiting = cloud.credential().getToken(storageScope, { abortSignal: AbortSignal.abort() });
    expect((await refusal(waiting, DOMException)).name).toBe("AbortError");
    expect(cloud.identityRequests).toEqual([]);
  });
});

describe("the options of the credential", () => {
  it("tells every fault at once", () => {
    const make = (): CrossTenantCredential =>
      new CrossTenantCredential({
        tenantId: "common",
        clientId: "orders",
        assertion: managedIdentity({ clientId: identityClientId }),
        authority: "http://localhost:8443",
        // @ts-expect-error an unknown cloud
        cloud: "moon",
        clientSecret: "none",
      });
    expect(make).toThrow(
      [
        "the credential's options are wrong: clientSecret is not an option",
        'tenantId: "common" is not a directory (tenant) id',
        'clientId: "orders" is not an application (client) id',
        "cloud is none of public, usgov, china",
        "authority is not an https URL without user, query and fragment",
      ].join("; "),
    );
  });

  it("wants exactly one id of the managed identity", () => {
    const wrong = [
      {},
      { clientId: identityClientId, objectId: identityClientId },
      { clientId: "id-orders" },
      { objectid: identityClientId },
    ];
    for (const options of wrong) {
      // @ts-expect-error what a program without types may pass
      const make = () => managedIdentity(options);
      expect(make).toThrow(expect.objectContaining({ code: "options.invalid" }) as Error);
    }
  });
});

describe("input that no compiler saw", () => {
  const made = (options: unknown) => () => new CrossTenantCredential(options as CrossTenantCredentialOptions);
  const source = (make: (options: never) => unknown, options: unknown) => () => make(options as never);

  it.each<[string, () => unknown, string]>([
    ["no options", made(undefined), "the credential's options are wrong: there are none"],
    [
      "settings that the environment does not have",
      made({ tenantId: process.env["NOT_SET"], clientId: "", assertion: undefined }),
      "the credential's options are wrong: tenantId is missing; clientId is missing; assertion is not a source of assertions",
    ],
    [
      "values of other types",
      made({ tenantId: 7, clientId: {}, assertion: "x", allowedTenants: [null], authority: 5, cloud: 3 }),
      "the credential's options are wrong: tenantId is missing; clientId is missing; cloud is none of public, usgov, china; authority is not an https URL without user, query and fragment; assertion is not a source of assertions; allowedTenants is missing",
    ],
    ["no identity", source(managedIdentity, undefined), "managedIdentity() names no identity"],
    ["an identity as a text", source(managedIdentity, "id"), "managedIdentity() names no identity"],
    ["no service connection", source(azurePipelines, null), "azurePipelines(): serviceConnectionId is missing"],
  ])("is refused with every fault: %s", async (_title, make, message) => {
    const error = await refusal(Promise.resolve().then(make), CrossTenantCredentialError);
    expect([error.code, error.message]).toEqual(["options.invalid", message]);
  });

  it.each([[undefined], [null], [5], [[]], [[5]], [["a", "b"]]])("is refused as a scope: %j", async (scope) => {
    const credential = new FakeCloud().credential();
    const error = await refusal(credential.getToken(scope as unknown as string), CrossTenantCredentialError);
    expect(error.code).toBe("scope.invalid");
  });

  it.each([[undefined], [5], [null]])("is refused as a directory: %j", async (tenantId) => {
    const credential = new FakeCloud().credential();
    const make = async (): Promise<unknown> => credential.forTenant(tenantId as unknown as string);
    expect((await refusal(make(), CrossTenantCredentialError)).code).toBe("tenant.refused");
  });
});
