// Law: nothing secret is printed. Every way to fail is gone through with canaries in all the places where a hostile or
// clumsy other side may put them, and every rendering of the error is searched for them.
import { readdirSync, readFileSync } from "node:fs";
import { inspect } from "node:util";
import {
  azurePipelines,
  CrossTenantCredential,
  credentialErrorCodes,
  CrossTenantCredentialError,
  githubActions,
  managedIdentity,
  projectedToken,
  type CredentialEvent,
  type CrossTenantCredentialOptions,
  type Diagnosis,
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
import { recordedTelemetry } from "./recorded-telemetry.ts";

const header = appServiceEnvironment.IDENTITY_HEADER;
const accessToken = "eyJjYW5hcnkiOiJhY2Nlc3MifQ.eyJjYW5hcnkiOiJhY2Nlc3MifQ.Y2FuYXJ5";

const github = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://github.example/token", ACTIONS_ID_TOKEN_REQUEST_TOKEN: header };
const devops = { SYSTEM_OIDCREQUESTURI: "https://devops.example/token", SYSTEM_ACCESSTOKEN: header };

interface Way {
  readonly code: (typeof credentialErrorCodes)[number];
  readonly identity?: Handler;
  readonly token?: Handler;
  readonly other?: Handler;
  readonly environment?: Environment;
  readonly scope?: string;
  readonly options?: GetTokenOptions;
  readonly assertion?: string;
  readonly source?: CrossTenantCredentialOptions["assertion"];
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
  { code: "assertion.wrong-issuer", assertion: anAssertion({ iss: accessToken }) },
  { code: "assertion.wrong-kind", assertion: anAssertion({ xms_mirid: undefined, appid: accessToken }) },
  { code: "assertion.wrong-kind", assertion: anAssertion({ scp: accessToken }) },
  {
    code: "assertion.chained",
    source: () => anAssertion(),
    environment: { ...appServiceEnvironment, AZURE_FEDERATED_TOKEN_FILE: "/token" },
  },
  { code: "identity.unsupported-host", environment: { AZURE_FEDERATED_TOKEN_FILE: "/token" } },
  { code: "source.unavailable", source: githubActions(), environment: {} },
  { code: "source.unavailable", source: projectedToken({ file: "/token" }) },
  { code: "source.failed", source: githubActions(), environment: github, other: clumsy },
  { code: "source.failed", source: githubActions(), environment: github, other: echo(401) },
  {
    code: "source.failed",
    source: azurePipelines({ serviceConnectionId: header }),
    environment: devops,
    other: echo(500),
  },
  {
    code: "source.failed",
    source: () => {
      throw new Error(`cannot use ${accessToken}`);
    },
  },
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
  // What another thread gets of it.
  parts.push(inspect(structuredClone(error), { depth: 20, showHidden: true }));
  for (let link: unknown = error; link instanceof Error; link = link.cause) parts.push(link.message, link.stack);
  return parts.join("\n");
}

function expectNoCanary(text: string, assertion: string): void {
  for (const canary of [header, accessToken, assertion]) expect(text).not.toContain(canary);
  // Nor half of one: the claims alone tell who is who.
  for (const canary of [accessToken, assertion]) expect(text).not.toContain(canary.split(".")[1]);
}

async function diagnosed(credential: CrossTenantCredential, cloud: FakeCloud): Promise<Diagnosis> {
  const diagnosing = credential.diagnose(storageScope);
  await cloud.clock.advance(120_000);
  return diagnosing;
}

describe("no rendering of an error, event, span, metric, inspection or diagnosis holds a token, an assertion or the host's secret", () => {
  it.each(ways.map((way) => [way.code, way] as const))("%s", async (code, way) => {
    const cloud = new FakeCloud();
    const assertion = way.assertion ?? anAssertion();
    cloud.identity = way.identity ?? (() => identityAnswer(cloud.clock, assertion));
    cloud.token = way.token ?? (() => cloud.accessToken({ access_token: accessToken }));
    cloud.other = way.other ?? cloud.other;
    const events: CredentialEvent[] = [];
    const telemetry = recordedTelemetry();
    const credential = cloud.credential({
      environment: way.environment ?? appServiceEnvironment,
      assertion: way.source ?? managedIdentity({ clientId: identityClientId }),
      readFile: async (path) => Promise.reject(Object.assign(new Error(`${path} ${header}`), { code: "ENOENT" })),
      onEvent: (event) => events.push(event),
      openTelemetry: telemetry.api,
    });
    const failing = refusal(credential.getToken(way.scope ?? storageScope, way.options), CrossTenantCredentialError);
    await cloud.clock.advance(120_000);
    const error = await failing;
    expect(error.code).toBe(code);
    const watched = inspect([events, telemetry.spans, telemetry.measurements, credential.inspect()], { depth: 20 });
    const diagnosis = code === "scope.invalid" ? {} : await diagnosed(credential, cloud);
    expectNoCanary([renderings(error), watched, JSON.stringify([events, diagnosis])].join("\n"), assertion);
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
  it("prints nothing, whatever happens", () => {
    const folder = new URL("../src/", import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const printing = files.filter((name) =>
      /^(?!\s*(?:\*|\/\/)).*(?:\bconsole\.|process\.(?:stdout|stderr|emitWarning))/m.test(
        readFileSync(new URL(name, folder), "utf8"),
      ),
    );
    expect(files.length).toBeGreaterThan(30);
    expect(printing).toEqual([]);
  });

  it("shows no token when it is inspected or turned into JSON, nor in the events, spans and metrics of what went well", async () => {
    const cloud = new FakeCloud();
    cloud.token = () => cloud.accessToken({ access_token: accessToken });
    const events: CredentialEvent[] = [];
    const telemetry = recordedTelemetry();
    const credential = cloud.credential({ onEvent: (event) => events.push(event), openTelemetry: telemetry.api });
    expect((await credential.getToken(storageScope)).token).toBe(accessToken);
    const shown = [credential, credential.forTenant(resourceTenant), credential.inspect()];
    const all = shown.map((one) => inspect(one, { depth: 20, showHidden: true }) + JSON.stringify(one));
    all.push(JSON.stringify(await credential.diagnose(storageScope)));
    expect([events.length > 0, telemetry.spans.length > 0, telemetry.measurements.length > 0]).toEqual([
      true,
      true,
      true,
    ]);
    all.push(inspect([events, telemetry.spans, telemetry.measurements], { depth: 20, showHidden: true }));
    expectNoCanary(all.join("\n"), anAssertion());
  });
});
