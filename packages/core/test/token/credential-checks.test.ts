import { describe, expect, test } from "vitest";
import {
  accessChecks,
  certificateChecks,
  isSelfIssued,
  judge,
  resourceChecks,
  secretChecks,
  type CertificateFacts,
  type Judgement,
  type ResourceFacts,
} from "@tegata/core";
import { clientId, nowMs } from "../exchange.ts";

const seconds = nowMs / 1000;
const endpoint = "https://login.microsoftonline.com/contoso.example/oauth2/v2.0/token";
const claims = { iss: clientId, sub: clientId, aud: endpoint, nbf: seconds, exp: seconds + 600 };

interface CertificateChange extends Partial<CertificateFacts> {
  readonly header?: object;
  readonly claims?: object;
}

function onCertificate({ header, claims: changed, ...facts }: CertificateChange): Judgement {
  const all = Object.entries({ ...claims, ...changed }).filter(([, value]) => value !== undefined);
  return judge(certificateChecks, {
    clientId,
    nowMs,
    assertion: { header: { alg: "PS256", ...header }, claims: Object.fromEntries(all) },
    audiences: [endpoint],
    certificate: "registered",
    thumbprint: "AB12",
    hasValidSignature: true,
    ...facts,
  });
}

const api = { appId: "app-id", displayName: "orders-api", assignmentRequired: false };
const onResource = (change: Partial<ResourceFacts>): Judgement =>
  judge(resourceChecks, {
    tenantId: "t",
    clientId: "c",
    clientName: "orders",
    resource: "api://orders",
    api,
    roles: [],
    ...change,
  });
const onSecret = (secret: "current" | "expired" | "unknown"): Judgement => judge(secretChecks, { clientId, secret });
const invalid = "The provided signature value did not match the expected signature value.";

type Refusal = readonly [title: string, check: string, code: number, values: object, judgement: () => Judgement];
const refusals: readonly Refusal[] = [
  ["another secret", "secret.known", 7000215, { clientId }, () => onSecret("unknown")],
  ["an expired secret", "secret.current", 7000222, { clientId }, () => onSecret("expired")],
  ...["HS256", "none", "ES256", "PS512", 7].map(
    (alg) =>
      [`the algorithm ${alg}`, "certificate.algorithm", 5002738, {}, () => onCertificate({ header: { alg } })] as const,
  ),
  ["no thumbprint", "certificate.key-id", 5002723, {}, () => onCertificate({ thumbprint: "" })],
  ...["iss", "sub", "aud", "exp"].map(
    (name) =>
      [
        `an assertion without ${name}`,
        "certificate.claims",
        90014,
        { field: name },
        () => onCertificate({ claims: { [name]: undefined } }),
      ] as const,
  ),
  ["another issuer", "certificate.client", 700021, {}, () => onCertificate({ claims: { iss: "other" } })],
  ["another subject", "certificate.client", 700021, {}, () => onCertificate({ claims: { sub: "other" } })],
  [
    "an unknown certificate",
    "certificate.registered",
    700027,
    { reason: "The key was not found., Thumbprint of key used by client: 'AB12'" },
    () => onCertificate({ certificate: "unknown" }),
  ],
  [
    "an expired certificate",
    "certificate.current",
    700027,
    { reason: "The key used is expired., Thumbprint of key used by client: 'AB12'" },
    () => onCertificate({ certificate: "expired" }),
  ],
  [
    "another key's signature",
    "certificate.signature",
    700027,
    { reason: invalid },
    () => onCertificate({ hasValidSignature: false }),
  ],
  [
    "another endpoint as audience",
    "certificate.audience",
    700023,
    {},
    () => onCertificate({ claims: { aud: `${endpoint}/` } }),
  ],
  ["an assertion of the past", "certificate.validity", 700024, {}, () => onCertificate({ claims: { exp: seconds } })],
  [
    "one of more than five minutes in the future",
    "certificate.validity",
    700024,
    {},
    () => onCertificate({ claims: { nbf: seconds + 301 } }),
  ],
  [
    "an API that the directory does not have",
    "resource.exists",
    500011,
    { resource: "api://orders", tenant: "t" },
    () => onResource({ api: undefined }),
  ],
  [
    "a client without the assignment that the API demands",
    "resource.assignment",
    501051,
    { clientId: "c", name: "orders", resource: "app-id", resourceName: "orders-api" },
    () => onResource({ api: { ...api, assignmentRequired: true } }),
  ],
  [
    "a service principal that a policy blocks",
    "access.conditional",
    53003,
    { policyId: "p" },
    () => judge(accessChecks, { blockedBy: "p" }),
  ],
];

describe("the checks of credentials, resources and access", () => {
  test.each(refusals)("refuse %s (%s, AADSTS%i)", (_, check, code, values, run) => {
    const { refusal } = run();
    expect(refusal).toMatchObject({ check, code });
    expect(refusal?.values).toMatchObject(values);
  });

  test("each of them has a refusal above, and none is named that does not exist", () => {
    const all = [secretChecks, certificateChecks, resourceChecks, accessChecks].flatMap((checks) =>
      checks.map((check) => check.id),
    );
    expect([...new Set(refusals.map(([, check]) => check))].toSorted()).toEqual(all.toSorted());
  });

  const accepted: readonly [string, Judgement][] = [
    ["a current secret", onSecret("current")],
    ["PS256", onCertificate({})],
    ["RS256", onCertificate({ header: { alg: "RS256" } })],
    ["the audience in another case", onCertificate({ claims: { aud: endpoint.toUpperCase() } })],
    ["the client id in another case", onCertificate({ claims: { iss: clientId.toUpperCase() } })],
    ["an API that demands no assignment", onResource({})],
    ["an assigned client", onResource({ api: { ...api, assignmentRequired: true }, roles: ["Orders.Read"] })],
    ["a service principal that no policy blocks", judge(accessChecks, { blockedBy: undefined })],
  ];
  test.each(accepted)("take %s", (_, { refusal }) => expect(refusal).toBeUndefined());
});

test("an assertion is an application's own when its issuer is an id, not a URL", () => {
  const issuedBy = (iss: unknown): boolean => isSelfIssued({ header: {}, claims: { iss } });
  expect([clientId, "orders", "https://oidc.example", "urn:x", undefined, 7].map(issuedBy)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
