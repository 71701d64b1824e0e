import { describe, expect, test } from "vitest";
import { explain } from "@tegata/core";

const tenant = "5eed0000-0000-4000-8000-000000000001";
const tokenEndpoint = `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`;

/** As different clients write it when they throw the body away. */
const bare: readonly (readonly [text: string, hop: 1 | 2 | 3, service: string, code: string])[] = [
  [
    "requests.exceptions.HTTPError: 400 Client Error: Bad Request for url: http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01",
    1,
    "imds",
    "400",
  ],
  [`requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: ${tokenEndpoint}`, 2, "entra", "401"],
  [
    `AxiosError: Request failed with status code 400\n  config: { url: '${tokenEndpoint}', method: 'post' }`,
    2,
    "entra",
    "400",
  ],
  [`Post "${tokenEndpoint}": unexpected status code 401`, 2, "entra", "401"],
  [
    "Response status code does not indicate success: 403 (Forbidden).\n   at GET https://graph.microsoft.com/v1.0/users",
    3,
    "graph",
    "403",
  ],
  ["403 Client Error: Forbidden for url: https://management.azure.com/subscriptions", 3, "resourceManager", "403"],
  [
    "curl: (22) The requested URL returned error: 403\nhttps://contoso.blob.core.windows.net/data/a",
    3,
    "storage",
    "403",
  ],
  ["403 Client Error: Forbidden for url: https://contoso.vault.azure.net/secrets/a", 3, "keyVault", "403"],
  ["401 Client Error: Unauthorized for url: https://contoso.openai.azure.com/openai/models", 3, "foundry", "401"],
];

describe("a status without its reason", () => {
  test.each(bare)("is told by the address it stands near: %s", (text, hop, service, code) => {
    const { ok, root } = explain(text);
    expect({ ok, hop: root.hop, service: root.service, code: root.code }).toEqual({ ok: true, hop, service, code });
    expect(root.causes[0]?.id).toMatch(new RegExp(`^status\\.${service}\\.`));
  });

  test("is told at the earlier hop of two", () => {
    const { root } = explain(
      `403 Client Error: Forbidden for url: https://graph.microsoft.com/v1.0/users\n400 Client Error: Bad Request for url: ${tokenEndpoint}`,
    );
    expect(root).toMatchObject({ hop: 2, service: "entra", code: "400" });
  });

  test("gives way to any word that is known", () => {
    const { errors } = explain(
      "403 Client Error: Forbidden for url: https://contoso.blob.core.windows.net/a\nAuthorizationPermissionMismatch",
    );
    expect(errors.map(({ code }) => code)).toEqual(["AuthorizationPermissionMismatch"]);
  });

  test.each([
    "403 Client Error: Forbidden for url: https://api.example.com/v1/users",
    "500 Server Error for url: https://graph.microsoft.com/v1.0/users",
    "GET https://graph.microsoft.com/v1.0/users took 403 ms",
    "https://contoso.blob.core.windows.net/data/403.html",
    `404 Client Error: Not Found for url: https://graph.microsoft.com/v1.0/users/${tenant}`,
  ])("is nobody's refusal elsewhere, with another number, or as a number of something else: %s", (text) => {
    expect(explain(text)).toMatchObject({ ok: false, root: { hop: null } });
  });
});

describe("the token service's words without their number", () => {
  test.each([
    ["The request body must contain the following parameter: 'client_assertion' or 'client_secret'.", 7000218],
    ["The request body must contain the following parameter: 'grant_type'.", 900144],
    ["Client credential flows must have a scope value with /.default suffixed to the resource identifier", 1002012],
    ["Application 'a'(orders) is not assigned to a role for the application 'b'(api).", 501051],
    ["The service principal for resource 'api://a' is disabled. This indicate that a subscription has lapsed", 500014],
    ["unauthorized_client: Application 'a'(orders) is disabled.", 7000112],
    ["Client assertion audience claim does not match Realm issuer.", 700023],
    ["Specified tenant identifier 'x' is neither a valid DNS name, nor a valid external domain.", 900023],
  ])("lead to it: %s", (text, code) => {
    expect(explain(text)).toMatchObject({ ok: true, root: { hop: 2, service: "entra", code: `AADSTS${code}` } });
  });
});
