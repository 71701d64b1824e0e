import type { Cloud } from "@tegata/core";
import { v1Issuer, v2Issuer } from "@tegata/core";
import type { SigningKey } from "../../directory/directory.ts";
import { authoritiesOf } from "../../origins.ts";

const claims = "sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat";
/** What the documents say of id tokens. The v2.0 list was recorded in the tests of Azure's SDK for JavaScript in 2022. */
const claimsOfSignIns: readonly string[] =
  `${claims} auth_time acr nonce preferred_username name tid ver at_hash c_hash email`.split(" ");
const claimsOfSignInsV1: readonly string[] =
  `${claims} auth_time acr amr nonce email given_name family_name nickname`.split(" ");

interface DiscoveryOf {
  readonly cloud: Cloud;
  /** The origin at which the client reached the token service. */
  readonly origin: string;
  /**
   * The first path segment of the endpoints: the directory's id, whether the client named it by that or by a domain; or
   * `common` and its like. Recorded: https://www.cloudidentity.com/blog/2014/11/18/from-domain-to-tenantid/
   */
  readonly tenant: string;
  /** The directory's id, or `{tenantid}` for common and organizations. */
  readonly tenantId: string;
}

/**
 * The OpenID Connect discovery document of the v2.0 endpoint. The issuer is Microsoft's own, as in the tokens; msal
 * and MSAL Go accept it beside an authority on another host.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
 */
export function openIdConfiguration({ cloud, origin, tenant, tenantId }: DiscoveryOf): Record<string, unknown> {
  const base = `${origin}/${tenant}`;
  return {
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: v2Issuer(cloud, tenantId),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${cloud.graph}/oidc/userinfo`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    claims_supported: claimsOfSignIns,
    kerberos_endpoint: `${base}/kerberos`,
    tenant_region_scope: tenantId === "{tenantid}" ? null : "WW",
    cloud_instance_name: "microsoftonline.com",
    cloud_graph_host_name: "graph.windows.net",
    msgraph_host: new URL(cloud.graph).host,
    rbac_url: "https://pas.windows.net",
  };
}

/** The discovery document of the v1.0 endpoint. */
export function openIdConfigurationV1(about: DiscoveryOf): Record<string, unknown> {
  const base = `${about.origin}/${about.tenant}`;
  return {
    ...openIdConfiguration(about),
    token_endpoint: `${base}/oauth2/token`,
    jwks_uri: `${about.origin}/common/discovery/keys`,
    issuer: v1Issuer(about.cloud, about.tenantId),
    response_types_supported: ["code", "id_token", "code id_token", "token id_token", "token"],
    scopes_supported: ["openid"],
    claims_supported: claimsOfSignInsV1,
    userinfo_endpoint: `${base}/openid/userinfo`,
    authorization_endpoint: `${base}/oauth2/authorize`,
    device_authorization_endpoint: `${base}/oauth2/devicecode`,
    end_session_endpoint: `${base}/oauth2/logout`,
    check_session_iframe: `${base}/oauth2/checksession`,
    microsoft_multi_refresh_token: true,
  };
}

/** A directory's public keys (RFC 7517), each with its certificate. */
export function keyDocument(cloud: Cloud, keys: readonly SigningKey[]): Record<string, unknown> {
  return {
    keys: keys.map(({ kid, n, e, certificate }) => ({
      kty: "RSA",
      use: "sig",
      kid,
      x5t: kid,
      n,
      e,
      x5c: [certificate],
      cloud_instance_name: "microsoftonline.com",
      issuer: v2Issuer(cloud, "{tenantid}"),
    })),
  };
}

/** What a client asks instance discovery about. */
export interface InstanceOf {
  readonly cloud: Cloud;
  /** The authority's origin, one of the cloud's or the emulator's own. */
  readonly origin: string;
  readonly tenant: string;
  /** Of the authorization endpoint that the client named: each version has its own document. */
  readonly version: "1.0" | "2.0";
}

/**
 * Instance discovery. Of Microsoft's own authority it tells the names, as recorded in the tests of Azure's SDK for
 * JavaScript. The emulator's own origin is in no list of hosts: an empty one makes every client fall back on the
 * authority that it was configured with (tried with JS and Python, read in the source for .NET and Java).
 */
export function instanceDiscovery({ cloud, origin, tenant, version }: InstanceOf): Record<string, unknown> {
  const names = authoritiesOf(cloud).map((authority) => new URL(authority).host);
  const [preferred] = names;
  // Under its oldest name clients have kept the public cloud's tokens since before there was another.
  const preferredCache = cloud.name === "public" ? "login.windows.net" : preferred;
  const known = { preferred_network: preferred, preferred_cache: preferredCache, aliases: names };
  const isMicrosoft = names.some((name) => origin === `https://${name}`);
  return {
    tenant_discovery_endpoint: `${origin}/${tenant}${version === "2.0" ? "/v2.0" : ""}/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: isMicrosoft ? [known] : [],
  };
}
