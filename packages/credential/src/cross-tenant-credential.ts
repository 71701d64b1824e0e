import { parseTenantId, TegataError, type TenantId } from "@tegata/core";
import { claimsParameter } from "./claims.ts";
import { diagnosisOf, type Diagnosis } from "./diagnosis.ts";
import { DirectoryTokens } from "./directory-tokens.ts";
import { CrossTenantCredentialError } from "./errors.ts";
import { inspectTokens, type Inspection } from "./inspection.ts";
import { readOptions, type CrossTenantCredentialOptions } from "./options.ts";
import { onlyScope, requireScope } from "./scope.ts";
import type { AccessToken, GetTokenOptions, TokenCredential } from "./token-credential.ts";
import { throwIfAborted } from "./waiting.ts";

const noOptions: GetTokenOptions = {};

/**
 * A credential for every client of the Azure SDKs for JS: it proves the workload by its managed identity in the home
 * directory and gives access tokens of the resource directory. No secret is involved.
 *
 * Make one and share it: tokens are kept in the object. Nothing is sent before the first `getToken`.
 *
 * @throws CrossTenantCredentialError `options.invalid`, naming every fault
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 * @example
 * ```ts
 * import { BlobServiceClient } from "@azure/storage-blob";
 * import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
 *
 * const credential = new CrossTenantCredential({
 *   tenantId: "22222222-2222-2222-2222-222222222222",
 *   clientId: "44444444-4444-4444-4444-444444444444",
 *   assertion: managedIdentity({ clientId: "33333333-3333-3333-3333-333333333333" }),
 * });
 * export const blobs = new BlobServiceClient("https://account.blob.core.windows.net", credential);
 * ```
 */
export class CrossTenantCredential implements TokenCredential {
  readonly #tokens: DirectoryTokens;
  readonly #tenantId: TenantId;

  constructor(options: CrossTenantCredentialOptions);
  /** @internal {@link forTenant} hands on what is shared. */
  constructor(options: CrossTenantCredentialOptions | Shared) {
    if (options instanceof Shared) {
      this.#tokens = options.tokens;
      this.#tenantId = options.tenantId;
      return;
    }
    const settings = readOptions(options);
    this.#tokens = new DirectoryTokens(settings);
    this.#tenantId = settings.tenantId;
  }

  /**
   * A credential for another directory of `allowedTenants`. It shares the assertion, the cache and the budget with this
   * one, costs no request and holds nothing of its own: make one for each request, or keep it.
   *
   * @throws CrossTenantCredentialError `tenant.refused` when the directory is not allowed or not a GUID
   * @example
   * ```ts
   * import type { CrossTenantCredential } from "@tegata/credential";
   *
   * export async function tokenOf(credential: CrossTenantCredential, customerTenantId: string): Promise<string> {
   *   const customer = credential.forTenant(customerTenantId);
   *   return (await customer.getToken("https://storage.azure.com/.default")).token;
   * }
   * ```
   */
  forTenant(tenantId: string): CrossTenantCredential {
    return credentialOf(new Shared(this.#tokens, this.#allowed(tenantId)));
  }

  /**
   * An access token for one resource, named by its scope (`https://storage.azure.com/.default`).
   *
   * Costs nothing while a valid token is held: that is served at once, and renewed in the background when 70 to 80 %
   * of its life are over. Otherwise it takes two requests, or one while the assertion is still good, however many
   * callers wait. The object that is returned is shared and frozen.
   *
   * @throws CrossTenantCredentialError with `hop` 1 (`source.*`, `identity.*`, `assertion.*`) or 2 (`exchange.*`), or
   *   without (`scope.invalid`, `claims.invalid`, `tenant.refused`) when the call itself is wrong
   * @see https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential
   */
  getToken(scopes: string | readonly string[], options: GetTokenOptions = noOptions): Promise<AccessToken> {
    // A served token is a promise that lies ready. A directory has tokens in the cache only once it was allowed.
    if (options.claims === undefined && options.abortSignal?.aborted !== true) {
      const scope = typeof scopes === "string" ? scopes : Array.isArray(scopes) ? onlyOne(scopes) : undefined;
      const tenantId = options.tenantId ?? this.#tenantId;
      const served = scope === undefined ? undefined : this.#tokens.serve(scope, tenantId, options.enableCae ?? false);
      if (served !== undefined) return served;
    }
    return this.#getToken(scopes, options);
  }

  /**
   * What is held for this directory and by all together, without tokens. Costs no request.
   */
  inspect(): Inspection {
    return inspectTokens(this.#tokens, this.#tenantId);
  }

  /**
   * Walks the hops towards a token of that scope and tells which works, for a health endpoint. Never rejects for a hop
   * that fails. What is held is not asked for again, so it costs requests only when a `getToken` would.
   *
   * @throws CrossTenantCredentialError `scope.invalid`; the signal's reason when it is aborted
   */
  async diagnose(scope: string, options: Pick<GetTokenOptions, "abortSignal"> = {}): Promise<Diagnosis> {
    requireScope(onlyScope(scope));
    const { timeline } = this.#tokens;
    const startMs = timeline.now();
    const outcome = await this.getToken(scope, options).then(
      ({ expiresOnTimestamp }) => ({ expiresOnTimestamp }),
      (error: unknown) => {
        if (error instanceof CrossTenantCredentialError) return { error };
        throw error;
      },
    );
    const durationMs = Math.round(timeline.now() - startMs);
    return diagnosisOf({ scope, durationMs, inspection: this.inspect(), ...outcome });
  }

  async #getToken(scopes: string | readonly string[], options: GetTokenOptions): Promise<AccessToken> {
    throwIfAborted(options.abortSignal);
    const tenantId = typeof options.tenantId === "string" ? this.#allowed(options.tenantId) : this.#tenantId;
    const scope = onlyScope(scopes);
    const { claims, enableCae: isCae = false } = options;
    // A scope holds no blank, so the two forms of key cannot meet.
    const key = claims === undefined ? scope : `${scope} ${claims}`;
    const served = this.#tokens.serve(key, tenantId, isCae);
    if (served !== undefined) return served;
    requireScope(scope);
    const shelf = this.#tokens.cache.shelf(key, () => ({ scope, claims: claimsParameter(claims, isCae), isCae }));
    const { abortSignal: signal, tracingOptions } = options;
    return this.#tokens.next(shelf, tenantId, { context: tracingOptions?.tracingContext, signal });
  }

  #allowed(tenantId: string): TenantId {
    const { allowedTenants } = this.#tokens.settings;
    const id = guidOf(tenantId);
    if (id !== undefined && (id === this.#tenantId || allowedTenants === "any" || allowedTenants.has(id))) return id;
    const shown = id ?? "that is not named by a GUID";
    throw new CrossTenantCredentialError(
      "tenant.refused",
      `a token of directory ${shown} was asked for; this credential is for directory ${this.#tenantId}`,
      {
        fix: "Set tenantId to the directory that the resource belongs to, the one that its challenge names, or add it to allowedTenants.",
      },
    );
  }
}

/** What credentials of one application share. Not exported, so that nobody else can make one. */
class Shared {
  readonly tokens: DirectoryTokens;
  readonly tenantId: TenantId;

  constructor(tokens: DirectoryTokens, tenantId: TenantId) {
    this.tokens = tokens;
    this.tenantId = tenantId;
  }
}

/** Outside of the class, which would have another name in the published file if it named itself. */
function credentialOf(shared: Shared): CrossTenantCredential {
  return new CrossTenantCredential(shared as never);
}

/** The one entry of a list. */
function onlyOne(scopes: readonly string[]): string | undefined {
  return scopes.length === 1 ? scopes[0] : undefined;
}

function guidOf(tenantId: unknown): TenantId | undefined {
  if (typeof tenantId !== "string") return undefined;
  try {
    return parseTenantId(tenantId);
  } catch (error) {
    if (error instanceof TegataError) return undefined;
    throw error;
  }
}
