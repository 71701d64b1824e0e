import { tokenExchangeAudience } from "@tegata/core";
import { refuseUnfit, type Assertion } from "./assertion.ts";
import { TokenCache, TokenSlot } from "./cache.ts";
import { claimsParameter } from "./claims.ts";
import { CrossTenantCredentialError } from "./errors.ts";
import { exchangeAssertion, type HeldAccessToken } from "./exchange.ts";
import { readOptions, type CrossTenantCredentialOptions, type Settings } from "./options.ts";
import { onlyScope, requireScope } from "./scope.ts";
import type { AccessToken, GetTokenOptions, TokenCredential } from "./token-credential.ts";
import { throwIfAborted, waitFor } from "./waiting.ts";

/** Tokens held at once: one a scope in practice, more only through claims challenges. */
const mostTokens = 1_000;
/** The assertion's validity did not include the moment of the exchange. */
const assertionNotInTime = 700024;

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
  readonly #settings: Settings;
  readonly #assertion: TokenSlot<Assertion>;
  /** Apart from each other because tokens for a client that handles challenges live longer and behave differently. */
  readonly #tokens = new TokenCache<HeldAccessToken>(mostTokens);
  readonly #caeTokens = new TokenCache<HeldAccessToken>(mostTokens);

  constructor(options: CrossTenantCredentialOptions) {
    const settings = readOptions(options);
    this.#settings = settings;
    this.#assertion = new TokenSlot(() => requestAssertion(settings), settings.world);
  }

  /**
   * An access token for one resource, named by its scope (`https://storage.azure.com/.default`).
   *
   * Costs nothing while a valid token is held: that is served at once, and renewed in the background when 70 to 80 %
   * of its life are over. Otherwise it takes two requests, or one while the assertion is still good, however many
   * callers wait. The object that is returned is shared and frozen.
   *
   * @throws CrossTenantCredentialError with `hop` 1 (`identity.*`, `assertion.*`) or 2 (`exchange.*`), or without
   *   (`scope.invalid`, `claims.invalid`, `tenant.refused`) when the call itself is wrong
   * @see https://learn.microsoft.com/javascript/api/@azure/core-auth/tokencredential
   */
  async getToken(scopes: string | readonly string[], options: GetTokenOptions = {}): Promise<AccessToken> {
    throwIfAborted(options.abortSignal);
    this.#requireOwnTenant(options.tenantId);
    const slot = this.#slotOf(onlyScope(scopes), options);
    const held = slot.current() ?? (await waitFor(slot.next(), options.abortSignal));
    return held.accessToken;
  }

  #slotOf(scope: string, options: GetTokenOptions): TokenSlot<HeldAccessToken> {
    const { claims, enableCae = false } = options;
    const cache = enableCae ? this.#caeTokens : this.#tokens;
    // A scope holds no blank, so the two forms of key cannot meet.
    const key = claims === undefined ? scope : `${scope} ${claims}`;
    return cache.find(key) ?? cache.add(key, this.#newSlot(scope, claimsParameter(claims, enableCae)));
  }

  #newSlot(scope: string, claims: string | undefined): TokenSlot<HeldAccessToken> {
    requireScope(scope);
    return new TokenSlot(() => this.#acquire(scope, claims), this.#settings.world);
  }

  async #acquire(scope: string, claims: string | undefined): Promise<HeldAccessToken> {
    const { token: assertion } = await this.#assertion.get();
    const { authority, tenantId, clientId, world } = this.#settings;
    try {
      return await exchangeAssertion({ authority, tenantId, clientId, assertion, scope, claims }, world);
    } catch (error) {
      if (error instanceof CrossTenantCredentialError && error.aadsts === assertionNotInTime) this.#assertion.forget();
      throw error;
    }
  }

  #requireOwnTenant(tenantId: string | undefined): void {
    const own = this.#settings.tenantId;
    if (tenantId === undefined || tenantId === own || tenantId.toLowerCase() === own) return;
    throw new CrossTenantCredentialError(
      "tenant.refused",
      `a token of directory ${tenantId} was asked for; this credential is for directory ${own}`,
      { fix: "Set tenantId to the directory that the resource belongs to: the one that its challenge names." },
    );
  }
}

async function requestAssertion({ assertion, cloud, world }: Settings): Promise<Assertion> {
  return refuseUnfit(await assertion.request({ audience: tokenExchangeAudience(cloud), world }), cloud);
}
