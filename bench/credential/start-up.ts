// What the package costs before it does anything: import, a fresh process, what is installed. Measured on what is
// published: compiled JavaScript, found without the workspace's own conditions.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ids, tenantOf } from "./contenders.ts";
import { median, medianRatio, rounded, type Result } from "./result.ts";
import { startScratchCloud } from "./scratch-cloud.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const entry = pathToFileURL(join(root, "packages/credential/dist/index.js")).href;

const bareScript = (origin: string): string => `
const first = await fetch(process.env.IDENTITY_ENDPOINT + "?api-version=2019-08-01&resource=api://AzureADTokenExchange");
const { access_token } = await first.json();
const body = new URLSearchParams({ client_id: "${ids.application}", client_assertion: access_token });
const second = await fetch("${origin}/${tenantOf(0)}/oauth2/v2.0/token", { method: "POST", body });
if (!(await second.json()).access_token) process.exit(1);`;

const ourScript = (origin: string): string => `
import { CrossTenantCredential, managedIdentity } from "${entry}";
const credential = new CrossTenantCredential({
  tenantId: "${tenantOf(0)}", clientId: "${ids.application}",
  assertion: managedIdentity({ clientId: "${ids.identity}" }),
  fetch: (url, request) => fetch(url.replace("https://login.microsoftonline.com", "${origin}"), request),
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

async function wholeProcess(code: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const start = performance.now();
  const given = ["--input-type=module", "-e", code];
  await run(process.execPath, given, { cwd: join(root, "bench"), env: { PATH: process.env["PATH"], ...environment } });
  return rounded(performance.now() - start, 4);
}

async function importMs(target: string): Promise<number> {
  const code = `const start = performance.now(); await import("${target}"); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", code], { cwd: join(root, "bench") });
  return rounded(Number(stdout), 4);
}

async function installed(): Promise<Result[]> {
  const names = ["core", "credential"];
  let bytes = 0;
  for (const name of names) {
    const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
      cwd: join(root, "packages", name),
    });
    bytes += (JSON.parse(stdout) as { unpackedSize: number }[])[0]?.unpackedSize ?? Number.NaN;
  }
  const manifests = names.map(
    (name) =>
      JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as { dependencies?: object },
  );
  const needed = manifests.flatMap(({ dependencies = {} }) => Object.keys(dependencies));
  const foreign = needed.filter((name) => !name.startsWith("@tegata/")).length;
  return [
    { name: "installed", figure: rounded(bytes / 1e6), unit: "MB", goal: { atMost: 0.5 }, samples: { bytes: [bytes] } },
    { name: "installed packages that are not ours", figure: foreign, unit: "", goal: { exactly: 0 }, samples: {} },
  ];
}

export async function startUp(rounds: number): Promise<Result[]> {
  await run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/credential"], {
    cwd: root,
  });
  const cloud = await startScratchCloud();
  try {
    const imports: Record<string, number[]> = { ours: [], "@azure/identity": [], "@azure/msal-node": [] };
    const starts: Record<string, number[]> = { ours: [], "bare script": [], composition: [] };
    for (let round = 0; round < rounds; round += 1) {
      imports["ours"]?.push(await importMs(entry));
      imports["@azure/identity"]?.push(await importMs("@azure/identity"));
      imports["@azure/msal-node"]?.push(await importMs("@azure/msal-node"));
      starts["ours"]?.push(await wholeProcess(ourScript(cloud.origin), cloud.environment));
      starts["bare script"]?.push(await wholeProcess(bareScript(cloud.origin), cloud.environment));
      starts["composition"]?.push(await wholeProcess(composedScript(cloud.origin), cloud.environment));
    }
    const { ours = [], "bare script": floor = [] } = starts;
    const ratio = { figure: rounded(medianRatio(ours, floor)), unit: "× a bare script", goal: { atMost: 1.3 } };
    const figure = rounded(median(imports["ours"] ?? []));
    return [
      { name: "import", figure, unit: "ms", goal: { atMost: 15 }, samples: imports },
      { name: "fresh process to first token", ...ratio, samples: starts },
      ...(await installed()),
    ];
  } finally {
    cloud.stop();
  }
}
