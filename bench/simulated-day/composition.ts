// What users glue together today, on a simulated day. It takes neither clock nor timers, so those of the process are
// replaced: one day, one process.
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
import { requestOf, applicationId, directories, identityClientId, resources } from "./tegata.ts";
import type { Client, Surroundings } from "./day.ts";
import { replaceGlobals } from "./virtual-globals.ts";

type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof ClientAssertionCredential>[3]>["httpClient"]>;

function headersOf(raw: Readonly<Record<string, string>>) {
  const map = new Map(Object.entries(raw));
  return {
    get: (name: string) => map.get(name.toLowerCase()),
    has: (name: string) => map.has(name.toLowerCase()),
    set: (name: string, value: unknown) => void map.set(name.toLowerCase(), String(value)),
    delete: (name: string) => void map.delete(name.toLowerCase()),
    toJSON: () => Object.fromEntries(map),
    [Symbol.iterator]: () => map.entries(),
  };
}

export function composition({ time, cloud, wallMs }: Surroundings): Client {
  for (const name of ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT"]) delete process.env[name];
  replaceGlobals(time, wallMs);
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const signal = request.abortSignal as AbortSignal | undefined;
      const body = typeof request.body === "string" ? request.body : "";
      const reply = await cloud.send(requestOf(request.url, body), signal);
      return { request, status: reply.status, headers: headersOf(reply.headers), bodyAsText: reply.body };
    },
  };
  const identity = new ManagedIdentityCredential({ clientId: identityClientId, httpClient });
  const assertion = async (): Promise<string> => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
  const each = directories.map(
    (tenantId) => new ClientAssertionCredential(tenantId, applicationId, assertion, { httpClient }),
  );
  return async (directory, resource) => {
    const credential = each[directory];
    if (credential === undefined) throw new Error(`there is no directory ${directory}`);
    return credential.getToken(`${resources[resource]}/.default`);
  };
}
