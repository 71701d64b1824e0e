// https://learn.microsoft.com/rest/api/azure/devops/distributedtask/oidctoken/create
import type { AssertionSource, Source } from "../assertion.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import { askOidcService, readAddress, readVariables, type OidcService } from "./oidc-answer.ts";
import { readSourceOptions } from "./source-options.ts";

export interface AzurePipelinesOptions {
  /** The id of the service connection whose identity is asked for. */
  readonly serviceConnectionId: string;
}

const service: OidcService = {
  name: "Azure Pipelines' token service",
  field: "oidcToken",
  refusedFix:
    "Check serviceConnectionId, that the pipeline may use it, and that SYSTEM_ACCESSTOKEN is mapped into the step.",
};

/**
 * The identity token of an Azure DevOps service connection as source of assertions. The step must map
 * `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` into its environment. Each assertion costs one request to Azure DevOps.
 *
 * @throws CrossTenantCredentialError `options.invalid`
 * @see https://learn.microsoft.com/azure/devops/pipelines/library/connect-to-azure
 * @example
 * ```ts
 * import { azurePipelines } from "@tegata/credential";
 *
 * export const source = azurePipelines({ serviceConnectionId: "77777777-7777-7777-7777-777777777777" });
 * ```
 */
export function azurePipelines(options: AzurePipelinesOptions): AssertionSource {
  const { serviceConnectionId } = readSourceOptions("azurePipelines", options, ["serviceConnectionId"]);
  if (serviceConnectionId === undefined) {
    throw new CrossTenantCredentialError("options.invalid", "azurePipelines(): serviceConnectionId is missing", {
      fix: "Give the id of the service connection: it stands in its page's address in Azure DevOps.",
    });
  }
  const source: Source = {
    name: "Azure Pipelines",
    request: async (asked) => {
      const names = ["SYSTEM_OIDCREQUESTURI", "SYSTEM_ACCESSTOKEN"] as const;
      const fix = "Run in Azure Pipelines and map SYSTEM_ACCESSTOKEN: $(System.AccessToken) into the step.";
      const variables = readVariables(asked, names, { where: "Azure Pipelines", fix });
      const url = readAddress(names[0], variables.SYSTEM_OIDCREQUESTURI, { fix });
      url.searchParams.set("api-version", "7.1");
      url.searchParams.set("serviceConnectionId", serviceConnectionId);
      const secret = variables.SYSTEM_ACCESSTOKEN;
      const headers = {
        accept: "application/json",
        authorization: `Bearer ${secret}`,
        "content-type": "application/json",
        // Without it a refusal is a redirect to a sign-in page, as the Azure SDKs found.
        "x-tfs-fedauthredirect": "Suppress",
      };
      const call = { method: "POST", url: url.href, headers, body: "", timeoutMs: 10_000, secrets: [secret] } as const;
      return askOidcService(call, service, asked);
    },
  };
  return source;
}
