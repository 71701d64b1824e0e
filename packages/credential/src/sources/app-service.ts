// App Service, Functions and Container Apps.
// https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
import { appServiceIdentity } from "@tegata/core";
import type { Assertion, AssertionRequest } from "../assertion.ts";
import type { HttpCall } from "../request.ts";
import { readIdentityAnswer, type IdentityEndpoint } from "./identity-answer.ts";
import type { IdentitySelector } from "./selector.ts";

/** `object_id` is the documented alias of `principal_id`, and what Microsoft's own clients send. */
const parameters = { clientId: "client_id", objectId: "object_id", resourceId: "mi_res_id" } as const;

const endpoint: IdentityEndpoint = {
  name: "the App Service identity endpoint",
  policy: {
    delaysMs: [500, 1_500],
    isTransient: ({ status, retryAfterMs }) => status >= 500 || (status === 429 && retryAfterMs !== undefined),
  },
  unreachableFix: "Check that IDENTITY_ENDPOINT is the value that the host gave, and that no proxy stands before it.",
};

/** Asks the endpoint that the host put into the environment. @throws CrossTenantCredentialError `identity.*` */
export async function askAppService(
  host: { readonly url: string; readonly header: string },
  selector: IdentitySelector,
  asked: AssertionRequest,
): Promise<Assertion> {
  const url = new URL(host.url);
  url.searchParams.set("api-version", appServiceIdentity.apiVersion);
  url.searchParams.set("resource", asked.audience);
  url.searchParams.set(parameters[selector.by], selector.id);
  const call: HttpCall = {
    method: "GET",
    url: url.href,
    headers: { accept: "application/json", [appServiceIdentity.header]: host.header },
    timeoutMs: 10_000,
    secrets: [host.header],
  };
  const outcome = await asked.send(call, { fetch: asked.world.fetchDirectly, policy: endpoint.policy });
  return readIdentityAnswer(outcome, { endpoint, call });
}
