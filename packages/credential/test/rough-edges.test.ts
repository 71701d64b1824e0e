// What others do that nobody asked them to: hooks and tracers that throw, callbacks that hang, variables with a line end,
// pages in place of answers.
import {
  azurePipelines,
  CrossTenantCredential,
  CrossTenantCredentialError,
  githubActions,
  managedIdentity,
  projectedToken,
  type CredentialErrorCode,
  type CrossTenantCredentialOptions,
  type Environment,
  type EventHook,
  type OpenTelemetryApi,
} from "@tegata/credential";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  aadsts,
  anAssertion,
  applicationId,
  appServiceEnvironment,
  FakeCloud,
  identityClientId,
  minuteMs,
  refusal,
  reply,
  resourceTenant,
  settle,
  silence,
  storageScope,
} from "./fake-world.ts";

/** Fails the test when a promise is rejected and nobody listens. */
function watchRejections(): unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  process.on("unhandledRejection", note);
  onTestFinished(() => void process.off("unhandledRejection", note));
  return seen;
}

async function failure(
  options: Partial<CrossTenantCredentialOptions>,
  cloud = new FakeCloud(),
): Promise<CrossTenantCredentialError> {
  const failing = refusal(cloud.credential(options).getToken(storageScope), CrossTenantCredentialError);
  await cloud.clock.advance(5 * minuteMs);
  return failing;
}

function broken(): never {
  throw new Error("broken");
}

describe("watching cannot fail a token", () => {
  it("when the hook is an async function that rejects", async () => {
    const unheard = watchRejections();
    // A compiler lets this through, a linter may not, and JavaScript has neither.
    const onEvent: unknown = async () => broken();
    const credential = new FakeCloud().credential({ onEvent: onEvent as EventHook });
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    await settle();
    expect([credential.inspect().counts.hookFailures, unheard]).toEqual([2, []]);
  });

  const span = { setAttributes: broken, setStatus: broken, end: broken };
  const working: OpenTelemetryApi = {
    trace: { getTracer: () => ({ startSpan: () => span }) },
    metrics: { getMeter: broken },
    context: { active: () => undefined },
  };

  it.each([
    ["a tracer that throws", { ...working, trace: { getTracer: broken } }],
    ["a span and a meter that throw", working],
  ])("when there is %s", async (_name, openTelemetry) => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ openTelemetry });
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    cloud.token = () => aadsts(700016);
    const { code } = await refusal(credential.getToken("https://vault.azure.net/.default"), CrossTenantCredentialError);
    expect(code).toBe("exchange.refused");
  });
});

describe("an assertion callback", () => {
  it("that never ends fails after a minute, and the next call asks it again", async () => {
    const cloud = new FakeCloud();
    let calls = 0;
    const assertion = (): Promise<string> => {
      calls += 1;
      return calls === 1 ? silence() : Promise.resolve(anAssertion());
    };
    const credential = cloud.credential({ assertion });
    const failing = refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    await cloud.clock.advance(minuteMs);
    const error = await failing;
    expect([error.code, error.retryable]).toEqual(["source.failed", true]);
    expect((error.cause as Error).message).toBe("no assertion within 60000 ms");
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
    expect(cloud.clock.sleeping).toBe(0);
  });

  it("that throws at once leaves no rejection behind that nobody hears", async () => {
    const unheard = watchRejections();
    expect((await failure({ assertion: broken })).code).toBe("source.failed");
    await settle();
    expect(unheard).toEqual([]);
  });

  it("that aborts the very call it was made for ends that call's waiting", async () => {
    const abort = new AbortController();
    const assertion = (): Promise<never> => {
      abort.abort();
      return silence();
    };
    const waiting = new FakeCloud().credential({ assertion }).getToken(storageScope, { abortSignal: abort.signal });
    expect((await refusal(waiting, Error)).name).toBe("AbortError");
  });
});

describe("a caller who gives up", () => {
  it("holds the process no longer, while the request goes on for others", async () => {
    const cloud = new FakeCloud();
    cloud.identity = silence;
    let held = 0;
    const hold = (): (() => void) => {
      held += 1;
      return () => void (held -= 1);
    };
    const clock = Object.assign(cloud.clock, { hold });
    const credential = cloud.credential({ clock });
    const abort = new AbortController();
    const [first, second] = [{ abortSignal: abort.signal }, {}].map((options) =>
      refusal(credential.getToken(storageScope, options), Error),
    );
    await settle();
    expect(held).toBe(2);
    abort.abort(new Error("no longer"));
    expect((await first)?.message).toBe("no longer");
    expect(held).toBe(1);
    await cloud.clock.advance(5 * minuteMs);
    expect((await second)?.name).toBe("CrossTenantCredentialError");
    expect(held).toBe(0);
  });
});

describe("the environment", () => {
  it("may have blanks and line ends around its values", async () => {
    const cloud = new FakeCloud();
    const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = appServiceEnvironment;
    const environment = { IDENTITY_ENDPOINT: ` ${IDENTITY_ENDPOINT}\n`, IDENTITY_HEADER: `${IDENTITY_HEADER}\r\n` };
    await cloud.credential({ environment }).getToken(storageScope);
    expect(cloud.identityRequests[0]?.url).toContain(`${IDENTITY_ENDPOINT}?api-version=`);
    expect(cloud.identityRequests[0]?.headers).toMatchObject({ "X-IDENTITY-HEADER": IDENTITY_HEADER });
  });

  it("may have variables that hold nothing but blanks: they count as absent", async () => {
    const cloud = new FakeCloud();
    const environment = { IDENTITY_ENDPOINT: " ", IDENTITY_HEADER: " ", AZURE_FEDERATED_TOKEN_FILE: "\n" };
    await cloud.credential({ environment }).getToken(storageScope);
    expect(cloud.identityRequests[0]?.url).toContain("http://169.254.169.254/metadata/identity/oauth2/token");
  });

  const hosts = managedIdentity({ clientId: identityClientId });
  const github = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: "secret", ACTIONS_ID_TOKEN_REQUEST_URL: "canary" };
  const devops = { SYSTEM_ACCESSTOKEN: "secret", SYSTEM_OIDCREQUESTURI: "canary" };
  const pipeline = azurePipelines({ serviceConnectionId: "connection" });
  const ways: readonly (readonly [
    string,
    Environment,
    CrossTenantCredentialOptions["assertion"],
    CredentialErrorCode,
  ])[] = [
    ["IDENTITY_ENDPOINT", { IDENTITY_ENDPOINT: "canary:1", IDENTITY_HEADER: "h" }, hosts, "identity.unsupported-host"],
    [
      "AZURE_POD_IDENTITY_AUTHORITY_HOST",
      { AZURE_POD_IDENTITY_AUTHORITY_HOST: "canary" },
      hosts,
      "identity.unsupported-host",
    ],
    ["ACTIONS_ID_TOKEN_REQUEST_URL", github, githubActions(), "source.unavailable"],
    ["SYSTEM_OIDCREQUESTURI", devops, pipeline, "source.unavailable"],
  ];

  it.each(ways)(
    "with something else than an address in %s is refused by that name",
    async (name, environment, assertion, code) => {
      const error = await failure({ environment, assertion });
      expect(error.code).toBe(code);
      expect(error.message).toContain(name);
      expect(String(error.stack)).not.toContain("canary");
    },
  );

  it.each([
    [{ HTTPS_PROXY: "http://proxy:3128" }, "Set NODE_USE_ENV_PROXY=1"],
    [{ HTTPS_PROXY: "http://proxy:3128", NODE_USE_ENV_PROXY: "1" }, "Check the address"],
  ])("%o leads, when nobody answers, to the fix: %s", async (variables, fix) => {
    const cloud = new FakeCloud();
    cloud.token = () => Promise.reject(new TypeError("fetch failed"));
    const error = await failure({ environment: { ...appServiceEnvironment, ...variables } }, cloud);
    expect(error.fix).toContain(fix);
  });
});

describe("an instance metadata service that is none", () => {
  it.each([
    [
      "a connecting to 169.254.169.254:80: connecting via a proxy: A socket operation was attempted to an unreachable network",
      "CredentialUnavailableError",
    ],
    [{ error: "forbidden" }, "CrossTenantCredentialError"],
  ])("answers 403 %o: a chain that goes on for %s is told so", async (body, name) => {
    const cloud = new FakeCloud();
    cloud.identity = () => reply(403, body);
    const error = await failure({ environment: {} }, cloud);
    expect([error.code, error.name, error.status]).toEqual(["identity.refused", name, 403]);
  });
});

describe("a projected token's file", () => {
  it("that is empty for a moment is named, and read again by the next call", async () => {
    const cloud = new FakeCloud();
    const texts = ["\n", anAssertion({ iss: "https://oidc.example/", aud: "api://AzureADTokenExchange" })];
    const readFile = async (): Promise<string> => texts.shift() ?? "";
    const credential = cloud.credential({ assertion: projectedToken({ file: "/token" }), readFile });
    const error = await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect([error.code, error.message, error.retryable]).toEqual([
      "source.unavailable",
      "the token file /token is empty",
      true,
    ]);
    expect((await credential.getToken(storageScope)).token).toBe("token-1");
  });
});

describe("an answer that is not Microsoft Entra's", () => {
  it.each([
    [302, "<html>"],
    [404, "<html>"],
    [407, ""],
  ])("%i leads to the authority and the proxy, not to a list of codes", async (status, body) => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(status, body, { location: "https://elsewhere.example/" });
    const error = await failure({}, cloud);
    expect([error.code, error.fix]).toEqual([
      "exchange.refused",
      "Check the authority and the proxy: this is not how a token service of Microsoft Entra refuses.",
    ]);
    expect([cloud.tokenRequests.length, cloud.strayRequests.length]).toEqual([1, 0]);
  });
});

describe("what another side says", () => {
  it("is shown without what moves a cursor or turns the reading", async () => {
    const cloud = new FakeCloud();
    const said = "AADSTS700016: \u001B[2J\u001B[31mall is well\u202E\r\n\u0000 \u200B";
    cloud.token = () => reply(400, { error: "invalid_client", error_description: said });
    const { message } = await failure({}, cloud);
    expect(message).toMatch(/: AADSTS700016: \[2J \[31mall is well$/);
  });
});

describe("Retry-After", () => {
  it.each(["-5", "1.5", "10, 10", "soon"])("%s is no time: a 429 with it is not repeated", async (value) => {
    const cloud = new FakeCloud();
    cloud.token = () => reply(429, "", { "retry-after": value });
    const error = await failure({}, cloud);
    expect([error.retryAfterMs, cloud.tokenRequests.length]).toEqual([undefined, 1]);
  });

  it.each(["0", "Wed, 21 Oct 2015 07:28:00 GMT"])(
    "%s is repeated after the usual pauses, not at once",
    async (value) => {
      const cloud = new FakeCloud();
      const pauses: number[] = [];
      cloud.token = () => reply(429, "", { "retry-after": value });
      await failure(
        { onEvent: (event) => void (event.type === "request.retried" && pauses.push(event.pauseMs)) },
        cloud,
      );
      expect(pauses).toEqual([500, 1_500]);
    },
  );
});

describe("the options", () => {
  it.each(["/common", `/${resourceTenant}`, "/base/organizations/"])(
    "with an authority that ends in %s, as MSAL's do, are refused",
    (path) => {
      const options = { tenantId: resourceTenant, clientId: applicationId, assertion: () => "" };
      const make = (): CrossTenantCredential =>
        new CrossTenantCredential({ ...options, authority: `https://login.microsoftonline.com${path}` });
      expect(make).toThrow("authority names a directory: that is what tenantId is for");
    },
  );
});
