// Virtual machines and scale sets: the Instance Metadata Service.
// https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
import { imds } from "@tegata/core";
import type { Assertion, AssertionRequest } from "../assertion.ts";
import { imdsBudget } from "../budget.ts";
import type { HttpCall } from "../request.ts";
import { readIdentityAnswer, type IdentityEndpoint } from "./identity-answer.ts";
import type { IdentitySelector } from "./selector.ts";

const parameters = { clientId: "client_id", objectId: "object_id", resourceId: "msi_res_id" } as const;

/** Retried as Microsoft advises (404, 410, 429, 5xx), though for a shorter time: a caller is waiting. */
const endpoint: IdentityEndpoint = {
  name: "the instance metadata service",
  policy: {
    delaysMs: [1_000, 2_000, 4_000],
    isTransient: ({ status }) => [404, 410, 429].includes(status) || status >= 500,
  },
  mayBeAbsent: true,
  unreachableFix:
    "Run on an Azure host with a managed identity; IDENTITY_ENDPOINT and IDENTITY_HEADER are not both set here, so this was taken for a virtual machine.",
};

/** Asks the metadata service of the machine. @throws CrossTenantCredentialError `identity.*` */
export async function askImds(origin: string, selector: IdentitySelector, asked: AssertionRequest): Promise<Assertion> {
  const query = new URLSearchParams({
    "api-version": imds.apiVersion,
    resource: asked.audience,
    [parameters[selector.by]]: selector.id,
  });
  const call: HttpCall = {
    method: "GET",
    url: `${origin.replace(/\/+$/, "")}${imds.path}?${query.toString()}`,
    headers: { accept: "application/json", [imds.header]: "true" },
    // The address is on the machine itself; where nobody listens, nobody should wait long.
    timeoutMs: 3_000,
    secrets: [],
  };
  const { fetchDirectly: fetch, clock } = asked.world;
  const takeTurn = (): Promise<() => void> => imdsBudget(clock).takeTurn();
  const outcome = await asked.send(call, { fetch, policy: endpoint.policy, takeTurn });
  return readIdentityAnswer(outcome, { endpoint, call });
}
