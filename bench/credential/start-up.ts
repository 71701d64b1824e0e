// What the package costs before it does anything: import, a fresh process, what is installed. Measured on what people
// get: the packed tarball, installed by npm into an empty folder.
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { packAll } from "../../tools/pack.mjs";
import { ids, tenantOf } from "./contenders.ts";
import { median, medianRatio, rounded, type Result } from "./result.ts";
import { startScratchCloud } from "./scratch-cloud.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const bench = join(root, "bench");

/** The least that a program can do by itself: two requests, nothing checked. */
const bareScript = (origin: string): string => `
const first = await fetch(process.env.IDENTITY_ENDPOINT + "?api-version=2019-08-01&resource=api://AzureADTokenExchange");
const { access_token } = await first.json();
const body = new URLSearchParams({ client_id: "${ids.application}", client_assertion: access_token });
const second = await fetch("${origin}/${tenantOf(0)}/oauth2/v2.0/token", { method: "POST", body });
if (!(await second.json()).access_token) process.exit(1);`;

/** No option of the credential is used: the public authority is led to the scratch cloud where fetch is global. */
const ourScript = (origin: string): string => `
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
const real = fetch;
globalThis.fetch = (url, request) => real(url.replace("https://login.microsoftonline.com", "${origin}"), request);
const credential = new CrossTenantCredential({
  tenantId: "${tenantOf(0)}", clientId: "${ids.application}",
  assertion: managedIdentity({ clientId: "${ids.identity}" }),
});
if (!(await credential.getToken("https://storage.azure.com/.default")).token) process.exit(1);`;

const composedScript = (origin: string): string => `
import { ClientAssertionCredential, ManagedIdentityCredential } from "@azure/identity";
const policy = { name: "lead", sendRequest(request, next) {
  request.url = request.url.replace("https://login.microsoftonline.com", "${origin}");
  request.allowInsecureConnection = true;
  return next(request);
} };
const options = { additionalPolicies: [{ position: "perCall", policy }] };
const identity = new ManagedIdentityCredential({ clientId: "${ids.identity}", ...options });
const assertion = async () => (await identity.getToken("api://AzureADTokenExchange/.default")).token;
const credential = new ClientAssertionCredential("${tenantOf(0)}", "${ids.application}", assertion, options);
if (!(await credential.getToken("https://storage.azure.com/.default")).token) process.exit(1);`;

interface Script {
  readonly code: string;
  /** Where it is run: what it imports is found from there. */
  readonly folder: string;
}

async function wholeProcess({ code, folder }: Script, environment: Readonly<Record<string, string>>): Promise<number> {
  const start = performance.now();
  const given = ["--input-type=module", "-e", code];
  await run(process.execPath, given, { cwd: folder, env: { PATH: process.env["PATH"], ...environment } });
  return rounded(performance.now() - start, 4);
}

/** Node's own start is not counted: the clock runs in the process, around the import. */
async function importMs(target: string, folder: string): Promise<number> {
  const code = `const start = performance.now(); await import("${target}"); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", code], { cwd: folder });
  return rounded(Number(stdout), 4);
}

/** Packs the credential and installs the tarball, without a registry: it needs nothing else. */
async function install(scratch: string): Promise<string> {
  const [packed] = await packAll(root, scratch, ["credential"]);
  const folder = mkdtempSync(join(scratch, "installed-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", packed?.tarball ?? ""], { cwd: folder });
  return folder;
}

function installed(folder: string): Result[] {
  const modules = join(folder, "node_modules");
  const files = readdirSync(modules, { recursive: true, encoding: "utf8" }).filter((name) => !name.startsWith("."));
  const sizes = files.map((name) => statSync(join(modules, name))).filter((stat) => stat.isFile());
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  const others = files.filter((name) => name.endsWith("package.json") && !name.startsWith("@tegata")).length;
  return [
    { name: "installed", figure: rounded(bytes / 1e6), unit: "MB", goal: { atMost: 0.5 }, samples: { bytes: [bytes] } },
    { name: "installed packages that are not ours", figure: others, unit: "", goal: { exactly: 0 }, samples: {} },
  ];
}

export async function startUp(rounds: number): Promise<Result[]> {
  const scratch = mkdtempSync(join(tmpdir(), "tegata-start-up-"));
  try {
    const folder = await install(scratch);
    return [...(await timed(folder, rounds)), ...installed(folder)];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function timed(folder: string, rounds: number): Promise<Result[]> {
  const cloud = await startScratchCloud();
  try {
    const imports: Record<string, number[]> = { ours: [], "@azure/identity": [], "@azure/msal-node": [] };
    const scripts: Readonly<Record<string, Script>> = {
      ours: { code: ourScript(cloud.origin), folder },
      "bare script": { code: bareScript(cloud.origin), folder },
      composition: { code: composedScript(cloud.origin), folder: bench },
    };
    const starts: Record<string, number[]> = { ours: [], "bare script": [], composition: [] };
    // The first round warms up the disk's cache.
    for (let round = -1; round < rounds; round += 1) {
      const one = {
        ours: await importMs("@tegata/credential", folder),
        "@azure/identity": await importMs("@azure/identity", bench),
        "@azure/msal-node": await importMs("@azure/msal-node", bench),
      };
      if (round >= 0) for (const [name, ms] of Object.entries(one)) imports[name]?.push(ms);
      for (const [name, script] of Object.entries(scripts)) {
        const ms = await wholeProcess(script, cloud.environment);
        if (round >= 0) starts[name]?.push(ms);
      }
    }
    const { ours = [], "bare script": floor = [] } = starts;
    const ratio = { figure: rounded(medianRatio(ours, floor)), unit: "× a bare script", goal: { atMost: 1.3 } };
    const figure = rounded(median(imports["ours"] ?? []));
    return [
      { name: "import", figure, unit: "ms", goal: { atMost: 15 }, samples: imports },
      { name: "fresh process to first token", ...ratio, samples: starts },
    ];
  } finally {
    cloud.stop();
  }
}
