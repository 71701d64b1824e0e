// Law: nothing secret is printed. Every way to fail is gone through with canaries in all the places where a hostile or
// clumsy other side may put them, and every rendering of the error is searched for them.
import { inspect } from "node:util";
import {
  CrossTenantCredential,
  credentialErrorCodes,
  CrossTenantCredentialError,
  managedIdentity,
  type CrossTenantCredentialOptions,
  type Environment,
  type GetTokenOptions,
} from "@tegata/credential";
import { describe, expect, it } from "vitest";
import {
  anAssertion,
  applicationId,
  appServiceEnvironment,
  FakeCloud,
  homeTenant,
  identityAnswer,
  identityClientId,
  refusal,
  reply,
  resourceTenant,
  storageScope,
  type Handler,
} from "./fake-world.ts";

const header = appServiceEnvironment.IDENTITY_HEADER;
const accessToken = "eyJjYW5hcnkiOiJhY2Nlc3MifQ.eyJjYW5hcnkiOiJhY2Nlc3MifQ.Y2FuYXJ5";

interface Way {
  readonly code: (typeof credentialErrorCodes)[number];
  readonly identity?: Handler;
  readonly token?: Handler;
  readonly environment?: Environment;
  readonly scope?: string;
  readonly options?: GetTokenOptions;
  readonly assertion?: string;
}

/** An error as a clumsy HTTP client throws it: the whole request in its message, its properties and its cause. */
const clumsy: Handler = (sent) => {
  const request = { headers: sent.headers, body: sent.body };
  const cause = Object.assign(new Error(`cause ${JSON.stringify(request)}`), { request });
  return Promise.reject(Object.assign(new Error(`failed ${JSON.stringify(request)}`, { cause }), { request }));
};

/** An answer that gives everything back that was sent, and a token on top. */
function echo(status: number): Handler {
  return (sent) => {
    const all = JSON.stringify({ headers: sent.headers, body: sent.body, access_token: accessToken });
    const fields = { error: all, error_description: `AADSTS700213: ${all}`, message: all, correlationId: all };
    return reply(status, { ...fields, error_codes: [700213], access_token: accessToken });
  };
}

const broken = `{"access_token":"${accessToken}"`;
const mirid = "/subscriptions/5/resourceGroups/rg/providers/Microsoft.Web/sites/app";
const ways: readonly Way[] = [
  { code: "scope.invalid", scope: "a b" },
  { code: "claims.invalid", options: { claims: accessToken } },
  { code: "tenant.refused", options: { tenantId: homeTenant } },
  { code: "identity.unsupported-host", environment: { MSI_ENDPOINT: "http://127.0.0.1:7", MSI_SECRET: header } },
  { code: "identity.unsupported-host", environment: { IDENTITY_ENDPOINT: header, IDENTITY_HEADER: header } },
  { code: "identity.unreachable", identity: clumsy },
  { code: "identity.throttled", identity: echo(429) },
  { code: "identity.failed", identity: echo(500) },
  { code: "identity.refused", identity: echo(400) },
  { code: "identity.malformed", identity: () => reply(200, broken) },
  { code: "identity.malformed", identity: echo(200) },
  { code: "assertion.malformed", assertion: accessToken.slice(2) },
  {
    code: "assertion.wrong-cloud",
    assertion: anAssertion({ iss: `https://login.microsoftonline.us/${homeTenant}/v2.0` }),
  },
  { code: "assertion.wrong-audience", assertion: anAssertion({ aud: accessToken }) },
  { code: "assertion.system-assigned", assertion: anAssertion({ xms_mirid: mirid }) },
  { code: "exchange.unreachable", token: clumsy },
  { code: "exchange.throttled", token: echo(429) },
  { code: "exchange.failed", token: echo(503) },
  { code: "exchange.refused", token: echo(401) },
  { code: "exchange.malformed", token: () => reply(200, broken) },
  { code: "exchange.malformed", token: () => reply(200, { access_token: accessToken }) },
];

function renderings(error: Error): string {
  const parts = [String(error), error.message, error.stack, JSON.stringify(error)];
  for (const showHidden of [false, true]) parts.push(inspect(error, { depth: 20, showHidden }));
  for (let link: unknown = error; link instanceof Error; link = link.cause) parts.push(link.message, link.stack);
  return parts.join("\n");
}

function expectNoCanary(text: string, assertion: string): void {
  for (const canary of [header, accessToken, assertion]) expect(text).not.toContain(canary);
  // Nor half of one: the claims alone tell who is who.
  for (const canary of [accessToken, assertion]) expect(text).not.toContain(canary.split(".")[1]);
}

describe("no rendering of an error holds a token, an assertion or the host's secret", () => {
  it.each(ways.map((way) => [way.code, way] as const))("%s", async (code, way) => {
    const cloud = new FakeCloud();
    const assertion = way.assertion ?? anAssertion();
    cloud.identity = way.identity ?? (() => identityAnswer(cloud.clock, assertion));
    cloud.token = way.token ?? (() => cloud.accessToken({ access_token: accessToken }));
    const credential = cloud.credential({ environment: way.environment ?? appServiceEnvironment });
    const failing = refusal(credential.getToken(way.scope ?? storageScope, way.options), CrossTenantCredentialError);
    await cloud.clock.advance(120_000);
    const error = await failing;
    expect(error.code).toBe(code);
    expectNoCanary(renderings(error), assertion);
  });

  it("options.invalid", async () => {
    const options: CrossTenantCredentialOptions = {
      tenantId: resourceTenant,
      clientId: applicationId,
      assertion: managedIdentity({ clientId: identityClientId }),
      authority: `https://user:${header}@localhost`,
    };
    const make = async (): Promise<CrossTenantCredential> => new CrossTenantCredential(options);
    const error = await refusal(make(), CrossTenantCredentialError);
    expect(error.code).toBe("options.invalid");
    expectNoCanary(renderings(error), anAssertion());
  });

  it("covers every code", () => {
    expect(new Set([...ways.map(({ code }) => code), "options.invalid"])).toEqual(new Set(credentialErrorCodes));
  });
});

describe("the credential itself", () => {
  it("shows no token when it is inspected or turned into JSON", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => cloud.accessToken({ access_token: accessToken });
    const credential = cloud.credential();
    expect((await credential.getToken(storageScope)).token).toBe(accessToken);
    expectNoCanary(inspect(credential, { depth: 20, showHidden: true }) + JSON.stringify(credential), anAssertion());
  });
});
