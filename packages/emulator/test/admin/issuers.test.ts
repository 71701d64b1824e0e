import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { contoso } from "../emulator.ts";
import { storageScope } from "../chain.ts";
import { decode, exchangeForm, field, postToken } from "../wire.ts";
import { anApplicationThatTrusts } from "../workloads.ts";
import { anAdmin, invalid } from "./an-admin.ts";

const github = "https://token.actions.githubusercontent.com";
const issuer = "https://oidc.example/mine";

describe("issuers in the admin API", () => {
  it("are two at the start, without a key until one is needed", async () => {
    const { call } = await anAdmin();
    expect(await call("GET /issuers")).toEqual({
      status: 200,
      body: {
        issuers: [
          { issuer: github, kind: "github", keys: [] },
          {
            issuer:
              "https://japaneast.oic.prod-aks.azure.com/11111111-1111-4111-8111-111111111111/33333333-0000-4000-8000-0000000000e5/",
            kind: "kubernetes",
            keys: [],
          },
        ],
      },
    });
  });

  it("issue a workflow's token", async () => {
    const { call } = await anAdmin();
    const answer = await call("POST /issuers/github/token", {
      repository: "contoso/orders",
      environment: "Production",
    });
    expect(answer.body).toEqual({
      token: expect.any(String),
      issuer: github,
      subject: "repo:contoso/orders:environment:Production",
      audience: "api://AzureADTokenExchange",
      expiresOnSeconds: 1_767_323_345,
    });
  });

  it("issue a service account's token", async () => {
    const { call } = await anAdmin();
    const { body } = await call("POST /issuers/kubernetes/token", { namespace: "shop", serviceAccount: "orders" });
    expect(field(body, "subject")).toBe("system:serviceaccount:shop:orders");
    expect(decode(field(body, "token")).claims["aud"]).toEqual(["api://AzureADTokenExchange"]);
  });

  it("say everything that is wrong with a request at once", async () => {
    const { call } = await anAdmin();
    expect(
      await call("POST /issuers/github/token", { repository: "orders", ref: "main", event: "a b", actor: "x" }),
    ).toEqual(
      invalid(
        "repository must be owner/name",
        "ref must be a ref such as refs/heads/main",
        "event must be one word",
        "there is no actor",
      ),
    );
    expect(await call("POST /issuers/kubernetes/token", { namespace: "Shop_1", serviceAccount: "Orders" })).toEqual(
      invalid(
        "namespace must be a Kubernetes namespace",
        "serviceAccount must be the name of a Kubernetes service account",
      ),
    );
    expect(await call("POST /issuers/kubernetes/token", {})).toEqual(
      invalid("namespace is missing", "serviceAccount is missing"),
    );
    expect(await call("PUT /issuers", { issuer: "https://169.254.169.254", keys: { keys: [] } })).toEqual(
      invalid(
        "issuer must be an https URL of a host that could be public",
        "keys must be a key document with RSA keys (RFC 7517)",
      ),
    );
    expect(await call("POST /issuers/token", { issuer: "https://nobody.example", claims: [] })).toEqual(
      invalid(
        "issuer must be registered, with keys of the emulator's own",
        "claims must be an object",
        "claims must be an object with sub",
      ),
    );
  });

  it("may be registered with keys of the emulator's own, and then issue any token", async () => {
    const { emulator, call } = await anAdmin();
    expect(await call("PUT /issuers", { issuer })).toEqual({
      status: 200,
      body: { issuer, kind: "registered", keys: [expect.any(String)] },
    });
    const minted = await call("POST /issuers/token", { issuer, claims: { sub: "job-1", team: "orders" } });
    const appId = await anApplicationThatTrusts(emulator, { issuer, subject: "job-1" });
    const form = exchangeForm(appId, field(minted.body, "token"), storageScope);
    expect((await postToken(emulator, form, { tenant: contoso.tenantId })).status).toBe(200);
  });

  it("may be registered with somebody's public keys, and then are asked for no token", async () => {
    const { call } = await anAdmin();
    const { n, e } = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
    const keys = { keys: [{ kty: "RSA", kid: "mine", n, e }] };
    expect((await call("PUT /issuers", { issuer, keys })).body).toEqual({ issuer, kind: "registered", keys: ["mine"] });
    expect((await call("POST /issuers/token", { issuer, claims: { sub: "x" } })).status).toBe(400);
  });

  it("are forgotten once; a second time there is nothing to forget", async () => {
    const { call } = await anAdmin();
    const path = `/issuers?issuer=${encodeURIComponent(github)}` as const;
    expect(await call(`DELETE ${path}`)).toEqual({ status: 200, body: { removed: true } });
    expect(await call(`DELETE ${path}`)).toEqual({ status: 404, body: { removed: false } });
    expect(await call("POST /issuers/github/token", { repository: "contoso/orders" })).toEqual(
      invalid("the github issuer was removed"),
    );
  });
});

describe("a directory's policy in the admin API", () => {
  it("is what was written, until it is written again", async () => {
    const { emulator, call } = await anAdmin();
    const policy = {
      federation: "blocked",
      requiredClaims: [{ issuer: github, claim: "repository_owner", value: "contoso" }],
      conditionalAccess: [{ id: "p", clientIds: ["c"] }],
    };
    expect(await call("PUT /directories/contoso/policy", policy)).toEqual({ status: 200, body: policy });
    expect(emulator.context.truth.directories[0]?.policy).toEqual(policy);
    expect(await call("PUT /directories/contoso/policy", {})).toEqual({ status: 200, body: {} });
  });

  it("is refused with everything that is wrong with it", async () => {
    const { call } = await anAdmin();
    const body = { federation: "off", requiredClaims: [{ issuer: 1 }], conditionalAccess: [{}], more: 1 };
    expect(await call("PUT /directories/nowhere/policy", body)).toEqual(
      invalid(
        "there is no such directory",
        "federation must be one of disabled, blocked",
        "requiredClaims must list objects of issuer, claim and value",
        "conditionalAccess must list objects of id and clientIds",
        "there is no more",
      ),
    );
  });
});
