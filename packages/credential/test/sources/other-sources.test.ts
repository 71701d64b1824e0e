import {
  azurePipelines,
  CrossTenantCredentialError,
  githubActions,
  managedIdentity,
  projectedToken,
} from "@tegata/credential";
import { describe, expect, it } from "vitest";
import { anAssertion, FakeCloud, minuteMs, onTheWire, refusal, reply, startMs, storageScope } from "../fake-world.ts";

const audience = "api://AzureADTokenExchange";

/** A token of an issuer outside of Microsoft Entra. */
function outside(issuer: string, claims: Readonly<Record<string, unknown>> = {}): string {
  return anAssertion({
    iss: issuer,
    aud: audience,
    sub: "system:serviceaccount:shop:orders",
    xms_mirid: undefined,
    ...claims,
  });
}

const cluster = "https://oidc.prod-aks.azure.com/11111111-1111-1111-1111-111111111111/";
const pod = { AZURE_FEDERATED_TOKEN_FILE: "/var/run/secrets/azure/tokens/azure-identity-token" };

describe("projectedToken", () => {
  it("reads the file of the environment, and again after 5 minutes", async () => {
    const cloud = new FakeCloud();
    const read: string[] = [];
    const readFile = async (path: string): Promise<string> => {
      read.push(path);
      return `${outside(cluster, { jti: read.length })}\n`;
    };
    const credential = cloud.credential({ assertion: projectedToken(), environment: pod, readFile });
    await credential.getToken(storageScope);
    await credential.getToken("api://b/.default");
    expect(read).toEqual([pod.AZURE_FEDERATED_TOKEN_FILE]);
    await cloud.clock.advance(5 * minuteMs);
    await credential.getToken("api://c/.default");
    await credential.getToken("api://d/.default");
    expect(read).toHaveLength(2);
    expect(new URLSearchParams(cloud.tokenRequests[3]?.body).get("client_assertion")).toBe(
      outside(cluster, { jti: 2 }),
    );
  });

  it("is unavailable where there is no file, so that a chain goes on", async () => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ assertion: projectedToken(), environment: {} });
    const error = await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect([error.code, error.name, error.hop]).toEqual(["source.unavailable", "CredentialUnavailableError", 1]);
  });

  it("does not send a token for another audience", async () => {
    const cloud = new FakeCloud();
    const readFile = async (): Promise<string> => outside(cluster, { aud: "sts.amazonaws.com" });
    const credential = cloud.credential({ assertion: projectedToken(), environment: pod, readFile });
    const error = await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect(error.code).toBe("assertion.wrong-audience");
    expect(cloud.tokenRequests).toEqual([]);
  });
});

describe("githubActions", () => {
  it("asks GitHub for a token of the exchange audience", async () => {
    const cloud = new FakeCloud();
    cloud.other = () => reply(200, { count: 1, value: outside("https://token.actions.githubusercontent.com") });
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://pipelines.example/token?api-version=2.0",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "job-secret",
    };
    await cloud.credential({ assertion: githubActions(), environment }).getToken(storageScope);
    expect(onTheWire(cloud.strayRequests)).toEqual([
      {
        method: "GET",
        url: "https://pipelines.example/token?api-version=2.0&audience=api%3A%2F%2FAzureADTokenExchange",
        headers: { accept: "application/json", authorization: "Bearer job-secret" },
        redirect: "manual",
      },
    ]);
    expect(cloud.tokenRequests).toHaveLength(1);
  });
});

describe("azurePipelines", () => {
  it("asks Azure DevOps for the service connection's token, which Entra itself may have signed", async () => {
    const cloud = new FakeCloud();
    cloud.other = () => reply(200, { oidcToken: anAssertion({ xms_mirid: undefined, sub: "/eid1/c/pub/t/a/sc/b" }) });
    const environment = { SYSTEM_OIDCREQUESTURI: "https://devops.example/oidctoken", SYSTEM_ACCESSTOKEN: "job-secret" };
    const assertion = azurePipelines({ serviceConnectionId: "77777777-7777-7777-7777-777777777777" });
    await cloud.credential({ assertion, environment }).getToken(storageScope);
    expect(onTheWire(cloud.strayRequests)).toEqual([
      {
        method: "POST",
        url: "https://devops.example/oidctoken?api-version=7.1&serviceConnectionId=77777777-7777-7777-7777-777777777777",
        headers: {
          accept: "application/json",
          authorization: "Bearer job-secret",
          "content-type": "application/json",
          "x-tfs-fedauthredirect": "Suppress",
        },
        redirect: "manual",
        body: "",
      },
    ]);
    expect(cloud.tokenRequests).toHaveLength(1);
  });
});

describe("a callback", () => {
  it("is told the audience and not called for a token that is held", async () => {
    const cloud = new FakeCloud();
    const asked: string[] = [];
    const assertion = (request: { readonly audience: string }): string => {
      asked.push(request.audience);
      return anAssertion();
    };
    const credential = cloud.credential({ assertion });
    for (let call = 0; call < 100; call += 1) await credential.getToken(storageScope);
    expect(asked).toEqual([audience]);
  });

  it.each([
    ["assertion.wrong-kind", { xms_mirid: undefined, appid: "44444444-4444-4444-4444-444444444444" }],
    ["assertion.wrong-kind", { scp: "User.Read" }],
    ["assertion.wrong-issuer", { iss: "kubernetes/serviceaccount" }],
    ["assertion.chained", {}],
  ])("is not believed everything on a pod of AKS: %s %o", async (code, claims) => {
    const cloud = new FakeCloud();
    const credential = cloud.credential({ assertion: () => anAssertion(claims), environment: pod });
    const error = await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect([error.code, error.hop]).toEqual([code, 1]);
    expect(cloud.tokenRequests).toEqual([]);
  });
});

describe("managedIdentity on a pod of AKS workload identity", () => {
  it("is refused before anything is sent: the exchange of an exchanged token is", async () => {
    const cloud = new FakeCloud();
    const assertion = managedIdentity({ clientId: "33333333-3333-3333-3333-333333333333" });
    const credential = cloud.credential({ assertion, environment: pod });
    const error = await refusal(credential.getToken(storageScope), CrossTenantCredentialError);
    expect([error.code, cloud.identityRequests.length]).toEqual(["identity.unsupported-host", 0]);
    expect(error.fix).toContain("projectedToken()");
  });
});

describe("the instance metadata service", () => {
  it("is asked by no more than 5 at once and 20 a second, by all credentials of the process together", async () => {
    const cloud = new FakeCloud();
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    cloud.identity = async () => {
      begun.push(cloud.clock.now() - startMs);
      running += 1;
      most = Math.max(most, running);
      await cloud.clock.sleep(100);
      running -= 1;
      return reply(200, { access_token: anAssertion(), expires_on: String(startMs / 1_000 + 3_600) });
    };
    const all = Array.from({ length: 60 }, () => cloud.credential({ environment: {} }).getToken(storageScope));
    await cloud.clock.advance(20_000);
    await Promise.all(all);
    expect(most).toBe(5);
    expect(begun).toHaveLength(60);
    for (const [index, atMs] of begun.entries())
      expect(atMs - (begun[index - 20] ?? -1_000)).toBeGreaterThanOrEqual(1_000);
  });
});
