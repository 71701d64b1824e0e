// The cloud of a simulated day: an instance metadata service and a token service, with the day's faults. It knows the
// right time, which the machine may not.
import type { Fault, Schedule } from "./schedule.ts";
import { chance, type VirtualTime } from "./virtual-time.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Request =
  | { readonly to: "identity" }
  | { readonly to: "token"; readonly directory: number; readonly resource: number; readonly assertion: string };

/** One request as the cloud saw it. */
export interface Seen {
  readonly to: "identity" | "token";
  readonly directory: number;
  readonly resource: number;
  readonly atMs: number;
  overAtMs: number;
  /** Until when this answer asked to be left alone. */
  pauseUntilMs?: number;
}

/** A token that reached the client, by what is inside its text. */
export interface Issued {
  readonly directory: number;
  readonly resource: number;
  readonly sentAtMs: number;
  readonly expiresAtMs: number;
  arrivedAtMs: number;
}

/** The right time at the beginning of the day. */
export const epochMs = Date.UTC(2026, 10, 22);
const homeTenant = "11111111-1111-1111-1111-111111111111";

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

export class SimulatedCloud {
  readonly seen: Seen[] = [];
  readonly issued: Issued[] = [];
  readonly #time: VirtualTime;
  readonly #schedule: Schedule;
  readonly #chance: () => number;

  constructor(schedule: Schedule, time: VirtualTime) {
    this.#schedule = schedule;
    this.#time = time;
    this.#chance = chance(schedule.seed);
  }

  /** Answers after a while, or never; rejects when the connection breaks or the client gives up. */
  send(request: Request, signal: AbortSignal | undefined): Promise<Reply> {
    const seen = this.#note(request);
    const fault = this.#faultFor(request);
    return new Promise((resolve, reject) => {
      let cancel: (() => void) | undefined;
      const over = (): void => {
        seen.overAtMs = this.#time.nowMs;
        signal?.removeEventListener("abort", stop);
      };
      const stop = (): void => {
        cancel?.();
        over();
        reject(Object.assign(new Error("The operation was aborted."), { name: "AbortError" }));
      };
      signal?.addEventListener("abort", stop);
      if (fault?.kind === "silence") return;
      const answer = this.#answer(request, fault, seen);
      cancel = this.#time.at(this.#time.nowMs + this.#latencyMs(fault), () => {
        over();
        if (fault?.kind === "reset") {
          reject(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
          return;
        }
        if (answer.issued !== undefined) this.issued.push({ ...answer.issued, arrivedAtMs: this.#time.nowMs });
        resolve(answer.reply);
      });
    });
  }

  #note(request: Request): Seen {
    const where = request.to === "token" ? request : { directory: -1, resource: -1 };
    const { directory, resource } = where;
    const seen: Seen = {
      to: request.to,
      directory,
      resource,
      atMs: this.#time.nowMs,
      overAtMs: Number.POSITIVE_INFINITY,
    };
    this.seen.push(seen);
    return seen;
  }

  #latencyMs(fault: Fault | undefined): number {
    const usual = 5 + this.#chance() * 45;
    return fault?.kind === "slow" ? usual + (fault.seconds % 30) * 1_000 : usual;
  }

  #faultFor(request: Request): Fault | undefined {
    const now = this.#time.nowMs;
    return this.#schedule.faults.find(({ target, fromMs, durationMs }) => {
      if (now < fromMs || now >= fromMs + durationMs) return false;
      if (request.to === "identity") return target === "identity";
      return target === "every directory" || (target === "directory 0" && request.directory === 0);
    });
  }

  #answer(request: Request, fault: Fault | undefined, seen: Seen): { reply: Reply; issued?: Issued } {
    const date = new Date(epochMs + this.#time.nowMs).toUTCString();
    const headers = { date, "content-type": "application/json" };
    const failed = (status: number, retryAfter?: number): { reply: Reply } => {
      if (retryAfter !== undefined) seen.pauseUntilMs = this.#time.nowMs + retryAfter * 1_000;
      const more = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
      return { reply: { status, headers: { ...headers, ...more }, body: '{"error":"temporarily_unavailable"}' } };
    };
    if (fault?.kind === "429") return failed(429);
    if (fault?.kind === "429 with Retry-After") return failed(429, fault.seconds);
    if (fault?.kind === "503 with Retry-After") return failed(503, fault.seconds);
    if (fault?.kind === "500") return failed(500);
    if (fault?.kind === "malformed") return { reply: { status: 200, headers, body: '{"access_token":' } };
    return request.to === "identity" ? { reply: this.#identity(headers) } : this.#token(request, headers);
  }

  #keyAt(ms: number): number {
    return this.#schedule.rolloversMs.filter((at) => at <= ms).length;
  }

  #identity(headers: Readonly<Record<string, string>>): Reply {
    const now = this.#time.nowMs;
    const expiresOn = Math.floor((epochMs + now + this.#schedule.assertionLifeMs) / 1_000);
    const claims = {
      aud: "fb60f99c-7a34-4190-8149-302f77469936",
      iss: `https://login.microsoftonline.com/${homeTenant}/v2.0`,
      exp: expiresOn,
      xms_mirid: "/subscriptions/5/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id",
    };
    const header = { typ: "JWT", alg: "RS256", kid: `key-${this.#keyAt(now)}` };
    const body = {
      access_token: `${part(header)}.${part(claims)}.c2lnbmF0dXJl`,
      expires_on: String(expiresOn),
      resource: "api://AzureADTokenExchange",
      token_type: "Bearer",
    };
    return { status: 200, headers, body: JSON.stringify(body) };
  }

  #token(
    request: Request & { readonly to: "token" },
    headers: Readonly<Record<string, string>>,
  ): { reply: Reply; issued?: Issued } {
    const [head = "", claims = ""] = request.assertion.split(".");
    const read = (text: string): Record<string, unknown> =>
      JSON.parse(Buffer.from(text, "base64url").toString("utf8")) as Record<string, unknown>;
    const now = this.#time.nowMs;
    if (Number(read(claims)["exp"]) * 1_000 <= epochMs + now) return { reply: refusal(700024, headers) };
    if (read(head)["kid"] !== `key-${this.#keyAt(now)}`) return { reply: refusal(700027, headers) };
    const { directory, resource } = request;
    const lifeMs = this.#schedule.accessTokenLifeMs;
    const issued: Issued = { directory, resource, sentAtMs: now, expiresAtMs: now + lifeMs, arrivedAtMs: 0 };
    const access_token = part({ ...issued, id: this.seen.length });
    const body = { token_type: "Bearer", expires_in: lifeMs / 1_000, ext_expires_in: lifeMs / 1_000, access_token };
    return { reply: { status: 200, headers, body: JSON.stringify(body) }, issued };
  }
}

function refusal(code: number, headers: Readonly<Record<string, string>>): Reply {
  const body = {
    error: "invalid_client",
    error_description: `AADSTS${code}: refused. Trace ID: 77777777-7777-7777-7777-777777777777`,
    error_codes: [code],
  };
  return { status: 401, headers, body: JSON.stringify(body) };
}

/** When a served token really ends. */
export function endOf(token: string): number {
  return (JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as Issued).expiresAtMs;
}
