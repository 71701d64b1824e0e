// What lies around the rows: who may do what, and how the network behaves.
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "@tegata/emulator";
import type { Circumstance } from "./row.ts";
import type { InProcess, RunOptions } from "./world.ts";

/** Behind the operators' own applications: one without any right in each directory, and an expired secret. */
export function addStrangers({ context }: Emulator): void {
  for (const [index, directory] of context.store.state.directories.entries()) {
    const [operator] = directory.applications;
    const [principal] = directory.servicePrincipals;
    if (operator === undefined || principal === undefined) continue;
    const intern = `${String(index + 1).repeat(8)}-0000-4000-8000-0000000000`;
    const [secret] = operator.passwordCredentials;
    if (secret === undefined) continue;
    operator.passwordCredentials.push({ ...secret, secretText: "expired", endDateTime: "2020-01-01T00:00:00Z" });
    const appId = `${intern}a1`;
    directory.applications.push({
      ...operator,
      id: `${intern}a2` as typeof operator.id,
      appId,
      passwordCredentials: [{ ...secret, secretText: "intern" }],
    });
    directory.servicePrincipals.push({ ...principal, id: `${intern}a3` as typeof principal.id, appId });
  }
}

function internOf(index: 1 | 2): string {
  return `${String(index).repeat(8)}-0000-4000-8000-0000000000a1`;
}

const apis = /^https:\/\/(graph\.microsoft\.com|management\.azure\.com)\//;

function fromApis(answer: () => Response): RunOptions["disturbance"] {
  return ({ url }) => (apis.test(url) ? answer() : undefined);
}

function failing(code: string, message: string): RunOptions["disturbance"] {
  return () => {
    // What Node's fetch rejects with.
    throw new TypeError("fetch failed", { cause: Object.assign(new Error(message), { code }) });
  };
}

const disturbances: Partial<Record<Circumstance, RunOptions["disturbance"]>> = {
  throttled: fromApis(() => {
    const body = { error: { code: "TooManyRequests", message: "Too many requests." } };
    return Response.json(body, { status: 429, headers: { "retry-after": "10" } });
  }),
  "service down": fromApis(() =>
    Response.json({ error: { code: "ServiceUnavailable", message: "Try again later." } }, { status: 503 }),
  ),
  "torn answers": fromApis(() => new Response('{"value": [')),
  "proxy answers HTML": fromApis(() => new Response("<html>Please sign in to the proxy.</html>")),
  "no name resolution": failing("ENOTFOUND", "getaddrinfo ENOTFOUND login.microsoftonline.com"),
  "connection refused": failing("ECONNREFUSED", "connect ECONNREFUSED 203.0.113.1:443"),
  "unknown certificate authority": failing("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"),
};

/** What the Azure CLI prints where it gives no token; its texts are the ones that `@azure/identity` knows. */
const azSays: Partial<Record<Circumstance, string>> = {
  "Azure CLI not signed in": "Please run 'az login' to setup account.",
  "Azure CLI sign-in expired":
    "AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2026-01-01T00:00:00Z and was inactive for 90.00:00:00.",
};

function homesOperatorAsResources(operators: InProcess["operators"]): Record<string, string> {
  const { TEGATA_HOME_CLIENT_ID: id = "", TEGATA_HOME_CLIENT_SECRET: secret = "" } = operators;
  return { TEGATA_RESOURCE_CLIENT_ID: id, TEGATA_RESOURCE_CLIENT_SECRET: secret };
}

/** Environment variables and network of a circumstance. */
export function around(circumstance: Circumstance | undefined, { operators }: InProcess): Partial<RunOptions> {
  const disturbance = circumstance && disturbances[circumstance];
  if (disturbance) return { disturbance };
  switch (circumstance) {
    case "signed in to the other directory":
      return { environment: homesOperatorAsResources(operators) };
    case "a token of the other directory":
      return { environment: homesOperatorAsResources(operators), tokensOf: "11111111-1111-4111-8111-111111111111" };
    case "wrong client secret":
      return { environment: { TEGATA_HOME_CLIENT_SECRET: "wrong" } };
    case "expired client secret":
      return { environment: { TEGATA_HOME_CLIENT_SECRET: "expired" } };
    case "no rights at home":
      return { environment: { TEGATA_HOME_CLIENT_ID: internOf(1), TEGATA_HOME_CLIENT_SECRET: "intern" } };
    case "no rights in the resource directory":
      return { environment: { TEGATA_RESOURCE_CLIENT_ID: internOf(2), TEGATA_RESOURCE_CLIENT_SECRET: "intern" } };
    default:
      return {};
  }
}

/** A folder for PATH with the Azure CLI of a circumstance in it, or nothing. */
export async function pathWithAz(folder: string, circumstance: Circumstance): Promise<string> {
  const says = azSays[circumstance];
  if (says === undefined) return folder;
  const az = join(folder, "az");
  await writeFile(az, `#!/bin/sh\necho "ERROR: ${says}" >&2\nexit 1\n`);
  await chmod(az, 0o755);
  return folder;
}
