import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { anEmulator, contoso, fabrikam, token } from "../../emulator.ts";
import { expectRefusal, headersOf } from "../../refusal.ts";
import type { Answer } from "../../wire.ts";
import { read } from "../../wire.ts";

async function get(path: string, origin: string = token): Promise<Answer> {
  const emulator = await anEmulator();
  return read(await emulator.fetch(new Request(`${origin}${path}`)));
}

const instance = (host: string, tenant = "contoso.onmicrosoft.com"): string =>
  `/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(`https://${host}/${tenant}/oauth2/v2.0/authorize`)}`;

describe("the discovery document", () => {
  it("keeps Microsoft's issuer and names endpoints at the origin that was asked (trap.16)", async () => {
    const base = `${token}/${contoso.tenantId}`;
    expect((await get(`/${contoso.tenantId}/v2.0/.well-known/openid-configuration`)).body).toEqual({
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer: `https://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
      request_uri_parameter_supported: false,
      userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      claims_supported: [
        "sub",
        "iss",
        "cloud_instance_name",
        "cloud_instance_host_name",
        "cloud_graph_host_name",
        "msgraph_host",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "acr",
        "nonce",
        "preferred_username",
        "name",
        "tid",
        "ver",
        "at_hash",
        "c_hash",
        "email",
      ],
      kerberos_endpoint: `${base}/kerberos`,
      tenant_region_scope: "WW",
      cloud_instance_name: "microsoftonline.com",
      cloud_graph_host_name: "graph.windows.net",
      msgraph_host: "graph.microsoft.com",
      rbac_url: "https://pas.windows.net",
    });
  });

  it("leaves the tenant open for common and organizations", async () => {
    for (const tenant of ["common", "organizations"]) {
      const { body } = await get(`/${tenant}/v2.0/.well-known/openid-configuration`);
      expect(body).toMatchObject({
        issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
        tenant_region_scope: null,
      });
    }
  });

  it("names the directory of personal accounts for consumers", async () => {
    const { body } = await get("/consumers/v2.0/.well-known/openid-configuration");
    expect(body).toMatchObject({
      issuer: "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
    });
  });

  it.each([
    [`/${contoso.tenantId}/v2.0/.well-known/openid-configuration`, "max-age=86400, private"],
    [`/${contoso.tenantId}/.well-known/openid-configuration`, "max-age=86400, private"],
    [instance("login.microsoftonline.com"), "max-age=86400, private"],
    [`/${contoso.tenantId}/discovery/v2.0/keys`, "no-cache"],
  ])("has the headers that Microsoft's has, without its cookies, at %s", async (path, caching) => {
    expect(headersOf(await get(path))).toEqual({
      "access-control-allow-methods": "GET, OPTIONS",
      "access-control-allow-origin": "*",
      "cache-control": caching,
      "content-type": "application/json; charset=utf-8",
      "x-content-type-options": "nosniff",
      "x-ms-request-id": expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    });
  });

  it("names endpoints by the directory's id to who names the directory by a domain", async () => {
    const { body } = await get("/Contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration");
    expect(body).toEqual((await get(`/${contoso.tenantId}/v2.0/.well-known/openid-configuration`)).body);
  });

  it("has a v1 form with the v1 issuer", async () => {
    const { body } = await get(`/${contoso.tenantId}/.well-known/openid-configuration`);
    expect(body).toMatchObject({
      issuer: `https://sts.windows.net/${contoso.tenantId}/`,
      token_endpoint: `${token}/${contoso.tenantId}/oauth2/token`,
      jwks_uri: `${token}/common/discovery/keys`,
      microsoft_multi_refresh_token: true,
      userinfo_endpoint: `${token}/${contoso.tenantId}/openid/userinfo`,
      scopes_supported: ["openid"],
      response_types_supported: ["code", "id_token", "code id_token", "token id_token", "token"],
    });
  });

  it("speaks of Microsoft's own origin to who came through it", async () => {
    const origin = "https://login.microsoftonline.com";
    const { body } = await get(`/${contoso.tenantId}/v2.0/.well-known/openid-configuration`, origin);
    expect(body).toMatchObject({ token_endpoint: `${origin}/${contoso.tenantId}/oauth2/v2.0/token` });
  });

  it.each(["login.windows.net", "login.microsoft.com", "sts.windows.net", "westus2.login.microsoft.com"])(
    "speaks of %s to who came through that name",
    async (name) => {
      const { body } = await get(`/${contoso.tenantId}/v2.0/.well-known/openid-configuration`, `https://${name}`);
      expect(body).toMatchObject({
        issuer: `https://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
        token_endpoint: `https://${name}/${contoso.tenantId}/oauth2/v2.0/token`,
        jwks_uri: `https://${name}/${contoso.tenantId}/discovery/v2.0/keys`,
      });
    },
  );

  it("is found behind double slashes and with one at the end, as authorities are written", async () => {
    const path = `/${contoso.tenantId}/v2.0/.well-known/openid-configuration`;
    expect((await get(`/${path}`)).status).toBe(200);
    expect((await get(`${path}/`)).status).toBe(200);
  });

  it.each(["v2.0/.well-known/openid-configuration", ".well-known/openid-configuration", "discovery/v2.0/keys"])(
    "refuses a tenant that does not exist with invalid_tenant, for %s (90002)",
    async (path) => {
      expectRefusal(await get(`/nobody.onmicrosoft.com/${path}`), {
        status: 400,
        error: "invalid_tenant",
        code: 90002,
        message:
          "Tenant 'nobody.onmicrosoft.com' not found. Check that the tenant ID is right and that you are signing in to the right cloud. It may also be that the tenant has no active subscription.",
        ownCorrelationId: true,
      });
    },
  );
});

describe("discovery for a tenant that cannot be", () => {
  const path = "v2.0/.well-known/openid-configuration";

  it("refuses the empty GUID as that (900021)", async () => {
    expectRefusal(await get(`/00000000-0000-0000-0000-000000000000/${path}`), {
      status: 400,
      error: "invalid_tenant",
      code: 900021,
      message:
        "Requested tenant identifier '00000000-0000-0000-0000-000000000000' is not valid. Tenant identifiers may not be an empty GUID.",
      ownCorrelationId: true,
    });
  });

  it("does not find a word that is no domain, as Entra was seen to answer", async () => {
    const { body } = await get(`/test/${path}`);
    expect(body).toMatchObject({ error: "invalid_tenant", error_codes: [90002] });
  });
});

describe("the key document", () => {
  it("publishes a directory's keys with their certificates, and kid equal to x5t", async () => {
    const { body } = await get(`/${contoso.tenantId}/discovery/v2.0/keys`);
    const { keys } = body as { keys: Record<string, string | string[]>[] };
    const base64 = expect.stringMatching(/^[\w-]+$/);
    expect(keys).toEqual([
      {
        kty: "RSA",
        use: "sig",
        kid: base64,
        x5t: base64,
        n: base64,
        e: "AQAB",
        x5c: [expect.stringMatching(/^[\w+/=]+$/)],
        cloud_instance_name: "microsoftonline.com",
        issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
      },
    ]);
    const [key] = keys;
    const der = Buffer.from(String(key?.["x5c"]), "base64");
    expect(key?.["kid"]).toBe(key?.["x5t"]);
    expect(createHash("sha1").update(der).digest("base64url")).toBe(key?.["x5t"]);
    expect(new X509Certificate(der).publicKey.export({ format: "jwk" })["n"]).toBe(key?.["n"]);
  });

  it("has other keys for the other directory, and all of them under common", async () => {
    const emulator = await anEmulator();
    const kids = async (tenant: string): Promise<string[]> => {
      const { body } = await read(await emulator.fetch(new Request(`${token}/${tenant}/discovery/v2.0/keys`)));
      return (body as { keys: { kid: string }[] }).keys.map((key) => key.kid);
    };
    const [home, resource, common] = [
      await kids(contoso.tenantId),
      await kids(fabrikam.tenantId),
      await kids("common"),
    ];
    expect(home).not.toEqual(resource);
    expect(common).toEqual([...home, ...resource]);
  });
});

describe("instance discovery", () => {
  it("leads clients that ask about the emulator back to it, whatever port they leave out", async () => {
    for (const host of ["localhost:7411", "localhost", "127.0.0.1:7411"]) {
      expect((await get(instance(host))).body).toEqual({
        tenant_discovery_endpoint: `${token}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`,
        "api-version": "1.1",
        metadata: [],
      });
    }
  });

  it.each(["login.microsoftonline.com", "login.windows.net"])("knows Microsoft's own authority as %s", async (name) => {
    expect((await get(instance(name))).body).toEqual({
      tenant_discovery_endpoint: `https://${name}/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [
        {
          preferred_network: "login.microsoftonline.com",
          preferred_cache: "login.windows.net",
          aliases: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
        },
      ],
    });
  });

  it("leads a client that asks about the v1 endpoint to the v1 document", async () => {
    const endpoint = encodeURIComponent("https://login.windows.net/common/oauth2/authorize");
    const { body } = await get(`/common/discovery/instance?api-version=1.0&authorization_endpoint=${endpoint}`);
    expect(body).toMatchObject({
      tenant_discovery_endpoint: "https://login.windows.net/common/.well-known/openid-configuration",
    });
  });

  it.each([
    instance("login.example"),
    instance("login.microsoftonline.us"),
    "/common/discovery/instance?api-version=1.1",
  ])("refuses a host that is no authority of this cloud: %s (50049)", async (path) => {
    expectRefusal(await get(path), {
      status: 400,
      error: "invalid_instance",
      code: 50049,
      message: "Unknown or invalid instance.",
      ownCorrelationId: true,
    });
  });
});
