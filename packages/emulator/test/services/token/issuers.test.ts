import { describe, expect, it } from "vitest";
import { forge } from "../../assertions.ts";
import { aChain, anIdentity, exchangeAudience } from "../../chain.ts";
import { anEmulator } from "../../emulator.ts";
import { expectRefusal } from "../../refusal.ts";
import { decode, field } from "../../wire.ts";
import { anApplicationThatTrusts, clusterToken, exchangeAtHome, githubToken } from "../../workloads.ts";
import { startSeconds } from "../../world.ts";
import type { TestEmulator } from "../../emulator.ts";

const learn = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const compare = `Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${learn}`;
const unauthorized = { status: 401, error: "invalid_client" } as const;
const github = "https://token.actions.githubusercontent.com";
const cluster =
  "https://japaneast.oic.prod-aks.azure.com/11111111-1111-4111-8111-111111111111/33333333-0000-4000-8000-0000000000e5/";
const onMain = "repo:contoso/orders:ref:refs/heads/main";
const account = "system:serviceaccount:shop:orders";

describe("a GitHub workflow's token", () => {
  it("has the header and claims that GitHub documents, and lives for five minutes", async () => {
    const emulator = await anEmulator();
    const { header, claims } = decode(await githubToken(emulator));
    expect(header).toEqual({ typ: "JWT", alg: "RS256", kid: expect.any(String), x5t: header["kid"] });
    expect(claims).toEqual({
      jti: expect.any(String),
      sub: onMain,
      aud: "api://AzureADTokenExchange",
      ref: "refs/heads/main",
      sha: expect.stringMatching(/^[0-9a-f]{40}$/),
      repository: "contoso/orders",
      repository_owner: "contoso",
      repository_owner_id: "1001",
      run_id: "9001",
      run_number: "1",
      run_attempt: "1",
      repository_visibility: "private",
      repository_id: "2001",
      actor_id: "3001",
      actor: "mona",
      workflow: "deploy",
      head_ref: "",
      base_ref: "",
      event_name: "push",
      ref_protected: "false",
      ref_type: "branch",
      workflow_ref: "contoso/orders/.github/workflows/deploy.yml@refs/heads/main",
      workflow_sha: claims["sha"],
      job_workflow_ref: "contoso/orders/.github/workflows/deploy.yml@refs/heads/main",
      job_workflow_sha: claims["sha"],
      runner_environment: "github-hosted",
      iss: github,
      nbf: startSeconds - 600,
      exp: startSeconds + 300,
      iat: startSeconds,
    });
  });

  it("names the environment, or that it is a pull request, in its subject", async () => {
    const emulator = await anEmulator();
    const subjectOf = async (change: object) => decode(await githubToken(emulator, change)).claims["sub"];
    expect(await subjectOf({ environment: "Production" })).toBe("repo:contoso/orders:environment:Production");
    expect(await subjectOf({ event: "pull_request" })).toBe("repo:contoso/orders:pull_request");
  });

  it("is exchanged for a token of the application that trusts it", async () => {
    const emulator = await anEmulator();
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, subject: onMain });
    const answer = await exchangeAtHome(emulator, appId, await githubToken(emulator));
    expect(answer.status).toBe(200);
    expect(decode(field(answer.body, "access_token")).claims).toMatchObject({ appid: appId, appidacr: "2" });
  });

  const subjects: readonly (readonly [string, string, number, string])[] = [
    ["another branch (credential.subject, 700213)", "refs/heads/next", 700213, ""],
    [
      "a subject that differs in case (credential.subject, 7002138)",
      "refs/heads/MAIN",
      7002138,
      "The subject matches a credential when case is ignored, but matching is case-sensitive. ",
    ],
  ];
  it.each(subjects)("is refused for %s", async (_, ref, code, hint) => {
    const emulator = await anEmulator();
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, subject: onMain });
    expectRefusal(await exchangeAtHome(emulator, appId, await githubToken(emulator, { ref })), {
      ...unauthorized,
      code,
      message: `No matching federated identity record found for presented assertion subject 'repo:contoso/orders:ref:${ref}'. ${hint}${compare}`,
    });
  });

  it("is exchanged where an expression covers its branch", async () => {
    const emulator = await anEmulator();
    const expression = "claims['sub'] matches 'repo:contoso/orders:ref:refs/heads/*'";
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, expression });
    expect((await exchangeAtHome(emulator, appId, await githubToken(emulator))).status).toBe(200);
  });

  const expressions: readonly (readonly [string, string, number, string])[] = [
    [
      "does not cover it (credential.subject, 7002131)",
      "claims['sub'] matches 'repo:contoso/orders:ref:refs/tags/*'",
      7002131,
      `No matching federated identity record found for presented assertion subject '${onMain}' or no federated identity credential expression matches it. ${compare}`,
    ],
    [
      "does not parse (credential.expression, 700233)",
      "sub == 'x'",
      700233,
      "The expression of the federated identity credential cannot be parsed: sub == 'x'",
    ],
    [
      "asks for a claim that may not be asked for (credential.expression, 700235)",
      "claims['actor'] eq 'mona'",
      700235,
      `The expression of the federated identity credential uses a claim or operator that is not supported for the issuer '${github}'.`,
    ],
  ];
  it.each(expressions)("is refused where the expression %s", async (_, expression, code, message) => {
    const emulator = await anEmulator();
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, expression });
    expectRefusal(await exchangeAtHome(emulator, appId, await githubToken(emulator)), {
      ...unauthorized,
      code,
      message,
    });
  });

  it("is refused after its five minutes (assertion.validity, 700024)", async () => {
    const emulator = await anEmulator();
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, subject: onMain });
    const token = await githubToken(emulator);
    emulator.world.advance(300);
    expectRefusal(await exchangeAtHome(emulator, appId, token), {
      ...unauthorized,
      code: 700024,
      message:
        "Client assertion is not within its valid time range. Current time: 2026-01-02T03:09:05.0000000Z, assertion valid from 2026-01-02T02:54:05.0000000Z, expiry time of assertion 2026-01-02T03:09:05.0000000Z. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials",
      timestamp: "2026-01-02 03:09:05Z",
    });
  });

  it("is refused when somebody else signed it (assertion.signature, 700027)", async () => {
    const emulator = await anEmulator();
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, subject: onMain });
    expectRefusal(await exchangeAtHome(emulator, appId, forge(await githubToken(emulator), {})), {
      ...unauthorized,
      code: 700027,
      message:
        "Client assertion failed signature validation. [Reason - The provided signature value did not match the expected signature value.]",
    });
  });

  it("is refused for the exchange of another cloud, though the credential names it (credential.cloud, 7002206)", async () => {
    const emulator = await anEmulator();
    const audience = "api://AzureADTokenExchangeUSGov";
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, subject: onMain, audience });
    expectRefusal(await exchangeAtHome(emulator, appId, await githubToken(emulator, { audience })), {
      ...unauthorized,
      code: 7002206,
      message: "Token audience must match the cloud-specific AAD Token Exchange URI.",
    });
  });
});

/** An identity of contoso that trusts the cluster's service account. */
async function aTrustingIdentity(emulator: TestEmulator) {
  const identity = await anIdentity(emulator);
  const principal = emulator.context.truth.directories[0]?.servicePrincipals.find(
    ({ id }) => id === identity.principalId,
  );
  if (!principal) throw new Error("the identity has no service principal");
  principal.federatedIdentityCredentials = [
    {
      id: emulator.context.world.uuid(),
      name: "cluster",
      issuer: cluster,
      subject: account,
      audiences: [exchangeAudience],
      description: null,
    },
  ];
  return identity;
}

describe("a Kubernetes service account's token", () => {
  it("has the header and claims of a projected token, and lives for an hour", async () => {
    const { header, claims } = decode(await clusterToken(await anEmulator()));
    expect(header).toEqual({ alg: "RS256", kid: expect.any(String) });
    expect(claims).toEqual({
      aud: ["api://AzureADTokenExchange"],
      exp: startSeconds + 3600,
      iat: startSeconds,
      iss: cluster,
      jti: expect.any(String),
      "kubernetes.io": {
        namespace: "shop",
        pod: { name: "orders-0", uid: expect.any(String) },
        serviceaccount: { name: "orders", uid: expect.any(String) },
      },
      nbf: startSeconds,
      sub: account,
    });
  });

  it("is exchanged for a token of the application that trusts it, and not without the slash at the issuer's end", async () => {
    const emulator = await anEmulator();
    const right = await anApplicationThatTrusts(emulator, { issuer: cluster, subject: account });
    expect((await exchangeAtHome(emulator, right, await clusterToken(emulator))).status).toBe(200);
    const wrong = await anApplicationThatTrusts(emulator, { issuer: cluster.slice(0, -1), subject: account });
    expectRefusal(await exchangeAtHome(emulator, wrong, await clusterToken(emulator)), {
      ...unauthorized,
      code: 700211,
      message: `No matching federated identity record found for presented assertion issuer '${cluster}'. ${compare}`,
    });
  });

  it("is exchanged for a day's token of the managed identity that trusts it, which names no host", async () => {
    const emulator = await anEmulator();
    const identity = await aTrustingIdentity(emulator);
    const answer = await exchangeAtHome(emulator, identity.clientId, await clusterToken(emulator));
    expect(answer.body).toEqual({
      token_type: "Bearer",
      expires_in: 86_399,
      ext_expires_in: 86_399,
      refresh_in: 43_199,
      access_token: expect.any(String),
    });
    const { claims } = decode(field(answer.body, "access_token"));
    expect(claims).toMatchObject({
      appid: identity.clientId,
      appidacr: "2",
      oid: identity.principalId,
      xms_mirid: identity.id.replace("resourceGroups", "resourcegroups"),
    });
    expect(claims).not.toHaveProperty("xms_az_rid");
  });

  it("does not make a chain: the identity's token for the exchange is refused (assertion.not-chained, 700231)", async () => {
    const chain = await aChain();
    const { emulator } = chain;
    const principal = emulator.context.truth.directories[0]?.servicePrincipals.find(
      ({ id }) => id === chain.identity.principalId,
    );
    if (!principal) throw new Error("the identity has no service principal");
    principal.federatedIdentityCredentials = [
      { id: "f", name: "cluster", issuer: cluster, subject: account, audiences: [exchangeAudience], description: null },
    ];
    const first = await exchangeAtHome(
      emulator,
      chain.identity.clientId,
      await clusterToken(emulator),
      `${exchangeAudience}/.default`,
    );
    expectRefusal(await chain.exchange({ client_assertion: field(first.body, "access_token") }), {
      ...unauthorized,
      code: 700231,
      message:
        "Token obtained using another federated identity credential may not be used as federated identity credential.",
    });
    expect((await chain.exchange()).status).toBe(200);
  });

  it("is refused by an identity that trusts nobody (credential.exists, 70025)", async () => {
    const emulator = await anEmulator();
    const identity = await anIdentity(emulator);
    expectRefusal(await exchangeAtHome(emulator, identity.clientId, await clusterToken(emulator)), {
      ...unauthorized,
      code: 70025,
      message: "The client 'id-orders' has no configured federated identity credentials.",
    });
  });

  it("may use no expression (credential.expression, 7002241)", async () => {
    const emulator = await anEmulator();
    const expression = "claims['sub'] matches 'system:*'";
    const appId = await anApplicationThatTrusts(emulator, { issuer: cluster, expression });
    expectRefusal(await exchangeAtHome(emulator, appId, await clusterToken(emulator)), {
      ...unauthorized,
      code: 7002241,
      message: `Federated identity credentials of the issuer '${cluster}' may not use matching expressions.`,
    });
  });
});

describe("an issuer that nobody registered", () => {
  it("is forgotten when it is removed, and then not trusted by name alone (assertion.issuer-reachable, 90061)", async () => {
    const emulator = await anEmulator();
    const appId = await anApplicationThatTrusts(emulator, { issuer: github, subject: onMain });
    const token = await githubToken(emulator);
    expect(emulator.context.issuers.remove(github)).toBe(true);
    expectRefusal(await exchangeAtHome(emulator, appId, token), {
      status: 400,
      error: "invalid_request",
      code: 90061,
      message: "Request to External OIDC endpoint failed.",
    });
  });
});
