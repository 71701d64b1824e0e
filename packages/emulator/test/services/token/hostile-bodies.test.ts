import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import { aChain, storageScope } from "../../chain.ts";
import { anEmulator, contoso, fabrikam, operatorSecret, token } from "../../emulator.ts";
import { expectRefusal, headersOf } from "../../refusal.ts";
import type { Answer } from "../../wire.ts";
import { correlationId, operatorToken, postToken, read } from "../../wire.ts";
import type { TestEmulator } from "../../emulator.ts";

const form = "application/x-www-form-urlencoded";

async function post(emulator: TestEmulator, body: string | Uint8Array, headers = {}): Promise<Answer> {
  const request = new Request(`${token}/${fabrikam.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "client-request-id": correlationId, "content-type": form, ...headers },
    body: body as NonNullable<RequestInit["body"]>,
    duplex: "half",
  } as RequestInit);
  return read(await emulator.fetch(request));
}

const missingGrant = {
  status: 400,
  error: "invalid_request",
  code: 900144,
  message: "The request body must contain the following parameter: 'grant_type'.",
} as const;

describe("the body of a token request", () => {
  it("is refused with a parameter twice (request.parameters-once, 9000411)", async () => {
    const emulator = await anEmulator();
    expectRefusal(await post(emulator, "grant_type=client_credentials&scope=a&scope=b"), {
      status: 400,
      error: "invalid_request",
      code: 9000411,
      message: "The request is not properly formatted. The parameter 'scope' is duplicated.",
    });
  });

  it("is refused for another grant without a credential (request.confidential-client, 7000218)", async () => {
    const emulator = await anEmulator();
    expectRefusal(await post(emulator, "grant_type=refresh_token&refresh_token=x&client_id=y"), {
      status: 401,
      error: "invalid_client",
      code: 7000218,
      message: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
      hasErrorUri: true,
    });
  });

  it("is refused for permissions of two resources (scope.single-resource, 700022)", async () => {
    const chain = await aChain();
    const scope = "https://graph.microsoft.com/User.Read https://storage.azure.com/user_impersonation";
    expectRefusal(await chain.exchange({ scope }), {
      status: 400,
      error: "invalid_scope",
      code: 700022,
      message: `The scope names more than one resource: ${scope}.`,
    });
  });

  it("is refused with an expired secret (secret.current, 7000222)", async () => {
    const emulator = await anEmulator();
    const application = emulator.context.truth.directories[0]?.applications[0];
    const [credential] = application?.passwordCredentials ?? [];
    if (application && credential)
      application.passwordCredentials = [{ ...credential, endDateTime: "2026-01-02T03:04:05Z" }];
    const fields = {
      grant_type: "client_credentials",
      client_id: contoso.operatorClientId,
      client_secret: operatorSecret(emulator, "contoso"),
      scope: "https://graph.microsoft.com/.default",
    };
    expectRefusal(await postToken(emulator, fields, { tenant: contoso.tenantId }), {
      status: 401,
      error: "invalid_client",
      code: 7000222,
      message: `The provided client secret keys for app '${contoso.operatorClientId}' are expired. Create new keys for the app, or better have none: use a federated identity credential.`,
      hasErrorUri: true,
    });
  });

  it("may have its client's id and secret in an Authorization header", async () => {
    const emulator = await anEmulator();
    const pair = `${contoso.operatorClientId}:${operatorSecret(emulator, "contoso")}`;
    const headers = { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
    const fields = { grant_type: "client_credentials", scope: "https://graph.microsoft.com/.default" };
    expect((await postToken(emulator, fields, { tenant: contoso.tenantId, headers })).status).toBe(200);
  });

  it.each(["application/json", "text/plain", "multipart/form-data; boundary=x"])("is not read as %s", async (type) => {
    const emulator = await anEmulator();
    expectRefusal(await post(emulator, "grant_type=client_credentials", { "content-type": type }), missingGrant);
  });

  it("is not read beyond 256 KiB: 413, and the next honest request is served", async () => {
    const chain = await aChain();
    const answer = await post(chain.emulator, `grant_type=${"a".repeat(300_000)}`);
    expect({ status: answer.status, text: answer.text, headers: headersOf(answer) }).toEqual({
      status: 413,
      text: "Request Entity Too Large",
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
    expect((await chain.exchange()).status).toBe(200);
  });

  it("does not make answers or journal grow: what was sent is repeated to a length", async () => {
    const chain = await aChain();
    const answer = await chain.exchange({ scope: `api://${"x".repeat(200_000)}/.default` });
    expect(answer.body).toMatchObject({ error_codes: [500011] });
    expect(answer.text.length).toBeLessThan(4000);
    const refusal = chain.emulator.context.journal.since().findLast((entry) => entry.kind === "refusal");
    expect(JSON.stringify(refusal).length).toBeLessThan(20_000);
  });

  it("is answered with a refusal whatever it holds, never with a failure or a token", async () => {
    const emulator = await anEmulator();
    const bodies = fc.oneof(fc.string({ unit: "binary" }), fc.webQueryParameters(), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const answer = await post(emulator, body);
        expect([400, 401]).toContain(answer.status);
        expect(answer.body).toMatchObject({ error_codes: [expect.any(Number)] });
      }),
      { numRuns: 60 },
    );
  });

  it("with hostile values is answered with a refusal, never with a failure or a token", async () => {
    const chain = await aChain();
    const names = ["grant_type", "client_id", "scope", "client_assertion_type", "client_assertion", "claims"] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.string({ unit: "grapheme" }), async (name, value) => {
        const answer = await chain.exchange({ client_assertion: "a.b.c", [name]: value });
        expect([400, 401]).toContain(answer.status);
        expect(answer.body).toMatchObject({ error_codes: [expect.any(Number)] });
      }),
      { numRuns: 60 },
    );
  });
});

describe("a hostile assertion", () => {
  it("is refused whatever stands in its header and claims, and the next honest request is served", async () => {
    const chain = await aChain();
    const genuine = await chain.assertion();
    const names = ["iss", "sub", "aud", "exp", "nbf", "iat", "tid", "xms_mirid", "scp", "idtyp", "ver"];
    const claims = fc.dictionary(fc.constantFrom(...names), fc.jsonValue());
    const header = fc.dictionary(
      fc.constantFrom("alg", "kid", "x5t", "typ", "crit", "jku", "x5u", "jwk"),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(header, claims, async (changedHeader, changedClaims) => {
        const assertion = forge(genuine, { header: changedHeader, claims: changedClaims });
        const answer = await chain.exchange({ client_assertion: assertion });
        expect([400, 401]).toContain(answer.status);
      }),
      { numRuns: 150 },
    );
    expect((await chain.exchange()).status).toBe(200);
  });

  it("is refused with any one character of its parts changed", async () => {
    const chain = await aChain();
    const genuine = await chain.assertion();
    await fc.assert(
      fc.asyncProperty(fc.nat(genuine.length - 2), fc.constantFrom("A", "z", "-", "9"), async (at, character) => {
        fc.pre(genuine[at] !== character && genuine[at] !== ".");
        const changed = `${genuine.slice(0, at)}${character}${genuine.slice(at + 1)}`;
        expect((await chain.exchange({ client_assertion: changed })).status).toBeGreaterThanOrEqual(400);
      }),
      { numRuns: 150 },
    );
    expect((await chain.exchange()).status).toBe(200);
  });

  it("may not be signed with the issuer's public key as a shared secret, whatever it is called", async () => {
    const chain = await aChain();
    const [key] = chain.emulator.context.truth.directories[0]?.signingKeys ?? [];
    const { createHmac, createPublicKey } = await import("node:crypto");
    const pem = createPublicKey({ key: { kty: "RSA", n: key?.n ?? "", e: key?.e ?? "" }, format: "jwk" })
      .export({ type: "spki", format: "pem" })
      .toString();
    for (const alg of ["HS256", "hs256", "RS256", "none", "None", "nOnE"]) {
      const unsigned = forge(await chain.assertion(), { header: { alg }, signature: "" });
      const mac = createHmac("sha256", pem).update(unsigned.slice(0, -1)).digest("base64url");
      for (const assertion of [unsigned, `${unsigned}${mac}`]) {
        const answer = await chain.exchange({ client_assertion: assertion });
        const wanted = alg === "RS256" ? 700027 : 5002738;
        expect(answer.body).toMatchObject({ error: "invalid_client", error_codes: [wanted] });
      }
    }
  });

  it("of the other directory, of another audience or of an application is no way in", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const tokens = [
      await operatorToken(emulator, "fabrikam", "api://AzureADTokenExchange/.default"),
      await operatorToken(emulator, "contoso", "https://management.azure.com/.default"),
      await chain.assertion("https://management.azure.com"),
      await chain.token(),
    ];
    for (const assertion of tokens) {
      expect((await chain.exchange({ client_assertion: assertion })).status).toBe(401);
    }
  });

  const lookAlikes = [
    `https://login.microsoftonline.com/${contoso.tenantId}/v2.0/`,
    `https://login.microsoftonline.com/${contoso.tenantId}/V2.0`,
    `https://LOGIN.microsoftonline.com/${contoso.tenantId}/v2.0`,
    `https://login.microsoftonline.com//${contoso.tenantId}/v2.0`,
    `https://login.microsoftonline.com/${contoso.tenantId}/v2.0?`,
    `https://login.microsoftonline.com/${contoso.tenantId}/v2.0#`,
    `https://login.microsoftonline.com@attacker.example/${contoso.tenantId}/v2.0`,
    `https://login.microsoftonline.com.attacker.example/${contoso.tenantId}/v2.0`,
    `https://login.microsoftonline.com/${contoso.tenantId}/../${contoso.tenantId}/v2.0`,
    `http://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
    `https://login.microsoftonlinе.com/${contoso.tenantId}/v2.0`,
    `https://login.microsoftonline.com/${contoso.tenantId}/v2.0\u200b`,
    ` https://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
    `https://login.microsoftonline.com/${contoso.tenantId}/v2.0\u0000`,
    `https://login.microsoftonline.com/{tenantid}/v2.0`,
    `https://login.microsoftonline.com/common/v2.0`,
  ];
  it.each(lookAlikes)(
    "whose issuer only looks like the directory's is refused, and nobody is asked: %j",
    async (iss) => {
      const asked: string[] = [];
      const chain = await aChain({
        emulator: {
          issuerNetwork: {
            resolve: async (hostname) => {
              asked.push(hostname);
              return ["93.184.215.14"];
            },
            get: async (url) => {
              asked.push(url.href);
              return { status: 200, body: "{}" };
            },
          },
        },
      });
      const answer = await chain.exchange({ client_assertion: forge(await chain.assertion(), { claims: { iss } }) });
      expect(answer.body).toMatchObject({ error: "invalid_client", error_codes: [700211] });
      expect(asked).toEqual([]);
      expect((await chain.exchange()).status).toBe(200);
    },
  );
});

describe("headers of a token request", () => {
  it("that a proxy would set change nothing: neither the directory nor the addresses in answers", async () => {
    const chain = await aChain();
    const headers = {
      "x-forwarded-host": "attacker.example",
      "x-forwarded-proto": "http",
      "x-forwarded-for": "127.0.0.1",
      "x-original-url": `/${contoso.tenantId}/oauth2/v2.0/token`,
      "x-rewrite-url": "/_tegata/environment",
      "x-http-method-override": "GET",
      forwarded: "host=attacker.example",
      origin: "https://attacker.example",
      referer: "https://attacker.example/",
    };
    const fields = { grant_type: "client_credentials", client_id: chain.application.appId, scope: storageScope };
    const refused = await postToken(chain.emulator, fields, { headers });
    expect(refused.body).toMatchObject({ error_codes: [7000216] });
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    const url = `${token}/${contoso.tenantId}/v2.0/.well-known/openid-configuration`;
    const document = await read(await chain.emulator.fetch(new Request(url, { headers })));
    expect(document.text).not.toContain("attacker.example");
  });
});
