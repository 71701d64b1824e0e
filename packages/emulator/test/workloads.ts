import type { Emulator } from "../src/index.ts";
import { contoso } from "./emulator.ts";
import { exchangeAudience, storageScope } from "./chain.ts";
import { githubIssuer, kubernetesIssuer } from "../src/issuers/local-issuer.ts";
import type { GithubWorkload } from "../src/issuers/workload-token.ts";
import { mintGithubToken, mintKubernetesToken } from "../src/issuers/workload-token.ts";
import type { Answer } from "./wire.ts";
import { callGraph, exchangeForm, field, postToken } from "./wire.ts";

export const ordersOnMain: GithubWorkload = {
  repository: "contoso/orders",
  ref: "refs/heads/main",
  event: "push",
  audience: exchangeAudience,
};

/** A token of a workflow run, from the emulator's own GitHub. */
export async function githubToken(emulator: Emulator, change: Partial<GithubWorkload> = {}): Promise<string> {
  const { world, keys, issuers } = emulator.context;
  const issuer = issuers.find(githubIssuer);
  if (!issuer) throw new Error("there is no GitHub-like issuer");
  return (await mintGithubToken({ ...ordersOnMain, ...change }, { world, keys, issuer })).token;
}

/** A token of the service account orders in the namespace shop. */
export async function clusterToken(emulator: Emulator, audience = exchangeAudience): Promise<string> {
  const { world, keys, issuers } = emulator.context;
  const issuer = issuers.find(kubernetesIssuer);
  if (!issuer) throw new Error("there is no Kubernetes-like issuer");
  const workload = { namespace: "shop", serviceAccount: "orders", audience };
  return (await mintKubernetesToken(workload, { world, keys, issuer })).token;
}

export interface Trust {
  readonly issuer: string;
  readonly subject?: string;
  readonly audience?: string;
  readonly expression?: string;
}

/** An application of contoso with a service principal there, trusting an outside issuer. */
export async function anApplicationThatTrusts(emulator: Emulator, trust: Trust): Promise<string> {
  const created = await callGraph(emulator, "contoso", "POST /v1.0/applications", {
    body: { displayName: "orders-ci" },
  });
  const appId = field(created.body, "appId");
  await callGraph(emulator, "contoso", "POST /v1.0/servicePrincipals", { body: { appId } });
  const { issuer, subject = "", audience = exchangeAudience, expression } = trust;
  const application = emulator.context.truth.directories[0]?.applications.find((each) => each.appId === appId);
  application?.federatedIdentityCredentials.push({
    id: emulator.context.world.uuid(),
    name: "outside",
    issuer,
    subject,
    audiences: [audience],
    description: null,
    ...(expression === undefined ? {} : { claimsMatchingExpression: { value: expression, languageVersion: 1 } }),
  });
  return appId;
}

/** The exchange in contoso. */
export function exchangeAtHome(
  emulator: Emulator,
  clientId: string,
  assertion: string,
  scope: string = storageScope,
): Promise<Answer> {
  return postToken(emulator, exchangeForm(clientId, assertion, scope), { tenant: contoso.tenantId });
}
