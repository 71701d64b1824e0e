import type { TokenErrorResponse, Verdict } from "@tegata/core";
import {
  aadstsRow,
  decodeToken,
  judge,
  renderAadsts,
  resourceChecks,
  secondsClaim,
  summarizeToken,
} from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Directory } from "../../directory/directory.ts";
import type { Host } from "../../state/state.ts";
import type { IdentityOfToken } from "../../tokens/managed-identity-claims.ts";
import { appRolesOf } from "../../tokens/app-roles.ts";
import { managedIdentityClaims } from "../../tokens/managed-identity-claims.ts";
import type { TokenResource } from "../../tokens/resource-api.ts";
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

/** What Entra said to the platform, which passes it on in its own form. */
export interface EntraRefusal {
  readonly status: number;
  readonly body: TokenErrorResponse;
}

export type IssueOutcome = { readonly issued: IssuedIdentityToken } | { readonly refused: EntraRefusal };

interface Request {
  readonly host: Host;
  readonly identity: IdentityOfToken;
  readonly resource: string;
}

interface Granted {
  readonly directory: Directory;
  readonly api: TokenResource;
  /** App roles of the API that the identity holds. */
  readonly roles: readonly string[];
  readonly verdicts: readonly Verdict[];
}

/**
 * The platform's token cache, by identity, host and resource. Tokens live 24 hours and are back-dated by five minutes
 * (documented); one is handed out again until half of its life is over (inferred from MSAL, which takes managed
 * identity tokens as due for refresh then). What changes in the directory meanwhile, a disabled principal included,
 * does not touch a cached token, and nothing can force a new one.
 *
 * @see https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/managed-identity-best-practice-recommendations#limitation-of-using-managed-identities-for-authorization
 */
export class IdentityTokens {
  readonly #context: Context;
  readonly #cache = new Map<string, IssuedIdentityToken>();

  constructor(context: Context) {
    this.#context = context;
  }

  async get(request: Request): Promise<IssueOutcome> {
    const { host, identity, resource } = request;
    const key = [identity.principalId, host.resourceId, resource].join(" ");
    const cached = this.#cache.get(key);
    if (cached && this.#isFresh(cached)) return { issued: cached };
    const outcome = await this.#issue(request);
    if ("issued" in outcome) this.#cache.set(key, outcome.issued);
    return outcome;
  }

  #isFresh({ notBeforeSeconds, expiresOnSeconds }: IssuedIdentityToken): boolean {
    const nowSeconds = this.#context.world.now() / 1000;
    const halfSeconds = (expiresOnSeconds - notBeforeSeconds) / 2;
    // A clock that was set back makes tokens of the future; the platform would not hand those out.
    return nowSeconds >= notBeforeSeconds && nowSeconds < notBeforeSeconds + halfSeconds;
  }

  #issue(request: Request): Promise<IssueOutcome> | IssueOutcome {
    const { identity, resource } = request;
    const { tenantId, principalId, clientId } = identity;
    const directory = this.#context.store.state.directories.find((candidate) => candidate.tenantId === tenantId);
    const principal = directory?.servicePrincipals.find(({ id }) => id === principalId);
    if (!directory || !principal) return this.#refuse(700016, { clientId, tenant: tenantId, name: "" });
    if (!principal.accountEnabled) {
      return this.#refuse(7000112, { clientId, tenant: tenantId, name: principal.displayName });
    }
    const api = findTokenResource(this.#context, directory, resource);
    const roles = api ? appRolesOf(principal, api.appId) : { assigned: [], values: [] };
    const clientName = principal.displayName;
    const facts = { tenantId, clientId, clientName, resource, api, roles: roles.assigned };
    const { verdicts, refusal } = judge(resourceChecks, facts);
    if (refusal || !api) return this.#refuse(refusal?.code ?? 500011, refusal?.values ?? {});
    return this.#mint(request, { directory, api, roles: roles.values, verdicts });
  }

  #refuse(code: number, values: Readonly<Record<string, string>>): IssueOutcome {
    const { world, cloud } = this.#context;
    const row = aadstsRow(code);
    const body = renderAadsts(row, values, {
      nowMs: world.now(),
      traceId: world.uuid(),
      correlationId: world.uuid(),
      authority: cloud.authority,
    });
    return { refused: { status: row.status, body } };
  }

  async #mint({ host, identity, resource }: Request, granted: Granted): Promise<IssueOutcome> {
    const { cloud, world, keys, journal } = this.#context;
    const { directory, api, roles, verdicts } = granted;
    const claims = managedIdentityClaims({ ...identity, roles }, { cloud, world, api, resource });
    const token = await signToken(claims, await keys.signing(directory));
    const decoded = decodeToken(token);
    journal.add({
      kind: "token issued",
      directory: directory.name,
      to: `${identity.identityResourceId.split("/").at(-1) ?? ""} on ${host.name}`,
      credential: "managed identity",
      resource,
      claims: summarizeToken(decoded),
      verdicts,
    });
    return {
      issued: {
        token,
        clientId: identity.clientId,
        resource,
        notBeforeSeconds: secondsClaim(decoded, "nbf") ?? 0,
        expiresOnSeconds: secondsClaim(decoded, "exp") ?? 0,
      },
    };
  }
}
