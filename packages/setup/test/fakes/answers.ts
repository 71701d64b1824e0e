// What a fake service answers with, in the spelling of the real ones.

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface FakeRequest {
  readonly method: string;
  readonly url: URL;
  /** Decoded path. */
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
  /** The directory of the bearer token. */
  readonly tenantId: string;
}

export function refusal(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

export function detailedRefusal(status: number, code: string, options: { detail: string; message: string }): Answer {
  const { detail, message } = options;
  return { status, body: { error: { code, message, details: [{ code: detail, message }] } } };
}

/** Ids in order of creation: the same run makes the same ids. */
export class Ids {
  #last = 0;

  next(kind: string): string {
    this.#last += 1;
    return `${kind.padEnd(8, "0")}-0000-4000-8000-${String(this.#last).padStart(12, "0")}`;
  }
}
