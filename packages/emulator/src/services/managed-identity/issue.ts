import { decodeToken, secondsClaim, summarizeToken } from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Host } from "../../state/state.ts";
import type { IdentityOfToken } from "../../tokens/managed-identity-claims.ts";
import { managedIdentityClaims } from "../../tokens/managed-identity-claims.ts";
import { findTokenResource } from "../../tokens/resource-api.ts";
import { signToken } from "../../tokens/sign.ts";

/** A token of a managed identity with the times that every protocol reports. */
export interface IssuedIdentityToken {
  readonly token: string;
  readonly clientId: string;
  readonly resource: string;
  readonly notBeforeSeconds: number;
  readonly expiresOnSeconds: number;
}

/** The platform's token cache: a token is handed out again until it has less than half of its life left. */
export class IdentityTokens {
  readonly #context: Context;
  readonly #cache = new Map<string, IssuedIdentityToken>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** A token, or undefined when the directory does not know the resource. */
  async get(host: Host, identity: IdentityOfToken, resource: string): Promise<IssuedIdentityToken | undefined> {
    const key = [identity.principalId, identity.hostResourceId, resource].join(" ");
    const cached = this.#cache.get(key);
    if (cached && this.#isFresh(cached)) return cached;
    const issued = await this.#issue(host, identity, resource);
    if (issued) this.#cache.set(key, issued);
    return issued;
  }

  #isFresh(cached: IssuedIdentityToken): boolean {
    const half = (cached.expiresOnSeconds - cached.notBeforeSeconds) / 2;
    return this.#context.world.now() / 1000 < cached.notBeforeSeconds + half;
  }

  async #issue(host: Host, identity: IdentityOfToken, resource: string): Promise<IssuedIdentityToken | undefined> {
    const { cloud, world, keys, journal, store } = this.#context;
    const directory = store.state.directories.find((candidate) => candidate.tenantId === identity.tenantId);
    const api = directory && findTokenResource(this.#context, directory, resource);
    if (!directory || !api) return undefined;
    const claims = managedIdentityClaims(identity, { cloud, world, api, resource });
    const token = await signToken(claims, await keys.signing(directory));
    const decoded = decodeToken(token);
    journal.add({
      kind: "token issued",
      directory: directory.name,
      to: `${identity.identityResourceId.split("/").at(-1) ?? ""} on ${host.name}`,
      credential: "managed identity",
      resource,
      claims: summarizeToken(decoded),
      verdicts: [],
    });
    return {
      token,
      clientId: identity.clientId,
      resource,
      notBeforeSeconds: secondsClaim(decoded, "nbf") ?? 0,
      expiresOnSeconds: secondsClaim(decoded, "exp") ?? 0,
    };
  }
}
