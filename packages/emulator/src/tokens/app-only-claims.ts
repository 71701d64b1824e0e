import { v1Issuer, v2Issuer } from "@tegata/core";
import type { MintContext } from "./managed-identity-claims.ts";
import { opaques, refreshHint } from "./opaque.ts";

/** The client of an app-only token as the directory that issues it knows the client. */
export interface ClientOfToken {
  readonly tenantId: string;
  readonly tenantCreatedMs: number;
  readonly clientId: string;
  /** The service principal's object id **in this directory**: `oid` and `sub`. */
  readonly principalId: string;
  /** `1` for a secret, `2` for a certificate or an assertion of either kind. */
  readonly authentication: "1" | "2";
  /** App roles granted on the resource. */
  readonly roles: readonly string[];
  /** Directory role templates; Graph's tokens carry them. */
  readonly directoryRoles: readonly string[];
  /** Client capabilities that the token repeats; with any, it lives for a day. */
  readonly capabilities: readonly string[];
}

const backdatedSeconds = 300;
const lifetimeSeconds = 3600;
/** Tokens of clients that can be told of a revocation live 20 to 28 hours; here always 24. */
const longLifetimeSeconds = 86_400;

function times(client: ClientOfToken, { world }: MintContext): Record<"iat" | "nbf" | "exp", number> {
  const issuedAt = Math.floor(world.now() / 1000) - backdatedSeconds;
  const lifetime = client.capabilities.length > 0 ? longLifetimeSeconds : lifetimeSeconds;
  return { iat: issuedAt, nbf: issuedAt, exp: issuedAt + lifetime + backdatedSeconds };
}

function v1Claims(client: ClientOfToken, context: MintContext): Record<string, unknown> {
  const { cloud, world, api } = context;
  const issuer = v1Issuer(cloud, client.tenantId);
  const [aio, uti, ftd, rd] = opaques(world, [30, 16, 32, 24]);
  return {
    aud: context.resource,
    iss: issuer,
    ...times(client, context),
    aio,
    appid: client.clientId,
    appidacr: client.authentication,
    idp: issuer,
    idtyp: "app",
    oid: client.principalId,
    rh: refreshHint(client.tenantId, api.appId),
    ...(client.roles.length > 0 ? { roles: client.roles } : {}),
    sub: client.principalId,
    tid: client.tenantId,
    uti,
    ver: "1.0",
    ...(api.wellKnown === "graph" && client.directoryRoles.length > 0 ? { wids: client.directoryRoles } : {}),
    xms_act_fct: "9 3",
    ...(client.capabilities.length > 0 ? { xms_cc: client.capabilities } : {}),
    xms_ftd: ftd,
    xms_idrel: "7 16",
    xms_rd: rd,
    xms_sub_fct: "9 3",
    xms_tcdt: Math.floor(client.tenantCreatedMs / 1000),
  };
}

/** Exactly the claims of a v2 app-only token captured on 2026-08-13: no `idtyp`, `aud` always the application id. */
function v2Claims(client: ClientOfToken, context: MintContext): Record<string, unknown> {
  const { cloud, world, api } = context;
  const [aio, uti, ftd] = opaques(world, [30, 16, 32]);
  return {
    aud: api.appId,
    iss: v2Issuer(cloud, client.tenantId),
    ...times(client, context),
    aio,
    azp: client.clientId,
    azpacr: client.authentication,
    oid: client.principalId,
    rh: refreshHint(client.tenantId, api.appId),
    ...(client.roles.length > 0 ? { roles: client.roles } : {}),
    sub: client.principalId,
    tid: client.tenantId,
    uti,
    ver: "2.0",
    xms_ftd: ftd,
  };
}

/**
 * The claims of an app-only token. Its form follows the resource, not the endpoint that was called.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#token-formats
 */
export function appOnlyClaims(client: ClientOfToken, context: MintContext): Record<string, unknown> {
  return context.api.tokenVersion === "2.0" ? v2Claims(client, context) : v1Claims(client, context);
}
