// Expected bodies are literals written from what Entra answers; nothing here reads the catalogue under test.
import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import type { ChainOptions, Identity } from "../../chain.ts";
import { aChain, exchangeAudience } from "../../chain.ts";
import { contoso, fabrikam } from "../../emulator.ts";
import type { Refusal } from "../../refusal.ts";
import { checkNamedIn, expectRefusal, refusingCheck } from "../../refusal.ts";
import { callGraph, decode, exchangeForm, field, operatorToken, postToken } from "../../wire.ts";

const learn = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const noMatch = (part: string, value: string): string =>
  `No matching federated identity record found for presented assertion ${part} '${value}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${learn}`;
const unauthorized = { status: 401, error: "invalid_client" } as const;
const contosoV1 = `https://sts.windows.net/${contoso.tenantId}/`;
const contosoV2 = `https://login.microsoftonline.com/${contoso.tenantId}/v2.0`;

interface Case {
  readonly title: string;
  readonly chain: ChainOptions;
  /** The resource of hop 1's token. */
  readonly resource?: string;
  readonly refusal: (identity: Identity) => Refusal;
}

const cases: readonly Case[] = [
  {
    title: "refuses a system-assigned identity as subject (assertion.user-assigned, 700222)",
    chain: { host: "SystemAssigned" },
    refusal: () => ({
      ...unauthorized,
      code: 700222,
      message: "AAD-issued tokens may not be used for federated identity flows.",
    }),
  },
  {
    title: "refuses an application without a credential (credential.exists, 70025)",
    chain: { credential: null },
    refusal: () => ({
      ...unauthorized,
      code: 70025,
      message: "The client 'orders-cross-tenant' has no configured federated identity credentials.",
    }),
  },
  {
    title: "refuses a credential with the identity's client id as subject (credential.subject, 700213)",
    chain: { credential: ({ clientId }) => ({ subject: clientId }) },
    refusal: ({ principalId }) => ({ ...unauthorized, code: 700213, message: noMatch("subject", principalId) }),
  },
  {
    title: "refuses a credential whose issuer has a slash too many (credential.issuer, 700211)",
    chain: { credential: { issuer: `${contosoV2}/` } },
    refusal: () => ({ ...unauthorized, code: 700211, message: noMatch("issuer", contosoV2) }),
  },
  {
    title: "refuses a credential with the v1 issuer, because exchange tokens are v2 (credential.issuer, 700211)",
    chain: { credential: { issuer: contosoV1 } },
    refusal: () => ({ ...unauthorized, code: 700211, message: noMatch("issuer", contosoV2) }),
  },
  {
    title: "refuses a credential with another audience (credential.audience, 7002121)",
    chain: { credential: { audience: "api://orders-of-another-kind" } },
    refusal: () => ({
      ...unauthorized,
      code: 7002121,
      message: noMatch("audience", "fb60f99c-7a34-4190-8149-302f77469936"),
    }),
  },
  {
    title: "refuses a credential whose subject differs in case only (credential.subject, 7002138)",
    chain: { credential: ({ principalId }) => ({ subject: principalId.toUpperCase() }) },
    refusal: ({ principalId }) => ({
      ...unauthorized,
      code: 7002138,
      message: `No matching federated identity record found for presented assertion subject '${principalId}'. The subject matches a credential when case is ignored, but matching is case-sensitive. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${learn}`,
    }),
  },
  {
    title: "refuses a credential that holds the audience's GUID (credential.audience-allowed, 700214)",
    chain: { credential: { audience: "fb60f99c-7a34-4190-8149-302f77469936" } },
    refusal: () => ({
      ...unauthorized,
      code: 700214,
      message:
        "The audience 'fb60f99c-7a34-4190-8149-302f77469936' of the federated identity credential is not allowed: for tokens issued by Microsoft Entra it must be the token exchange audience of the cloud.",
    }),
  },
  {
    title: "refuses the identity's token for Resource Manager, whose issuer is the v1 one (credential.issuer, 700211)",
    chain: {},
    resource: "https://management.azure.com",
    refusal: () => ({ ...unauthorized, code: 700211, message: noMatch("issuer", contosoV1) }),
  },
  {
    title:
      "refuses the token for Resource Manager by its audience where the issuer fits (credential.audience, 7002121)",
    chain: { credential: { issuer: contosoV1 } },
    resource: "https://management.azure.com",
    refusal: () => ({ ...unauthorized, code: 7002121, message: noMatch("audience", "https://management.azure.com") }),
  },
  {
    title:
      "refuses the token for Resource Manager even where the credential names it (assertion.exchange-audience, 700227)",
    chain: { credential: { issuer: contosoV1, audience: "https://management.azure.com" } },
    resource: "https://management.azure.com",
    refusal: () => ({ ...unauthorized, code: 700227, message: "Forbidden token audience." }),
  },
  {
    // trap.8
    title: "refuses an application registered in the resource directory (assertion.issuer-directory, 700236)",
    chain: { applicationIn: "fabrikam" },
    refusal: () => ({
      ...unauthorized,
      code: 700236,
      message: `Entra ID tokens issued by issuer '${contosoV2}' may not be used for federated identity credential flows for applications or managed identities registered in this tenant.`,
    }),
  },
];

describe("a federated exchange", () => {
  // Each with 401 invalid_client: trap.5.
  it.each(cases)("$title", async ({ title, chain: options, resource, refusal }) => {
    const chain = await aChain(options);
    const answer = await chain.exchange({ client_assertion: await chain.assertion(resource) });
    expectRefusal(answer, refusal(chain.identity));
    expect(refusingCheck(chain.emulator)).toBe(checkNamedIn(title));
  });

  it("takes the exchange resource in any case, as Microsoft's own clients spell it in two ways", async () => {
    const chain = await aChain();
    const answer = await chain.exchange({ client_assertion: await chain.assertion("api://AzureAdTokenExchange") });
    expect(answer.status).toBe(200);
  });

  it("refuses an expired assertion (assertion.validity, 700024)", async () => {
    const chain = await aChain();
    const assertion = await chain.assertion();
    chain.emulator.world.advance(86_400);
    expectRefusal(await chain.exchange({ client_assertion: assertion }), {
      ...unauthorized,
      code: 700024,
      message:
        "Client assertion is not within its valid time range. Current time: 2026-01-03T03:04:05.0000000Z, assertion valid from 2026-01-02T02:59:05.0000000Z, expiry time of assertion 2026-01-03T03:04:05.0000000Z. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
      timestamp: "2026-01-03 03:04:05Z",
    });
    chain.emulator.world.advance(-1);
    expect((await chain.exchange({ client_assertion: assertion })).status).toBe(200);
  });

  it("refuses a token signed by someone else with a key id that the issuer does not have (assertion.signature, 700027)", async () => {
    const chain = await aChain();
    const forged = forge(await chain.assertion(), { header: { kid: "a-key-of-a-stranger" } });
    expectRefusal(await chain.exchange({ client_assertion: forged }), {
      ...unauthorized,
      code: 700027,
      message: "Client assertion failed signature validation. [Reason - The key was not found.]",
    });
  });

  it("refuses a token signed by someone else under the issuer's own key id (assertion.signature, 700027)", async () => {
    const chain = await aChain();
    const answer = await chain.exchange({ client_assertion: forge(await chain.assertion(), {}) });
    expectRefusal(answer, {
      ...unauthorized,
      code: 700027,
      message:
        "Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]",
    });
  });

  it("refuses a token of the other directory's key, though that key is genuine (assertion.signature, 700027)", async () => {
    const chain = await aChain();
    const kid = decode(await operatorToken(chain.emulator, "fabrikam", "https://graph.microsoft.com/.default")).header[
      "kid"
    ];
    const forged = forge(await chain.assertion(), { header: { kid } });
    const answer = await chain.exchange({ client_assertion: forged });
    expect([answer.status, field(answer.body, "error"), answer.body]).toEqual([
      401,
      "invalid_client",
      expect.objectContaining({ error_codes: [700027] }),
    ]);
  });

  it("refuses an application's own token, though its credential names it (assertion.managed-identity, 700226)", async () => {
    const chain = await aChain({ credential: { subject: contoso.operatorPrincipalId } });
    const assertion = await operatorToken(chain.emulator, "contoso", `${exchangeAudience}/.default`);
    expectRefusal(await chain.exchange({ client_assertion: assertion }), {
      ...unauthorized,
      code: 700226,
      message: "Only MSI tokens may be used as Federated Identity Credentials for AAD issuer.",
    });
  });

  // trap.10
  it("refuses an identity's token that was itself obtained through federation (assertion.not-chained, 700231)", async () => {
    const chain = await aChain();
    const { keys, store } = chain.emulator.context;
    const [directory] = store.state.directories;
    if (!directory) throw new Error("there is no home directory");
    // What an identity gets at the token endpoint names no host. The whole chain is in issuers.test.ts.
    const { xms_az_rid: _, ...claims } = decode(await chain.assertion()).claims;
    const { signToken } = await import("../../../src/tokens/sign.ts");
    const assertion = await signToken(claims, await keys.signing(directory));
    expectRefusal(await chain.exchange({ client_assertion: assertion }), {
      ...unauthorized,
      code: 700231,
      message:
        "Token obtained using another federated identity credential may not be used as federated identity credential.",
    });
  });

  it("refuses the product of one exchange as the assertion of the next, as an application's token (700226)", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const body = { appId: chain.application.appId };
    const home = await callGraph(emulator, "contoso", "POST /v1.0/servicePrincipals", { body });
    const credential = {
      name: "itself",
      issuer: contosoV2,
      subject: field(home.body, "id"),
      audiences: [exchangeAudience],
    };
    const path = `/v1.0/applications/${chain.application.id}/federatedIdentityCredentials` as const;
    await callGraph(emulator, "contoso", `POST ${path}`, { body: credential });
    const form = exchangeForm(chain.application.appId, await chain.assertion(), `${exchangeAudience}/.default`);
    const product = await postToken(emulator, form, { tenant: contoso.tenantId });
    expectRefusal(await chain.exchange({ client_assertion: field(product.body, "access_token") }), {
      ...unauthorized,
      code: 700226,
      message: "Only MSI tokens may be used as Federated Identity Credentials for AAD issuer.",
    });
  });

  it("refuses an outside issuer that it cannot ask (assertion.issuer-reachable, 90061)", async () => {
    const issuer = "https://oidc.example/cluster";
    const chain = await aChain({ credential: { issuer, subject: "system:serviceaccount:shop:orders" } });
    const forged = forge(await chain.assertion(), {
      claims: { iss: issuer, sub: "system:serviceaccount:shop:orders", aud: exchangeAudience },
    });
    expectRefusal(await chain.exchange({ client_assertion: forged }), {
      status: 400,
      error: "invalid_request",
      code: 90061,
      message: "Request to External OIDC endpoint failed.",
    });
  });

  it("refuses a user's token (assertion.app-only, 700229)", async () => {
    const chain = await aChain();
    // Users do not exist here, so the token is signed with the directory's own key by hand.
    const { keys, store } = chain.emulator.context;
    const [directory] = store.state.directories;
    if (!directory) throw new Error("there is no home directory");
    const { signToken } = await import("../../../src/tokens/sign.ts");
    const claims = { ...decode(await chain.assertion()).claims, idtyp: "user", scp: "user_impersonation" };
    const assertion = await signToken(claims, await keys.signing(directory));
    expectRefusal(await chain.exchange({ client_assertion: assertion }), {
      ...unauthorized,
      code: 700229,
      message:
        "Forbidden token type. Only app-only tokens may be used as Federated Identity Credentials for AAD issuer.",
    });
  });

  it("does not take a look-alike of the issuer for the issuer", async () => {
    const lookAlike = `https://login.microsoftonline.com.example/${contoso.tenantId}/v2.0`;
    const chain = await aChain();
    const forged = forge(await chain.assertion(), { claims: { iss: lookAlike } });
    expectRefusal(await chain.exchange({ client_assertion: forged }), {
      ...unauthorized,
      code: 700211,
      message: noMatch("issuer", lookAlike),
    });
  });

  it("works again once the credential is mended, without anything remembered", async () => {
    const chain = await aChain({ credential: { subject: fabrikam.operatorPrincipalId } });
    expect((await chain.exchange()).status).toBe(401);
    const path = `/v1.0/applications/${chain.application.id}/federatedIdentityCredentials/managed-identity` as const;
    const body = { subject: chain.identity.principalId };
    expect((await callGraph(chain.emulator, "contoso", `PATCH ${path}`, { body })).status).toBe(204);
    expect((await chain.exchange()).status).toBe(200);
  });
});
