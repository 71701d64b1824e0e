// The interface of a credential of the Azure SDKs for JS, declared by its shape: this package depends on no Azure
// package, and any version of theirs takes it.
// https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential

/** An access token. */
export interface AccessToken {
  readonly token: string;
  /** When it expires, in milliseconds since 1970-01-01 UTC. */
  readonly expiresOnTimestamp: number;
  /** From when on a new one is fetched in the background, in milliseconds since 1970-01-01 UTC. */
  readonly refreshAfterTimestamp?: number;
  readonly tokenType: "Bearer";
}

/** An `AbortSignal`, or what older Azure packages use in its place. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Options of one `getToken` call. Those of the Azure SDKs that are not named here have no effect. */
export interface GetTokenOptions {
  /** Ends this caller's waiting. A request that others wait for too goes on. */
  readonly abortSignal?: AbortSignalLike | undefined;
  /** A claims challenge, as JSON. Such a token is fetched anew and kept apart from others. */
  readonly claims?: string | undefined;
  /** Tells the token service that the client can handle claims challenges. Default: false. */
  readonly enableCae?: boolean | undefined;
  /** The directory to get the token from: the credential's own or one of `allowedTenants`. Default: its own. */
  readonly tenantId?: string | undefined;
  /** Tracing: the context is the parent of the spans of requests that this call starts. */
  readonly tracingOptions?: { readonly tracingContext?: unknown } | undefined;
}

/** What the clients of the Azure SDKs ask of a credential. */
export interface TokenCredential {
  getToken(scopes: string | readonly string[], options?: GetTokenOptions): Promise<AccessToken>;
}
