import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { aChain, hostPath, identityPath } from "../../chain.ts";
import { anEmulator, contoso, fabrikam, token } from "../../emulator.ts";
import { callGraph, decode, exchangeForm, field, operatorToken, postToken, read } from "../../wire.ts";
import { startSeconds } from "../../world.ts";

const opaque = expect.stringMatching(/^[\w-]{16,}$/);
const kid = expect.stringMatching(/^[\w-]{27}$/);
const refreshHint = expect.stringMatching(/^1\.[\w-]+\.$/);
const appOnlyTimes = { iat: startSeconds - 300, nbf: startSeconds - 300, exp: startSeconds + 3600 };
const identityTimes = { iat: startSeconds - 300, nbf: startSeconds - 300, exp: startSeconds + 86_400 };
const identityInTokens = identityPath.replace("resourceGroups", "resourcegroups");
const hostInTokens = hostPath.replace("resourceGroups", "resourcegroups");

/** `rh` decoded holds the GUIDs with their first three groups in little-endian order. */
function guidsIn(hint: string): string[] {
  const hex = Buffer.from(hint.slice(2, -1), "base64url").toString("hex").slice(2);
  const swap = (part: string): string => (part.match(/../g) ?? []).toReversed().join("");
  return [hex.slice(0, 32), hex.slice(32, 64)].map((guid) =>
    [
      swap(guid.slice(0, 8)),
      swap(guid.slice(8, 12)),
      swap(guid.slice(12, 16)),
      guid.slice(16, 20),
      guid.slice(20),
    ].join("-"),
  );
}

describe("the token of hop 1", () => {
  it("carries exactly the header and claims of a user-assigned identity's token for the exchange (trap.1, trap.2, trap.4)", async () => {
    const chain = await aChain();
    const { header, claims } = decode(await chain.assertion());
    expect(header).toEqual({ typ: "JWT", alg: "RS256", kid });
    expect(claims).toEqual({
      aud: "fb60f99c-7a34-4190-8149-302f77469936",
      iss: `https://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
      ...identityTimes,
      aio: opaque,
      azp: chain.identity.clientId,
      azpacr: "2",
      idtyp: "app",
      oid: chain.identity.principalId,
      rh: refreshHint,
      sub: chain.identity.principalId,
      tid: contoso.tenantId,
      uti: opaque,
      ver: "2.0",
      xms_az_rid: hostInTokens,
      xms_ficinfo: "CAEQABgAIAA",
      xms_idrel: "7 2",
      xms_mirid: identityInTokens,
      xms_rd: opaque,
    });
    expect(guidsIn(String(claims["rh"]))).toEqual([contoso.tenantId, "fb60f99c-7a34-4190-8149-302f77469936"]);
    expect(chain.identity.principalId).not.toBe(chain.identity.clientId);
  });

  it.each([
    "https://management.azure.com",
    "https://management.azure.com/",
    "https://graph.microsoft.com",
    "https://storage.azure.com/",
    "https://vault.azure.net",
    "https://ai.azure.com",
  ])("is a v1 token for %s", async (resource) => {
    const chain = await aChain();
    const { header, claims } = decode(await chain.assertion(resource));
    expect(header).toEqual({ typ: "JWT", alg: "RS256", x5t: kid, kid });
    expect(header["x5t"]).toBe(header["kid"]);
    expect(claims).toEqual({
      aud: resource,
      iss: `https://sts.windows.net/${contoso.tenantId}/`,
      ...identityTimes,
      aio: opaque,
      appid: chain.identity.clientId,
      appidacr: "2",
      idp: `https://sts.windows.net/${contoso.tenantId}/`,
      idtyp: "app",
      oid: chain.identity.principalId,
      rh: refreshHint,
      sub: chain.identity.principalId,
      tid: contoso.tenantId,
      uti: opaque,
      ver: "1.0",
      xms_az_rid: hostInTokens,
      xms_idrel: "7 2",
      xms_mirid: identityInTokens,
      xms_rd: opaque,
    });
  });

  it("names the host as the identity when that is system-assigned", async () => {
    const chain = await aChain({ host: "SystemAssigned" });
    const { claims } = decode(await chain.assertion());
    expect([claims["xms_mirid"], claims["xms_az_rid"]]).toEqual([hostInTokens, hostInTokens]);
  });
});

describe("the token of hop 2", () => {
  it("carries exactly the header and claims of an app-only v1 token of the resource directory (trap.3, trap.19)", async () => {
    const chain = await aChain();
    const { header, claims } = decode(await chain.token());
    expect(header).toEqual({ typ: "JWT", alg: "RS256", x5t: kid, kid });
    expect(header["x5t"]).toBe(header["kid"]);
    expect(claims).toEqual({
      aud: "https://storage.azure.com",
      iss: `https://sts.windows.net/${fabrikam.tenantId}/`,
      ...appOnlyTimes,
      aio: opaque,
      appid: chain.application.appId,
      appidacr: "2",
      idp: `https://sts.windows.net/${fabrikam.tenantId}/`,
      idtyp: "app",
      oid: chain.principalId,
      rh: refreshHint,
      sub: chain.principalId,
      tid: fabrikam.tenantId,
      uti: opaque,
      ver: "1.0",
      xms_act_fct: "9 3",
      xms_ftd: opaque,
      xms_idrel: "7 16",
      xms_rd: opaque,
      xms_sub_fct: "9 3",
      xms_tcdt: startSeconds,
    });
    expect(guidsIn(String(claims["rh"]))).toEqual([fabrikam.tenantId, "e406a681-f3d4-42a8-90b6-c2b029497af1"]);
    expect([chain.application.id, chain.identity.principalId]).not.toContain(claims["oid"]);
  });

  it("tells the resource nothing of the identity behind it or of its directory", async () => {
    const chain = await aChain();
    const [, claims = ""] = (await chain.token()).split(".");
    const text = Buffer.from(claims, "base64url").toString();
    for (const hidden of [contoso.tenantId, chain.identity.clientId, chain.identity.principalId, "xms_mirid"]) {
      expect(text).not.toContain(hidden);
    }
  });

  it("is signed with the key that the directory publishes", async () => {
    const chain = await aChain();
    const text = await chain.token();
    const url = `${token}/${fabrikam.tenantId}/discovery/v2.0/keys`;
    const document = (await read(await chain.emulator.fetch(new Request(url)))).body as {
      keys: { kid: string; n: string; e: string; kty: string }[];
    };
    const published = document.keys.find((key) => key.kid === decode(text).header["kid"]);
    const end = text.lastIndexOf(".");
    const key = createPublicKey({ key: { kty: "RSA", n: published?.n ?? "", e: published?.e ?? "" }, format: "jwk" });
    const signature = Buffer.from(text.slice(end + 1), "base64url");
    expect(verify("RSA-SHA256", Buffer.from(text.slice(0, end)), key, signature)).toBe(true);
  });

  const audiences: readonly (readonly [string, string])[] = [
    ["https://storage.azure.com/.default", "https://storage.azure.com"],
    ["https://storage.azure.com//.default", "https://storage.azure.com/"],
    ["https://fabrikamdata.blob.core.windows.net/.default", "https://fabrikamdata.blob.core.windows.net"],
    ["e406a681-f3d4-42a8-90b6-c2b029497af1/.default", "e406a681-f3d4-42a8-90b6-c2b029497af1"],
    ["https://management.azure.com/.default", "https://management.azure.com"],
    // trap.18
    ["https://management.azure.com//.default", "https://management.azure.com/"],
    ["https://management.core.windows.net//.default", "https://management.core.windows.net/"],
    ["https://graph.microsoft.com/.default", "https://graph.microsoft.com"],
    ["00000003-0000-0000-c000-000000000000/.default", "00000003-0000-0000-c000-000000000000"],
    ["https://ai.azure.com/.default", "https://ai.azure.com"],
    ["https://cognitiveservices.azure.com/.default", "https://cognitiveservices.azure.com"],
    ["https://localhost:7412/.default", "https://localhost:7412"],
    ["https://localhost:7413//.default", "https://localhost:7413/"],
    ["https://localhost:7414/.default", "https://localhost:7414"],
    ["https://localhost:7415/.default", "https://localhost:7415"],
  ];
  it.each(audiences)("for %s has the audience %s", async (scope, audience) => {
    const chain = await aChain();
    const { claims } = decode(field((await chain.exchange({ scope })).body, "access_token"));
    expect([claims["aud"], claims["ver"]]).toEqual([audience, "1.0"]);
  });

  it("is a v2 token for an API that asks for v2, with exactly the claims that were captured", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const api = await callGraph(emulator, "fabrikam", "POST /v1.0/applications", {
      body: {
        displayName: "orders-api",
        identifierUris: ["api://orders-api"],
        api: { requestedAccessTokenVersion: 2 },
      },
    });
    const appId = field(api.body, "appId");
    await callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body: { appId } });
    const answer = await chain.exchange({ scope: "api://orders-api/.default" });
    const { header, claims } = decode(field(answer.body, "access_token"));
    expect(header).toEqual({ typ: "JWT", alg: "RS256", kid });
    expect(claims).toEqual({
      aud: appId,
      iss: `https://login.microsoftonline.com/${fabrikam.tenantId}/v2.0`,
      ...appOnlyTimes,
      aio: opaque,
      azp: chain.application.appId,
      azpacr: "2",
      oid: chain.principalId,
      rh: refreshHint,
      sub: chain.principalId,
      tid: fabrikam.tenantId,
      uti: opaque,
      ver: "2.0",
      xms_ftd: opaque,
    });
  });

  it("is a v1 token for an API that asks for nothing, with the identifier that was asked for as audience", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const body = { displayName: "orders-api", identifierUris: ["api://orders-api"] };
    const appId = field((await callGraph(emulator, "fabrikam", "POST /v1.0/applications", { body })).body, "appId");
    await callGraph(emulator, "fabrikam", "POST /v1.0/servicePrincipals", { body: { appId } });
    const audienceOf = async (scope: string): Promise<unknown> => {
      const { claims } = decode(field((await chain.exchange({ scope })).body, "access_token"));
      return [claims["ver"], claims["aud"]];
    };
    expect(await audienceOf("api://orders-api/.default")).toEqual(["1.0", "api://orders-api"]);
    expect(await audienceOf(`${appId}/.default`)).toEqual(["1.0", appId]);
  });
});

describe("an operator's token", () => {
  it("says that a secret was used, and lists directory roles for Graph only", async () => {
    const emulator = await anEmulator();
    const claimsFor = async (scope: string) => decode(await operatorToken(emulator, "contoso", scope)).claims;
    const forGraph = await claimsFor("https://graph.microsoft.com/.default");
    expect([forGraph["appidacr"], forGraph["wids"], forGraph["oid"]]).toEqual([
      "1",
      [
        "158c047a-c907-4556-b7ef-446551a6b5f7",
        "e8611ab8-c189-46e8-94e1-60213ab1f814",
        "4a5d8f65-41da-4de4-8968-e035b65339cf",
      ],
      contoso.operatorPrincipalId,
    ]);
    expect(await claimsFor("https://management.azure.com/.default")).not.toHaveProperty("wids");
  });

  it("is not to be had in the other directory", async () => {
    const emulator = await anEmulator();
    const form = exchangeForm(contoso.operatorClientId, "not-a-token", "https://graph.microsoft.com/.default");
    const answer = await postToken(emulator, form);
    expect(answer.body).toMatchObject({ error: "unauthorized_client", error_codes: [700016] });
  });
});
