import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorizer } from "../authorize.ts";
import type { Refusal } from "../authorize.ts";

const fabrikam = "22222222-2222-4222-8222-222222222222";
const contoso = "11111111-1111-4111-8111-111111111111";
const clientId = "66666666-6666-4666-8666-666666666666";
const issuerOf = (tenantId: string): string => `https://login.microsoftonline.com/${tenantId}/v2.0`;

const keys = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(keys.publicKey)), kid: "key-1", alg: "RS256", use: "sig" };
const tokenService = createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ keys: [jwk] }));
});
let authorize: ReturnType<typeof authorizer>;

beforeAll(async () => {
  tokenService.listen(0, "127.0.0.1");
  await once(tokenService, "listening");
  const authority = `http://127.0.0.1:${(tokenService.address() as AddressInfo).port}`;
  authorize = authorizer({ authority, clientId, tenantIds: [fabrikam], port: 0 }, "Orders.Read");
});
afterAll(() => void tokenService.close());

interface Changes {
  readonly [claim: string]: unknown;
}

async function bearer(changes: Changes = {}, key = keys.privateKey): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuerOf(fabrikam),
    tid: fabrikam,
    aud: clientId,
    oid: "55555555-5555-4555-8555-555555555555",
    azp: "44444444-4444-4444-8444-444444444444",
    roles: ["Orders.Read"],
    exp: now + 3600,
    ...changes,
  };
  return `Bearer ${await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "key-1" }).sign(key)}`;
}

const invalid = (description: string): Refusal => ({
  status: 401,
  challenge: `Bearer realm="orders", error="invalid_token", error_description="${description}"`,
  message: description,
});

describe("the API's door", () => {
  it("lets in an application of the directory with the role", async () => {
    expect(await authorize(await bearer())).toEqual({
      tenantId: fabrikam,
      objectId: "55555555-5555-4555-8555-555555555555",
      clientId: "44444444-4444-4444-8444-444444444444",
    });
  });

  it("asks for a token when there is none, and says nothing of an error", async () => {
    expect(await authorize(undefined)).toEqual({
      status: 401,
      challenge: 'Bearer realm="orders"',
      message: "a token is needed",
    });
  });

  it.each(["", "Basic dXNlcjpwYXNz", "Bearer", "Bearer a b", 'Bearer a"b'])(
    "takes %j for a malformed request",
    async (header) => {
      expect(await authorize(header)).toMatchObject({
        status: 400,
        challenge: expect.stringContaining("invalid_request") as string,
      });
    },
  );

  it.each<[string, Changes, string]>([
    ["another audience", { aud: "https://graph.microsoft.com" }, "the token's aud is not the right one"],
    ["another directory", { iss: issuerOf(contoso), tid: contoso }, "the token is of no directory that is taken here"],
    ["another directory's id under this one's issuer", { tid: contoso }, "the token's tid is not the right one"],
    ["no object id", { oid: undefined }, "the token's oid is not the right one"],
    ["no application", { azp: undefined }, "the token's azp is not the right one"],
    [
      "version 1.0",
      { iss: `https://sts.windows.net/${fabrikam}/`, ver: "1.0" },
      "the token is of version 1.0, this API takes version 2.0",
    ],
    [
      "version 1.0 of another directory",
      { iss: `https://sts.windows.net/${contoso}/` },
      "the token is of no directory that is taken here",
    ],
    ["an end in the past", { exp: 1 }, "the token has expired"],
    ["a beginning in the future", { nbf: 99_999_999_999 }, "the token's nbf is not the right one"],
  ])("refuses a token with %s", async (_, changes, description) => {
    expect(await authorize(await bearer(changes))).toEqual(invalid(description));
  });

  it("refuses a token that another key signed, and what is no token at all", async () => {
    const others = await generateKeyPair("RS256");
    expect(await authorize(await bearer({}, others.privateKey))).toEqual(invalid("the token is not valid"));
    for (const text of ["x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
      expect(await authorize(`Bearer ${text}`)).toEqual(invalid("the token is of no directory that is taken here"));
  });

  it("refuses a token that is not signed", async () => {
    const [, claims] = (await bearer()).split(".");
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    expect(await authorize(`Bearer ${none}.${claims}.`)).toEqual(invalid("the token is not valid"));
  });

  it("takes a claim for a claim, whatever its name", async () => {
    expect(await authorize(await bearer({ challenge: "x", status: 200 }))).toMatchObject({ tenantId: fabrikam });
  });

  it("does not blame the token when the keys cannot be had", async () => {
    const brokenServices: readonly [number, string][] = [
      [503, ""],
      [200, '{"keys":"none"}'],
    ];
    for (const [status, body] of brokenServices) {
      const service = createServer((_, response) => void response.writeHead(status).end(body));
      service.listen(0, "127.0.0.1");
      await once(service, "listening");
      const authority = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
      const other = authorizer({ authority, clientId, tenantIds: [fabrikam], port: 0 }, "Orders.Read");
      await expect(other(await bearer())).rejects.toThrow("JSON Web Key Set");
      service.close();
    }
  });

  it.each<[string, Changes]>([
    ["no roles", { roles: undefined }],
    ["an empty list", { roles: [] }],
    ["another role", { roles: ["Orders.Write"] }],
    ["a text in place of a list", { roles: "Orders.Read" }],
    ["the role of a user, who came with scopes", { scp: "user_impersonation" }],
  ])("does not do with %s", async (_, changes) => {
    expect(await authorize(await bearer(changes))).toEqual({
      status: 403,
      challenge:
        'Bearer realm="orders", error="insufficient_scope", error_description="the role Orders.Read is needed", scope="Orders.Read"',
      message: "the role Orders.Read is needed",
    });
  });
});
