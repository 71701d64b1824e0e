import type { KeyObject } from "node:crypto";
import { constants, createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { TestEmulator } from "../../emulator.ts";
import { anEmulator, contoso, fabrikam } from "../../emulator.ts";
import { expectRefusal } from "../../refusal.ts";
import { selfSign } from "../../../src/tls/certificates.ts";
import { callGraph, decode, field, postToken } from "../../wire.ts";
import type { Answer } from "../../wire.ts";
import { startSeconds } from "../../world.ts";

interface Certificate {
  readonly der: Buffer;
  readonly privateKey: KeyObject;
}

async function aCertificate(emulator: TestEmulator): Promise<Certificate> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  return { der: Buffer.from(await selfSign(pkcs8, spki, emulator.world)), privateKey };
}

const sha1 = (der: Buffer): string => createHash("sha1").update(der).digest("base64url");
const sha256 = (der: Buffer): string => createHash("sha256").update(der).digest("base64url");
const hexOf = (thumbprint: string): string => Buffer.from(thumbprint, "base64url").toString("hex").toUpperCase();

interface SignedOptions {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  readonly key?: KeyObject;
  readonly isPadded?: boolean;
}

interface Asking {
  readonly emulator: TestEmulator;
  readonly appId: string;
  readonly certificate: Certificate;
  readonly assertion: (options?: SignedOptions) => string;
  readonly ask: (assertion: string) => Promise<Answer>;
}

const endpoint = `https://login.microsoftonline.com/${contoso.tenantId}/oauth2/v2.0/token`;

async function aClient(keyCredential: Record<string, unknown> = {}): Promise<Asking> {
  const emulator = await anEmulator();
  const certificate = await aCertificate(emulator);
  const key = certificate.der.toString("base64");
  const keyCredentials = [{ type: "AsymmetricX509Cert", usage: "Verify", key, ...keyCredential }];
  const created = await callGraph(emulator, "contoso", "POST /v1.0/applications", { body: { displayName: "batch" } });
  const appId = field(created.body, "appId");
  // As Graph stores it; Graph's own handling of it is tested there.
  const application = emulator.context.truth.directories[0]?.applications.find((each) => each.appId === appId);
  if (application) application.other["keyCredentials"] = keyCredentials;
  await callGraph(emulator, "contoso", "POST /v1.0/servicePrincipals", { body: { appId } });
  const assertion = ({
    header = {},
    claims = {},
    key: privateKey = certificate.privateKey,
    isPadded = false,
  }: SignedOptions = {}) => {
    const wholeHeader = { typ: "JWT", alg: "RS256", x5t: sha1(certificate.der), ...header };
    const times = { nbf: startSeconds, exp: startSeconds + 600 };
    const encode = (bytes: Buffer): string => {
      const text = bytes.toString("base64url");
      return isPadded ? text.padEnd(Math.ceil(text.length / 4) * 4, "=") : text;
    };
    const part = (value: object): string => encode(Buffer.from(JSON.stringify(value)));
    const input = `${part(wholeHeader)}.${part({ iss: appId, sub: appId, aud: endpoint, jti: "1", ...times, ...claims })}`;
    const isPss = wholeHeader.alg.startsWith("PS");
    const padding = isPss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
    return `${input}.${encode(sign("RSA-SHA256", Buffer.from(input), { key: privateKey, ...padding }))}`;
  };
  const ask = (text: string): Promise<Answer> =>
    postToken(
      emulator,
      {
        grant_type: "client_credentials",
        client_id: appId,
        scope: "https://graph.microsoft.com/.default",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: text,
      },
      { tenant: contoso.tenantId },
    );
  return { emulator, appId, certificate, assertion, ask };
}

const unauthorized = { status: 401, error: "invalid_client" } as const;

describe("an assertion that an application signed with its certificate", () => {
  it("gets a token that says so, and the journal too", async () => {
    const { emulator, appId, assertion, ask } = await aClient();
    const answer = await ask(assertion());
    expect(decode(field(answer.body, "access_token")).claims).toMatchObject({ appid: appId, appidacr: "2" });
    const issued = emulator.context.journal.since().findLast((entry) => entry.kind === "token issued");
    expect(issued).toMatchObject({ credential: "certificate" });
  });

  it("names the certificate by x5t, x5t#S256 or kid, and signs with RS256 or PS256, as MSAL does in its versions", async () => {
    const { certificate, assertion, ask } = await aClient();
    const { der } = certificate;
    const headers = [
      { x5t: undefined, "x5t#S256": sha256(der), alg: "PS256" },
      { "x5t#S256": sha256(der), kid: "whatever" },
      { x5t: undefined, kid: sha1(der) },
      { x5t: undefined, kid: hexOf(sha1(der)) },
      { x5t: undefined, kid: hexOf(sha256(der)).toLowerCase() },
    ];
    for (const header of headers) expect((await ask(assertion({ header }))).status).toBe(200);
  });

  it("may have padded parts, which azure-identity for Python sends with aiohttp", async () => {
    const { certificate, assertion, ask } = await aClient();
    const header = { "x5t#S256": sha256(certificate.der).padEnd(44, "="), x5t: undefined, alg: "PS256" };
    const padded = assertion({ header, isPadded: true });
    expect(padded.split(".").map((part) => part.length % 4)).toEqual([0, 0, 0]);
    expect(padded).toMatch(/==$/);
    expect((await ask(padded)).status).toBe(200);
    expect((await ask(padded.slice(0, -1))).status).toBe(400);
  });

  it("is let in a moment before its nbf, which msal-node rounds to the next second, and not six minutes before", async () => {
    const { assertion, ask } = await aClient();
    expect((await ask(assertion({ claims: { nbf: startSeconds + 1 } }))).status).toBe(200);
    expect((await ask(assertion({ claims: { nbf: startSeconds + 360 } }))).status).toBe(401);
  });

  it("may name as audience every spelling of the endpoint and the issuer", async () => {
    const { assertion, ask } = await aClient();
    const audiences = [
      endpoint,
      `https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token`,
      `https://login.windows.net/${contoso.tenantId}/oauth2/token`,
      `https://login.microsoftonline.com/${contoso.tenantId}/oauth2/token?api-version=1.0`,
      `https://login.microsoftonline.com/${contoso.tenantId}/v2.0`,
      `https://sts.windows.net/${contoso.tenantId}/`,
      `https://localhost:7411/${contoso.tenantId}/oauth2/v2.0/token`,
      `https://localhost:7411/${contoso.tenantId}/oauth2/token`,
    ];
    for (const aud of audiences) expect((await ask(assertion({ claims: { aud } }))).status).toBe(200);
  });

  it("may be registered in PEM form", async () => {
    const client = await aClient();
    const lines = client.certificate.der.toString("base64").match(/.{1,64}/g) ?? [];
    const pem = `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
    const application = client.emulator.context.truth.directories[0]?.applications.find(
      (each) => each.appId === client.appId,
    );
    if (application) application.other["keyCredentials"] = [{ key: Buffer.from(pem).toString("base64") }];
    expect((await client.ask(client.assertion())).status).toBe(200);
  });

  const forms: readonly (readonly [string, SignedOptions, object])[] = [
    [
      "is signed with another algorithm (certificate.algorithm, 5002738)",
      { header: { alg: "HS256" } },
      {
        ...unauthorized,
        code: 5002738,
        message: "The JWT header's alg 'HS256' is not supported. Allowed: RS256, RS384, RS512.",
      },
    ],
    [
      "names no certificate (certificate.key-id, 5002723)",
      { header: { x5t: undefined } },
      { ...unauthorized, code: 5002723, message: "Invalid JWT header: no key identifier (kid or x5t)." },
    ],
    [
      "has no expiry (certificate.claims, 90014)",
      { claims: { exp: undefined } },
      {
        status: 400,
        error: "invalid_request",
        code: 90014,
        message:
          "The required field 'exp' is missing from the credential. Ensure that you have all the necessary parameters for the login request.",
      },
    ],
    [
      "is another application's (certificate.client, 700021)",
      { claims: { iss: contoso.operatorClientId, sub: contoso.operatorClientId } },
      {
        ...unauthorized,
        code: 700021,
        message: "Client assertion application identifier does not match the 'client_id' parameter.",
      },
    ],
    [
      "is for another directory (certificate.audience, 700023)",
      { claims: { aud: `https://login.microsoftonline.com/${fabrikam.tenantId}/oauth2/v2.0/token` } },
      {
        ...unauthorized,
        code: 700023,
        message:
          "Client assertion audience claim does not match Realm issuer. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
      },
    ],
    [
      "has expired (certificate.validity, 700024)",
      { claims: { exp: startSeconds } },
      {
        ...unauthorized,
        code: 700024,
        message:
          "Client assertion is not within its valid time range. Current time: 2026-01-02T03:04:05.0000000Z, assertion valid from 2026-01-02T03:04:05.0000000Z, expiry time of assertion 2026-01-02T03:04:05.0000000Z. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
      },
    ],
  ];
  it.each(forms)("is refused when it %s", async (_, options, refusal) => {
    const { assertion, ask } = await aClient();
    expectRefusal(await ask(assertion(options)), refusal as Parameters<typeof expectRefusal>[1]);
    expect((await ask(assertion())).status).toBe(200);
  });

  it("is refused with a certificate that the application does not have (certificate.registered, 700027)", async () => {
    const { emulator, assertion, ask } = await aClient();
    const other = await aCertificate(emulator);
    const x5t = sha1(other.der);
    // The certificate in the header itself, or a key's address, makes no difference.
    const jwk = other.privateKey.export({ format: "jwk" });
    const header = {
      x5t,
      x5c: [other.der.toString("base64")],
      jwk: { kty: jwk.kty, n: jwk.n, e: jwk.e },
      jku: "https://x",
    };
    expectRefusal(await ask(assertion({ header, key: other.privateKey })), {
      ...unauthorized,
      code: 700027,
      message: `Client assertion failed signature validation. [Reason - The key was not found., Thumbprint of key used by client: '${hexOf(x5t)}']`,
    });
  });

  it("is refused when the two thumbprints name different certificates (certificate.registered, 700027)", async () => {
    const { emulator, certificate, assertion, ask } = await aClient();
    const other = await aCertificate(emulator);
    const header = { x5t: sha1(certificate.der), "x5t#S256": sha256(other.der) };
    expect((await ask(assertion({ header }))).body).toMatchObject({ error_codes: [700027] });
  });

  it("is refused with a key that is not the certificate's (certificate.signature, 700027)", async () => {
    const { emulator, assertion, ask } = await aClient();
    expectRefusal(await ask(assertion({ key: (await aCertificate(emulator)).privateKey })), {
      ...unauthorized,
      code: 700027,
      message:
        "Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]",
    });
  });

  const times = [{ endDateTime: "2026-01-02T03:04:05Z" }, { startDateTime: "2026-01-02T03:04:06Z" }];
  it.each(times)("is refused out of the certificate's time: %o (certificate.current, 700027)", async (change) => {
    const { certificate, assertion, ask } = await aClient(change);
    expectRefusal(await ask(assertion()), {
      ...unauthorized,
      code: 700027,
      message: `Client assertion failed signature validation. [Reason - The key used is expired., Thumbprint of key used by client: '${hexOf(sha1(certificate.der))}']`,
    });
  });

  it.each([{ key: "" }, { key: "bm8gY2VydGlmaWNhdGU=" }, { key: null }])(
    "is refused, and nothing breaks, where what is registered is no certificate: %o",
    async (change) => {
      const { assertion, ask } = await aClient(change);
      expect((await ask(assertion())).body).toMatchObject({ error_codes: [700027] });
    },
  );
});
