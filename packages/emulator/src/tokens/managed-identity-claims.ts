import type { Cloud } from "@tegata/core";
import { v1Issuer, v2Issuer } from "@tegata/core";
import type { World } from "../world.ts";
import { opaque, refreshHint } from "./opaque.ts";
import type { TokenResource } from "./resource-api.ts";

/** A managed identity as its tokens describe it. */
export interface IdentityOfToken {
  readonly tenantId: string;
  readonly principalId: string;
  readonly clientId: string;
  /** Resource Manager id of the identity; for a system-assigned one that of its host. */
  readonly identityResourceId: string;
  /** Resource Manager id of the host that asked; none when the token was got through a federated identity credential. */
  readonly hostResourceId?: string;
  /** App roles of the API that the identity holds. */
  readonly roles?: readonly string[];
}

export interface MintContext {
  readonly cloud: Cloud;
  readonly world: World;
  readonly api: TokenResource;
  /** The resource as the caller named it: the `aud` of v1 tokens. */
  readonly resource: string;
}

const backdatedSeconds = 300;
const lifetimeSeconds = 86_400;

/** In tokens, the identity's Resource Manager id has `resourcegroups` in lower case (read off a real token). */
function asInTokens(resourceId: string): string {
  return resourceId.replace(/\/resourceGroups\//i, "/resourcegroups/");
}

/**
 * The claims of a managed identity's token: 24 hours long, back-dated by five minutes, as decoded from a real one of
 * December 2024 (https://github.com/arsenvlad/entra-cross-tenant-app-fic-managed-identity).
 */
export function managedIdentityClaims(identity: IdentityOfToken, context: MintContext): Record<string, unknown> {
  const { cloud, world, api } = context;
  const { tenantId, principalId, clientId } = identity;
  const issuedAt = Math.floor(world.now() / 1000) - backdatedSeconds;
  const times = { iat: issuedAt, nbf: issuedAt, exp: issuedAt + lifetimeSeconds + backdatedSeconds };
  const about = {
    oid: principalId,
    rh: refreshHint(tenantId, api.appId),
    ...(identity.roles && identity.roles.length > 0 ? { roles: identity.roles } : {}),
    sub: principalId,
    tid: tenantId,
    uti: opaque(world, 16),
  };
  const platform = {
    ...(identity.hostResourceId === undefined ? {} : { xms_az_rid: asInTokens(identity.hostResourceId) }),
    ...(api.wellKnown === "tokenExchange" ? { xms_ficinfo: "CAEQABgAIAA" } : {}),
    xms_idrel: "7 2",
    xms_mirid: asInTokens(identity.identityResourceId),
    xms_rd: opaque(world, 24),
  };
  if (api.tokenVersion === "2.0") {
    return {
      aud: api.appId,
      iss: v2Issuer(cloud, tenantId),
      ...times,
      aio: opaque(world, 30),
      azp: clientId,
      azpacr: "2",
      idtyp: "app",
      ...about,
      ver: "2.0",
      ...platform,
    };
  }
  const issuer = v1Issuer(cloud, tenantId);
  return {
    aud: context.resource,
    iss: issuer,
    ...times,
    aio: opaque(world, 30),
    appid: clientId,
    appidacr: "2",
    idp: issuer,
    idtyp: "app",
    ...about,
    ver: "1.0",
    ...platform,
  };
}
