import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { call, formHeaders, makeChain } from "../token-server/chain.ts";
import type { BlobTarget } from "./blob-calls.ts";
import { blobCall } from "./blob-calls.ts";
import type { Published } from "./published.ts";
import { startPublished } from "./published.ts";

const contributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
export const container = "bench";
export const sizes = { "1 KiB": 1024, "16 MiB": 16 * 1024 * 1024 } as const;
export type Size = keyof typeof sizes;

export function bodyOf(size: Size): Buffer {
  return Buffer.alloc(sizes[size], "0123456789abcdef");
}

/** A state folder that holds a chain, a role, two blobs, and the token that reads and writes them. */
export interface Prepared {
  /** The command's script. */
  readonly script: string;
  readonly stateFolder: string;
  readonly token: string;
}

/** How the blobs of the prepared state are reached in a running emulator. */
export function targetOf({ environment, ca }: Published, token: string): BlobTarget {
  const endpoint = new URL(environment.directories[environment.resource]?.storage?.blobEndpoint ?? "");
  return {
    port: Number(endpoint.port),
    ca,
    pathOf: (name) => `${endpoint.pathname.replace(/\/$/, "")}/${container}${name}`,
    headers: { authorization: `Bearer ${token}` },
  };
}

/** The service principal of the application that the chain made, with a role over the storage account. */
async function grantStorage({ environment, ca }: Published, principalId: string): Promise<void> {
  const { tenantId, subscriptionId, operator, storage } = environment.directories[environment.resource] ?? {};
  const form = {
    grant_type: "client_credentials",
    client_id: operator?.clientId ?? "",
    client_secret: operator?.clientSecret ?? "",
    scope: "https://management.azure.com/.default",
  };
  const tokenUrl = `${environment.authority}/${tenantId}/oauth2/v2.0/token`;
  const body = new URLSearchParams(form).toString();
  const { access_token: token } = await call({ method: "POST", url: tokenUrl, headers: formHeaders, body }, ca);
  const assignment = `${storage?.resourceId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
  const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${contributor}`;
  await call(
    {
      method: "PUT",
      url: `${environment.resourceManager}${assignment}?api-version=2022-04-01`,
      headers: { "content-type": "application/json", authorization: `Bearer ${String(token)}` },
      body: JSON.stringify({ properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } }),
    },
    ca,
  );
}

export async function prepare(script: string, scratch: string): Promise<Prepared> {
  const stateFolder = join(scratch, "state");
  const running = await startPublished({ script, stateFolder });
  try {
    const { environment, ca } = running;
    const granted = await makeChain(environment, ca);
    const url = `${environment.authority}${granted.path}`;
    const exchange = { method: "POST", url, headers: formHeaders, body: granted.body };
    const token = String((await call(exchange, ca))["access_token"]);
    const { oid } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { oid: string };
    await grantStorage(running, oid);
    const target = targetOf(running, token);
    await blobCall(target, { method: "PUT", name: "?restype=container" });
    for (const size of Object.keys(sizes) as Size[])
      await blobCall(target, { method: "PUT", name: `/${size.replace(" ", "-")}`, body: bodyOf(size) });
    return { script, stateFolder, token };
  } finally {
    await running.stop();
  }
}
