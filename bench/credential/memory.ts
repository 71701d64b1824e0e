// What a held directory takes on the heap. Run in a process of its own with --expose-gc; prints bytes.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CrossTenantCredential } from "@tegata/credential";
import { ids, scope, tenantOf } from "./contenders.ts";
import { rounded, type Result } from "./result.ts";
import { anAssertion, aToken } from "./scratch-cloud.ts";

const self = fileURLToPath(import.meta.url);
const run = promisify(execFile);

function credentialOf(tokenOf: (request: number) => string, maxTokens: number): CrossTenantCredential {
  const assertion = anAssertion();
  let requests = 0;
  return new CrossTenantCredential({
    tenantId: tenantOf(0),
    clientId: ids.application,
    allowedTenants: "any",
    maxTokens,
    maxBytes: 1e9,
    assertion: () => assertion,
    fetch: async () => {
      requests += 1;
      const body = JSON.stringify({ token_type: "Bearer", expires_in: 3_599, access_token: tokenOf(requests) });
      return { status: 200, headers: { get: () => null }, text: async () => body };
    },
  });
}

async function usedBytes(): Promise<number> {
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

/** Bytes a directory above its token, then bytes kept of each of as many evicted ones. */
async function measure(): Promise<{ readonly above: number; readonly evicted: number }> {
  const directories = 100_000;
  const tokenOf = (request: number): string => aToken({ request });
  const credential = credentialOf(tokenOf, directories);
  const fill = async (from: number, to: number): Promise<void> => {
    for (let at = from; at < to; at += 500) {
      const tenants = Array.from({ length: 500 }, (_, number) => tenantOf(at + number));
      await Promise.all(tenants.map((tenantId) => credential.getToken(scope, { tenantId })));
    }
  };
  await credential.getToken(scope);
  const before = await usedBytes();
  await fill(0, directories);
  const full = await usedBytes();
  await fill(directories, 2 * directories);
  const evicted = ((await usedBytes()) - full) / directories;
  const above = (full - before) / directories - tokenOf(100_000).length;
  if (credential.inspect().cache.tokens !== directories) throw new Error("the cache is not bounded");
  return { above, evicted };
}

export async function memory(): Promise<Result[]> {
  const given = ["--expose-gc", "-C", "@tegata/source", self, "measure"];
  const { stdout } = await run(process.execPath, given);
  const { above, evicted } = JSON.parse(stdout) as { above: number; evicted: number };
  const name = "heap a directory above its token, 100,000 held";
  return [
    { name, figure: rounded(above), unit: "bytes", goal: { atMost: 600 }, samples: { above: [above] } },
    {
      name: "heap kept of an evicted directory",
      figure: rounded(evicted),
      unit: "bytes",
      goal: { atMost: 64 },
      samples: { evicted: [evicted] },
    },
  ];
}

if (process.argv[1] === self && process.argv[2] === "measure") console.log(JSON.stringify(await measure()));
