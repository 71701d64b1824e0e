import { describe, expect, test } from "vitest";
import { explain } from "@tegata/core";

const exchange =
  "AADSTS700213: No matching federated identity record found for presented assertion subject 'system:serviceaccount:shop:orders'.";
const identity = '{"error":"invalid_request","error_description":"Identity not found"}';
const data =
  "AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.";
const setup = "The appId 'x' of the service principal does not reference a valid application object.";

function codes(text: string): (string | null)[] {
  return explain(text).errors.map(({ code }) => code);
}

describe("several errors in one log", () => {
  test("begin with the root: a broken exchange before what the resource says, wherever they stand", () => {
    expect(codes(`${data}\n${exchange}`)).toEqual(["AADSTS700213", "AuthorizationPermissionMismatch"]);
    expect(codes(`${exchange}\n${data}`)).toEqual(["AADSTS700213", "AuthorizationPermissionMismatch"]);
  });

  test("keep the order of the log among hops that come before the resource", () => {
    expect(codes(`${identity}\n${exchange}`)).toEqual(["Identity not found", "AADSTS700213"]);
    expect(codes(`${setup}\n${exchange}`)).toEqual(["Request_BadRequest", "AADSTS700213"]);
  });

  test("fold what repeats", () => {
    const { errors } = explain(`${exchange}\n`.repeat(12));
    expect(errors).toHaveLength(1);
    expect(errors[0]?.times).toBe(12);
  });

  test("find the credential that matters in a chain of credentials", () => {
    const { root } = explain(`DefaultAzureCredential failed to retrieve a token from the included credentials.
- EnvironmentCredential authentication unavailable. Environment variables are not fully configured.
- WorkloadIdentityCredential authentication failed: ${exchange}
- ManagedIdentityCredential authentication unavailable. No response received from the managed identity endpoint.
- Please run 'az login' to set up account`);
    expect(root).toMatchObject({ ok: true, hop: 2, code: "AADSTS700213" });
  });

  test("put what is harmless, and what is another subject, behind", () => {
    expect(codes(`RoleAssignmentExists: The role assignment already exists.\n${data}`)).toEqual([
      "AuthorizationPermissionMismatch",
      "RoleAssignmentExists",
    ]);
    const log = `npm error code ELIFECYCLE\n${exchange}\ngetaddrinfo ENOTFOUND registry.npmjs.org`;
    expect(explain(log)).toMatchObject({ ok: true, root: { code: "AADSTS700213" } });
  });

  test("are another subject when nothing definite is ours", () => {
    const log = `EnvironmentCredential authentication unavailable.\nAADSTS50076: you must use multi-factor authentication`;
    expect(explain(log)).toMatchObject({ ok: false, root: { code: "AADSTS50076", subject: "a person's sign-in" } });
  });
});

describe("the values in a text", () => {
  test.each<[string, string, string]>([
    [
      "a managed identity's client id as its own subject",
      "federation.subject.own-token",
      "client_id=6e1b6b5a-0000-4000-8000-000000000001 AADSTS700213: assertion subject '6e1b6b5a-0000-4000-8000-000000000001'.",
    ],
    [
      "a principal id",
      "federation.subject.client-id",
      "AADSTS700213: No matching record for presented assertion subject '6e1b6b5a-0000-4000-8000-000000000002'.",
    ],
    ["a tag", "federation.subject.github-tag", "AADSTS700213: assertion subject 'repo:o/r:ref:refs/tags/v1'."],
    [
      "a run phase",
      "federation.subject.terraform-cloud",
      "AADSTS700213: assertion subject 'organization:o:project:p:workspace:w:run_phase:plan'.",
    ],
    [
      "a GitLab project",
      "federation.subject.gitlab",
      "AADSTS700213: assertion subject 'project_path:g/p:ref_type:branch:ref:main'.",
    ],
    [
      "a v1 issuer",
      "federation.issuer.v1",
      "AADSTS700211: assertion issuer 'https://sts.windows.net/11111111-1111-4111-8111-111111111111/'.",
    ],
    [
      "a cluster without its slash",
      "federation.issuer.cluster",
      "AADSTS700211: assertion issuer 'https://eastus.oic.prod-aks.azure.com/t/c'.",
    ],
    [
      "Azure DevOps' old issuer",
      "federation.issuer.azure-devops",
      "AADSTS700211: assertion issuer 'https://vstoken.dev.azure.com/6e1b6b5a'.",
    ],
    [
      "an issuer with a slash too many",
      "federation.issuer.slash",
      "AADSTS700211: assertion issuer 'https://oidc.example/'.",
    ],
    [
      "a token for another resource",
      "federation.audience.other-resource",
      "AADSTS7002121: assertion audience 'https://management.azure.com/'.",
    ],
    [
      "all three, with another audience",
      "federation.audience.other-resource",
      "AADSTS70021: Assertion Issuer: 'https://oidc.example'. Assertion Subject: 's'. Assertion Audience: 'https://graph.microsoft.com'.",
    ],
    [
      "an expired certificate",
      "entra.certificate.expired",
      "AADSTS700027: Client assertion failed signature validation. [Reason - The key used is expired.]",
    ],
    [
      "a clock ahead",
      "entra.assertion.clock",
      "AADSTS700024: Current time: 2026-01-02T03:00:00.0000000Z, assertion valid from 2026-01-02T03:10:00.0000000Z, expiry time of assertion 2026-01-02T04:10:00.0000000Z.",
    ],
  ])("%s: the likeliest cause is %s", (_, cause, text) => {
    expect(explain(text).root.causes[0]?.id).toBe(cause);
  });

  test("are in the fix that can be typed", () => {
    const { root } = explain(
      "AADSTS7000229: The client application 6e1b6b5a-0000-4000-8000-000000000001 is missing service principal in the tenant 22222222-2222-4222-8222-222222222222.",
    );
    expect(root.causes[0]?.fix).toContain("az ad sp create --id 6e1b6b5a-0000-4000-8000-000000000001");
    expect(root.values).toMatchObject({ tenant: "22222222-2222-4222-8222-222222222222" });
  });
});
