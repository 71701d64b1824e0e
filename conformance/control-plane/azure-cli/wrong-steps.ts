// What the articles' authors tried in vain, and what their readers get wrong: the Azure CLI's own words for each.
import { equal } from "node:assert/strict";
import type { Az } from "../az.ts";
import { azOf, registerCloud, signInBoth } from "../az.ts";
import { assertionOf, exchangeAudience, namesOf } from "../ids.ts";
import type { ControlScenario, Stage } from "../scenario.ts";
import { createIdentity, registerApplication, trust } from "./articles.ts";
import type { Identity } from "./articles.ts";

async function workloadRefused(stage: Stage, { appId, token }: { appId: string; token: string }): Promise<string> {
  const { resourceTenantId } = namesOf(stage);
  const az = azOf(stage, `workload-${appId}`);
  await registerCloud(az, stage);
  return az.refused`login --service-principal --username ${appId} --tenant ${resourceTenantId} --federated-token ${token} --allow-no-subscriptions`;
}

/** "The application could be registered in the resource directory." */
async function misplacedApplication(stage: Stage, resource: Az, identity: Identity): Promise<void> {
  const { issuer } = namesOf(stage);
  const misplaced = await registerApplication(resource, "misplaced");
  await resource.json`ad sp create --id ${misplaced.appId}`;
  await trust(resource, misplaced, { name: "managed-identity", issuer, subject: identity.principalId });
  const token = await assertionOf(stage, "app-orders", identity.clientId);
  equal(
    await workloadRefused(stage, { appId: misplaced.appId, token }),
    `ERROR: AADSTS700236: Entra ID tokens issued by issuer '${issuer}' may not be used for federated identity credential flows for applications or managed identities registered in this tenant. Trace ID: (id) Correlation ID: (id) Timestamp: (time)`,
  );
}

/** "The managed identity's client id could be made a service principal"; and other ids that cannot. */
async function wrongServicePrincipals(home: Az, resource: Az, identity: Identity): Promise<void> {
  const noApplication = (appId: string): string =>
    `ERROR: The appId '${appId}' of the service principal does not reference a valid application object.`;
  const single =
    await home.text`ad app create --display-name single --sign-in-audience AzureADMyOrg --query appId --output tsv`;
  const unknown = "99999999-9999-4999-8999-999999999999";
  for (const appId of [identity.clientId, single, unknown])
    equal(await resource.refused`ad sp create --id ${appId}`, noApplication(appId));
}

async function wrongCredentials(home: Az, appId: string, { issuer, subject }: { issuer: string; subject: string }) {
  const create = (parameters: Record<string, unknown>): Promise<string> =>
    home.refused`ad app federated-credential create --id ${appId} --parameters ${JSON.stringify(parameters)}`;
  const audiences = [exchangeAudience];
  equal(
    await create({ name: "managed-identity", issuer, subject: "another", audiences }),
    "ERROR: FederatedIdentityCredential with name managed-identity already exists.",
  );
  equal(
    await create({ name: "again", issuer, subject, audiences }),
    "ERROR: Issuer and subject combination already exists for this application.",
  );
  equal(
    await create({ name: "two", issuer, subject: "x", audiences: ["a", "b"] }),
    "ERROR: The federated identity credential is not valid: audiences must hold exactly one value.",
  );
}

async function wrongRoles(resource: Az, { appId, principalId, scope }: Record<string, string>): Promise<void> {
  const role = "Storage Blob Data Contributor";
  equal(
    await resource.refused`role assignment create --assignee ${principalId ?? ""} --role ${role} --scope ${scope ?? ""}`,
    `ERROR: Cannot find user or service principal in graph database for '${principalId}'. If the assignee is an appId, make sure the corresponding service principal is created with 'az ad sp create --id ${principalId}'.`,
  );
  equal(
    await resource.refused`role assignment create --assignee ${appId ?? ""} --role ${"No such role"} --scope ${scope ?? ""}`,
    "ERROR: Role 'No such role' doesn't exist.",
  );
  await resource.json`role assignment create --assignee ${appId ?? ""} --role ${role} --scope ${scope ?? ""}`;
  // The service refuses the second one; the CLI takes that for success.
  await resource.json`role assignment create --assignee ${appId ?? ""} --role ${role} --scope ${scope ?? ""}`;
}

async function run(stage: Stage): Promise<void> {
  const { issuer, storageScope, homeSubscription, resourceTenantId } = namesOf(stage);
  const { home, resource } = await signInBoth(stage);
  const identity = await createIdentity(home, "id-orders");
  await home.json`webapp identity assign --resource-group rg-app --name app-orders --identities ${identity.id}`;
  await misplacedApplication(stage, resource, identity);
  await wrongServicePrincipals(home, resource, identity);
  const { appId } = await registerApplication(home, "orders");
  const subject = identity.principalId;
  await trust(home, { id: "", appId }, { name: "managed-identity", issuer, subject });
  await wrongCredentials(home, appId, { issuer, subject });
  const token = await assertionOf(stage, "app-orders", identity.clientId);
  equal(
    await workloadRefused(stage, { appId, token }),
    `ERROR: AADSTS7000229: The client application ${appId} is missing service principal in the tenant ${resourceTenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119 Trace ID: (id) Correlation ID: (id) Timestamp: (time)`,
  );
  await resource.json`ad sp create --id ${appId}`;
  equal(
    await resource.refused`ad sp create --id ${appId}`,
    `ERROR: The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
  );
  await wrongRoles(resource, { appId, principalId: subject, scope: storageScope });
  // The operator of one directory has no way into the other one's subscription.
  equal(
    await resource.refused`rest --url ${homeSubscription}?api-version=2022-12-01`,
    `ERROR: Subscription '${homeSubscription.split("/").at(-1)}' not found. Check the spelling and casing and try again.`,
  );
}

export const wrongSteps: readonly ControlScenario[] = [
  { id: "articles/wrong-steps", client: "azure-cli", reaches: ["token", "resourceManager", "graph"], run },
];
