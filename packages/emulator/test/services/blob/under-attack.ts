import { expect } from "vitest";
import type { Chain } from "../../chain.ts";
import { aChain, grantStorage } from "../../chain.ts";
import { blob, fabrikam } from "../../emulator.ts";
import { ask } from "../../hardening/raw.ts";
import { operatorToken } from "../../wire.ts";
import { callBlob, version } from "./storage.ts";

export const secret = "nobody but the owner reads this";

/** A workload whose role ends at the container `orders`, beside a container `secret`; both hold a blob. */
export interface UnderAttack {
  readonly chain: Chain;
  /** The workload's token. */
  readonly token: string;
  /** Of one who may do everything. */
  readonly ownerToken: string;
}

export async function underAttack(): Promise<UnderAttack> {
  const chain = await aChain();
  const { emulator, principalId } = chain;
  await grantStorage(emulator, principalId, `${fabrikam.storage}/blobServices/default/containers/orders`);
  await grantStorage(emulator, fabrikam.operatorPrincipalId);
  const ownerToken = await operatorToken(emulator, "fabrikam", "https://storage.azure.com/.default");
  const upload = (body: string) => ({
    token: ownerToken,
    body,
    headers: { "x-ms-blob-type": "BlockBlob", "content-length": String(body.length) },
  });
  for (const container of ["orders", "secret"])
    await callBlob(chain, `PUT /${container}?restype=container`, { token: ownerToken });
  await callBlob(chain, "PUT /orders/a.txt", upload("an order"));
  await callBlob(chain, "PUT /secret/secret.txt", upload(secret));
  return { chain, token: await chain.token(), ownerToken };
}

/** Sends a request as it is written to the storage service. */
export function attack(
  { chain }: UnderAttack,
  lines: readonly string[],
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const { host } = new URL(blob);
  const all = [...lines.slice(0, 1), `Host: ${host}`, `x-ms-version: ${version}`, ...lines.slice(1)];
  return ask(chain.emulator, blob, { lines: all, ...(body === undefined ? {} : { body }) });
}

/** The next honest request is served, and what is secret is as it was. */
export async function expectUnharmed({ chain, token, ownerToken }: UnderAttack): Promise<void> {
  const order = { token, body: "an order", headers: { "x-ms-blob-type": "BlockBlob", "content-length": "8" } };
  expect((await callBlob(chain, "PUT /orders/a.txt", order)).status).toBe(201);
  expect((await callBlob(chain, "GET /orders/a.txt", { token })).text).toBe("an order");
  expect((await callBlob(chain, "GET /secret/secret.txt", { token: ownerToken })).text).toBe(secret);
}
