// https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
import type { AssertionSource, Source } from "../assertion.ts";
import { askOidcService, readAddress, readVariables, type OidcService } from "./oidc-answer.ts";
import { readSourceOptions } from "./source-options.ts";

export interface GithubActionsOptions {
  /** The token's audience. Default: the exchange audience of the cloud. */
  readonly audience?: string | undefined;
}

const service: OidcService = {
  name: "GitHub's token service",
  field: "value",
  refusedFix: "Give the job permissions: id-token: write.",
};

/**
 * The identity token of a GitHub Actions job as source of assertions. Each assertion costs one request to GitHub; it
 * lives for minutes, the access token for an hour.
 *
 * @throws CrossTenantCredentialError `options.invalid`
 * @see https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-azure
 * @example
 * ```ts
 * import { githubActions } from "@tegata/credential";
 *
 * export const source = githubActions();
 * ```
 */
export function githubActions(options: GithubActionsOptions = {}): AssertionSource {
  const { audience } = readSourceOptions("githubActions", options, ["audience"]);
  const source: Source = {
    name: "GitHub Actions",
    audienceOf: (exchangeAudience) => audience ?? exchangeAudience,
    request: async (asked) => {
      const names = ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"] as const;
      const fix = "Run in a job of GitHub Actions that has permissions: id-token: write.";
      const variables = readVariables(asked, names, { where: "a job of GitHub Actions", fix });
      const secret = variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
      const url = readAddress(names[0], variables.ACTIONS_ID_TOKEN_REQUEST_URL, { fix });
      url.searchParams.set("audience", audience ?? asked.audience);
      const headers = { accept: "application/json", authorization: `Bearer ${secret}` };
      const call = { method: "GET", url: url.href, headers, timeoutMs: 10_000, secrets: [secret] } as const;
      return askOidcService(call, service, asked);
    },
  };
  return source;
}
