// Our credential on a simulated day: time, network and chance are arguments.
import { CrossTenantCredential, managedIdentity, type Clock, type FetchResponse } from "@tegata/credential";
import type { Request } from "./cloud.ts";
import type { Client, Surroundings } from "./day.ts";
import { chance, type VirtualTime } from "./virtual-time.ts";

export const directories = [0, 1, 2].map((number) => `2222222${number}-2222-2222-2222-222222222222`);
export const resources = ["https://storage.azure.com", "https://vault.azure.net"];
export const applicationId = "44444444-4444-4444-4444-444444444444";
export const identityClientId = "33333333-3333-3333-3333-333333333333";

/** Which endpoint a request is for. */
export function requestOf(url: string, body: string): Request {
  if (url.includes("/metadata/identity/")) return { to: "identity" };
  const fields = new URLSearchParams(body);
  const scope = fields.get("scope") ?? "";
  return {
    to: "token",
    directory: directories.findIndex((id) => url.includes(id)),
    resource: resources.findIndex((resource) => scope.startsWith(resource)),
    assertion: fields.get("client_assertion") ?? "",
  };
}

function clockOf(time: VirtualTime, wallMs: () => number): Clock {
  return {
    now: wallMs,
    elapsed: () => time.nowMs,
    sleep: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        const cancel = time.at(time.nowMs + durationMs, resolve);
        signal?.addEventListener("abort", () => {
          cancel();
          reject(signal.reason as Error);
        });
      }),
  };
}

export function tegata({ time, cloud, wallMs, seed }: Surroundings): Client {
  const random = chance(seed + 1);
  const credential = new CrossTenantCredential({
    tenantId: "22222220-2222-2222-2222-222222222222",
    allowedTenants: directories,
    clientId: applicationId,
    assertion: managedIdentity({ clientId: identityClientId }),
    environment: {},
    clock: clockOf(time, wallMs),
    random: { fraction: random, uuid: () => "99999999-9999-9999-9999-999999999999" },
    fetch: async (url, { body = "", signal }): Promise<FetchResponse> => {
      const reply = await cloud.send(requestOf(url, body), signal);
      return {
        status: reply.status,
        headers: { get: (name) => reply.headers[name] ?? null },
        text: async () => reply.body,
      };
    },
  });
  return async (directory, resource) =>
    credential.forTenant(directories[directory] ?? "").getToken(`${resources[resource]}/.default`);
}
