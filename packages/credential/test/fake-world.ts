// A world of our own: a clock advanced by hand, a network that is a function. Everything sent is kept to be looked at.
import { CrossTenantCredential, managedIdentity, type CrossTenantCredentialOptions } from "@tegata/credential";
import type { Clock, FetchRequest, FetchResponse } from "@tegata/credential";

export const homeTenant = "11111111-1111-1111-1111-111111111111";
export const resourceTenant = "22222222-2222-2222-2222-222222222222";
export const identityClientId = "33333333-3333-3333-3333-333333333333";
export const applicationId = "44444444-4444-4444-4444-444444444444";
export const requestId = "99999999-9999-9999-9999-999999999999";
export const storageScope = "https://storage.azure.com/.default";
export const startMs = Date.parse("2026-11-22T00:00:00Z");
export const minuteMs = 60_000;

/** The environment of App Service; the header is what must never be shown. */
export const appServiceEnvironment = {
  IDENTITY_ENDPOINT: "http://127.0.0.1:41741/msi/token",
  IDENTITY_HEADER: "host-header-canary-5b1f",
};

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Lets everything that can go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export class FakeClock implements Clock {
  #nowMs = startMs;
  #sleepers: Sleeper[] = [];

  readonly now = (): number => this.#nowMs;

  readonly sleep = (durationMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const sleeper: Sleeper = { atMs: this.#nowMs + durationMs, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });

  get sleeping(): number {
    return this.#sleepers.length;
  }

  /** Moves the time on, waking sleepers one by one at their own moment. */
  async advance(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    await settle();
    for (;;) {
      const next = this.#sleepers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await settle();
    }
    this.#nowMs = untilMs;
  }
}

export interface Sent extends FetchRequest {
  readonly url: string;
}

type Reply = FetchResponse | Promise<FetchResponse>;
export type Handler = (sent: Sent) => Reply;

export function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): FetchResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers: { get: (name) => headers[name] ?? null }, text: async () => text };
}

/** A refusal as Microsoft Entra words it. */
export function aadsts(code: number, status = 401): FetchResponse {
  const ids = "Trace ID: 77777777-7777-7777-7777-777777777777 Correlation ID: 88888888-8888-8888-8888-888888888888";
  return reply(status, {
    error: "invalid_client",
    error_description: `AADSTS${code}: what happened. ${ids} Timestamp: 2026-11-22 00:00:00Z`,
    error_codes: [code],
    timestamp: "2026-11-22 00:00:00Z",
    trace_id: "77777777-7777-7777-7777-777777777777",
    correlation_id: "88888888-8888-8888-8888-888888888888",
  });
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

const userAssigned =
  "/subscriptions/55555555-5555-5555-5555-555555555555/resourcegroups/rg-app/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-orders";

/** A managed identity's exchange token, with the claims of a real one; the signature is none. */
export function anAssertion(claims: Readonly<Record<string, unknown>> = {}): string {
  const body = {
    aud: "fb60f99c-7a34-4190-8149-302f77469936",
    iss: `https://login.microsoftonline.com/${homeTenant}/v2.0`,
    sub: "66666666-6666-6666-6666-666666666666",
    oid: "66666666-6666-6666-6666-666666666666",
    tid: homeTenant,
    idtyp: "app",
    ver: "2.0",
    exp: startMs / 1_000 + 86_400,
    xms_mirid: userAssigned,
    ...claims,
  };
  return `${part({ typ: "JWT", alg: "RS256", kid: "key-1" })}.${part(body)}.c2lnbmF0dXJl`;
}

/** An identity endpoint's answer: a token for a day. */
export function identityAnswer(clock: Clock, token: string = anAssertion(), lifeSeconds = 86_400): FetchResponse {
  return reply(200, {
    access_token: token,
    client_id: identityClientId,
    expires_on: String(clock.now() / 1_000 + lifeSeconds),
    not_before: String(clock.now() / 1_000 - 300),
    resource: "api://AzureADTokenExchange",
    token_type: "Bearer",
  });
}

export class FakeCloud {
  readonly clock = new FakeClock();
  readonly identityRequests: Sent[] = [];
  readonly tokenRequests: Sent[] = [];
  /** Requests that went to neither of the two endpoints; a fault, but where another source is asked. */
  readonly strayRequests: Sent[] = [];
  other: Handler = () => reply(404, "");
  identity: Handler = () => identityAnswer(this.clock);
  /** Tokens are numbered, and live for an hour. */
  token: Handler = () => this.accessToken();

  accessToken(extra: Readonly<Record<string, unknown>> = {}): FetchResponse {
    return reply(200, {
      token_type: "Bearer",
      expires_in: 3_600,
      ext_expires_in: 3_600,
      access_token: `token-${this.tokenRequests.length}`,
      ...extra,
    });
  }

  readonly fetch = async (url: string, request: FetchRequest): Promise<FetchResponse> => {
    const sent = { url, ...request };
    const isIdentity = url.startsWith("http://");
    const isToken = request.method === "POST" && url.endsWith("/oauth2/v2.0/token");
    (isIdentity ? this.identityRequests : isToken ? this.tokenRequests : this.strayRequests).push(sent);
    if (isIdentity) return this.identity(sent);
    return isToken ? this.token(sent) : this.other(sent);
  };

  credential(options: Partial<CrossTenantCredentialOptions> = {}): CrossTenantCredential {
    return new CrossTenantCredential({
      tenantId: resourceTenant,
      clientId: applicationId,
      assertion: managedIdentity({ clientId: identityClientId }),
      fetch: this.fetch,
      clock: this.clock,
      random: { fraction: () => 0.5, uuid: () => requestId },
      environment: appServiceEnvironment,
      ...options,
    });
  }
}

/** What was sent, without the signal, to be compared with a literal. */
export function onTheWire(sent: readonly Sent[]): unknown[] {
  return sent.map((request) => Object.fromEntries(Object.entries(request).filter(([name]) => name !== "signal")));
}

/** Another side that never answers. */
export function silence(): Promise<never> {
  return new Promise(() => undefined);
}

/** What a promise was refused with. Fails when it was not. */
export async function refusal<Failure extends Error>(
  work: Promise<unknown>,
  kind: new (...given: never[]) => Failure,
): Promise<Failure> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof kind) return outcome;
  throw new Error(`expected a ${kind.name}, got ${outcome instanceof Error ? outcome.name : "a result"}`);
}

/** A promise and the function that keeps it. */
export function gate<Value>(): {
  readonly promise: Promise<Value>;
  readonly open: (value: Value) => void;
} {
  let open: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
