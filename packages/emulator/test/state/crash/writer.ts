// A process that writes without end, and tells on standard output what it tries and what was acknowledged. Somebody
// kills it. Argument: the state folder. First it reads back what it is asked for on standard input.
import { createHash, randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { createEmulator } from "../../../src/index.ts";
import { openStateFolder, openStore } from "../../../src/state/folder.ts";
import { seedState } from "../../../src/state/seed.ts";
import { askForToken, at, operatorOf } from "../../../src/testing/operator-calls.ts";
import { realWorld } from "../../../src/world.ts";

type Value = string | null;
const tell = (line: "seen" | "try" | "ack" | "failed", key: string, value: Value): void =>
  void process.stdout.write(`${JSON.stringify([line, key, value])}\n`);

const folder = await openStateFolder(process.argv[2] ?? "");
const store = await openStore(folder, () => seedState(realWorld));
const emulator = createEmulator({ store, blobFolder: folder.file("blobs") });
const home = operatorOf(emulator, "contoso");
const resource = operatorOf(emulator, "fabrikam");
const storage = resource.directory.storage ?? { account: "", resourceId: "", blobEndpoint: "" };
const homeGroup = `/subscriptions/${home.directory.subscriptionId}/resourceGroups/${home.directory.resourceGroup}`;

async function blobToken(): Promise<string> {
  const { clientId, clientSecret } = resource.directory.operator;
  const role = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
  const assignment = `${storage.resourceId}/providers/Microsoft.Authorization/roleAssignments/33333333-0000-4000-8000-000000000001`;
  const roleDefinitionId = `/subscriptions/${resource.directory.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const properties = { roleDefinitionId, principalId: "22222222-0000-4000-8000-0000000000f1" };
  await resource.resourceManager(`PUT ${assignment}?api-version=2022-04-01`, {
    properties: { ...properties, principalType: "ServicePrincipal" },
  });
  return askForToken(emulator, resource.directory.tenantId, {
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: "https://storage.azure.com/.default",
  });
}

const token = await blobToken();

async function blob(method: string, path: string, body?: string): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    "x-ms-version": "2026-06-06",
    // With it, every Put is a Put Blob.
    ...(path.includes("?") ? {} : { "x-ms-blob-type": "BlockBlob" }),
    ...(body === undefined ? {} : { "content-length": String(body.length) }),
  };
  const request = new Request(`${storage.blobEndpoint}/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return emulator.fetch(request);
}

async function blobSucceeds(method: string, path: string, body?: string): Promise<void> {
  const response = await blob(method, path, body);
  if (!response.ok && response.status !== 409) throw new Error(`${method} ${path}: ${response.status}`);
  await response.arrayBuffer();
}

const hash = (value: string): string => createHash("sha256").update(value).digest("hex");
const accountKey = (): Value => {
  const account = store.state.arm.resources.find(({ name }) => name === storage.account);
  return hash(account?.secrets?.["key1"] ?? "");
};

/** How each kind of thing is read back. */
const readers: Readonly<Record<string, (name: string) => Promise<Value>>> = {
  application: async (id) => at(await home.graph(`GET /v1.0/applications/${id}`), "displayName"),
  identity: async (name) =>
    at(await home.resourceManager(`GET ${identityPath(name)}?api-version=2024-11-30`), "tags.value"),
  key: async () => accountKey(),
  blob: async (path) => {
    const response = await blob("GET", `crash/${path}`);
    if (response.status === 404) return null;
    const body = await response.text();
    return response.ok ? body : `${response.status}`;
  },
};

function identityPath(name: string): string {
  return `${homeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

async function writing(key: string, value: Value, write: () => Promise<unknown>): Promise<void> {
  tell("try", key, value);
  try {
    await write();
    tell("ack", key, value);
  } catch (error) {
    tell("failed", key, String(error));
  }
}

const random = (limit: number): number => Math.floor(Math.random() * limit);
const content = (): string => `${randomUUID()} `.repeat(1 + random(200));

async function writeGraph(): Promise<void> {
  const made = await home.graph("POST /v1.0/applications", { displayName: "new" });
  const id = at(made, "id");
  tell("ack", `application ${id}`, "new");
  for (let change = 0; change < 3; change++) {
    const displayName = randomUUID();
    await writing(`application ${id}`, displayName, () =>
      home.graph(`PATCH /v1.0/applications/${id}`, { displayName }),
    );
  }
}

async function writeResources(): Promise<void> {
  const name = `id-${random(10)}`;
  const value = randomUUID();
  const body = { location: "japaneast", tags: { value } };
  await writing(`identity ${name}`, value, () =>
    home.resourceManager(`PUT ${identityPath(name)}?api-version=2024-11-30`, body),
  );
}

async function writeKeys(): Promise<void> {
  tell("try", "key key1", "?");
  await resource.resourceManager(`POST ${storage.resourceId}/regenerateKey?api-version=2025-06-01`, {
    keyName: "key1",
  });
  tell("ack", "key key1", accountKey());
}

/** Each worker has blobs of its own, so that no two writes to one blob are under way. */
async function writeBlobs(worker: number): Promise<void> {
  const path = `${worker}/${random(8)}.txt`;
  const value = content();
  const how = random(4);
  if (how === 0) await writing(`blob ${path}`, null, async () => (await blob("DELETE", `crash/${path}`)).arrayBuffer());
  else if (how === 1) {
    const block = Buffer.from("01").toString("base64");
    const list = `<?xml version="1.0" encoding="utf-8"?><BlockList><Latest>${block}</Latest></BlockList>`;
    await blobSucceeds("PUT", `crash/${path}?comp=block&blockid=${encodeURIComponent(block)}`, value);
    await writing(`blob ${path}`, value, () => blobSucceeds("PUT", `crash/${path}?comp=blocklist`, list));
  } else await writing(`blob ${path}`, value, () => blobSucceeds("PUT", `crash/${path}`, value));
}

async function forever(write: () => Promise<void>): Promise<never> {
  for (;;) await write();
}

for (const key of JSON.parse(await text(process.stdin)) as string[]) {
  const [kind = "", name = ""] = key.split(/ (.*)/);
  const value = await readers[kind]?.(name).catch((error: unknown) => `unreadable: ${String(error)}`);
  tell("seen", key, value ?? null);
}
await blobSucceeds("PUT", "crash?restype=container");
tell("ack", "ready", null);
await Promise.all([
  ...[writeGraph, writeResources, writeKeys].map(forever),
  ...[1, 2, 3].map((worker) => forever(() => writeBlobs(worker))),
]);
