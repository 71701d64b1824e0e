import { request } from "node:https";
import type { EmulatorEnvironment } from "@tegata/emulator/testing";

/** A token request that a running emulator grants, and the authority that signed its certificate. */
export interface GrantedRequest {
  readonly path: string;
  readonly body: string;
}

export interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const formHeaders = { "content-type": "application/x-www-form-urlencoded" } as const;

/** One call over TLS; throws unless it succeeds. */
export function call({ method, url, headers, body }: Call, ca: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, ca }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        if ((incoming.statusCode ?? 500) >= 300) reject(new Error(`${method} ${url}: ${incoming.statusCode} ${text}`));
        else resolve(text === "" ? {} : (JSON.parse(text) as Record<string, unknown>));
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Makes the chain of the main job by its Graph and Resource Manager calls, and the exchange request it allows. */
export async function makeChain(environment: EmulatorEnvironment, ca: string): Promise<GrantedRequest> {
  const home = environment.directories[environment.home];
  const resource = environment.directories[environment.resource];
  const host = home?.hosts?.["app-orders"];
  if (!home || !resource || !host) throw new Error("the emulator has not the directories that the bench expects");
  const json = { "content-type": "application/json" };
  const sign = async (directory: typeof home, scope: string): Promise<Record<string, string>> => {
    const { clientId, clientSecret } = directory.operator;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope,
    });
    const url = `${environment.authority}/${directory.tenantId}/oauth2/v2.0/token`;
    const { access_token: token } = await call(
      { method: "POST", url, headers: formHeaders, body: body.toString() },
      ca,
    );
    return { ...json, authorization: `Bearer ${String(token)}` };
  };
  const send = (method: string, url: string, headers: Readonly<Record<string, string>>, body: unknown) =>
    call({ method, url, headers, body: JSON.stringify(body) }, ca);

  const arm = await sign(home, "https://management.azure.com/.default");
  const identityId = `/subscriptions/${home.subscriptionId}/resourceGroups/${home.resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-bench`;
  const identity = await send("PUT", `${environment.resourceManager}${identityId}?api-version=2024-11-30`, arm, {
    location: "japaneast",
  });
  const { principalId, clientId } = identity["properties"] as { principalId: string; clientId: string };
  await send("PATCH", `${environment.resourceManager}${host.resourceId}?api-version=2024-11-01`, arm, {
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } },
  });
  const graph = await sign(home, "https://graph.microsoft.com/.default");
  const application = await send("POST", `${environment.graph}/v1.0/applications`, graph, {
    displayName: "bench",
    signInAudience: "AzureADMultipleOrgs",
  });
  const appId = String(application["appId"]);
  await send("POST", `${environment.graph}/v1.0/applications(appId='${appId}')/federatedIdentityCredentials`, graph, {
    name: "bench",
    issuer: `https://login.microsoftonline.com/${home.tenantId}/v2.0`,
    subject: principalId,
    audiences: ["api://AzureADTokenExchange"],
  });
  await send(
    "POST",
    `${environment.graph}/v1.0/servicePrincipals`,
    await sign(resource, "https://graph.microsoft.com/.default"),
    { appId },
  );
  const identityUrl = `${host.identityEndpoint}?api-version=2019-08-01&resource=api://AzureADTokenExchange&client_id=${clientId}`;
  const answer = await fetch(identityUrl, { headers: { "x-identity-header": host.identityHeader ?? "" } });
  const { access_token: assertion } = (await answer.json()) as { access_token: string };
  const body = new URLSearchParams({
    client_id: appId,
    scope: "https://storage.azure.com/.default",
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  });
  return { path: `/${resource.tenantId}/oauth2/v2.0/token`, body: body.toString() };
}
