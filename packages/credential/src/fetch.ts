// The part of `fetch` that this package needs, so that anything of that shape can stand in for it.

/** What a request needs of `fetch`. */
export interface FetchRequest {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
  /** A redirect is never followed: it would carry a secret to another host. */
  readonly redirect: "manual";
  readonly signal: AbortSignal;
}

/** What is read of an answer. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  readonly text: () => Promise<string>;
}

/** The part of `fetch` that this package uses; the global one fits. */
export type Fetch = (url: string, request: FetchRequest) => Promise<FetchResponse>;
