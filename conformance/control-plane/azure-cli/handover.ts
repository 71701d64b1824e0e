// Two administrators of two companies: ours runs `tegata apply --side home`, theirs reads and runs what `tegata export`
// writes, with the Azure CLI of their own. Then there is nothing left to do; and they can take it back.
import { deepEqual, equal, match } from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sides } from "../../chains.ts";
import type { Ended } from "../../child.ts";
import { runChild } from "../../child.ts";
import { inherited } from "../../inherited.ts";
import { tail } from "../../redact.ts";
import type { Az } from "../az.ts";
import { signIn } from "../az.ts";
import { namesOf } from "../ids.ts";
import type { Names } from "../ids.ts";
import { runSampleApp } from "../sample-app.ts";
import type { AppIds } from "../sample-app.ts";
import type { ControlScenario, Stage } from "../scenario.ts";

const role = "Storage Blob Data Contributor";
const limitMs = 240_000;

async function writeConfiguration(stage: Stage, names: Names): Promise<void> {
  const { environment } = stage.emulator;
  const { tenantId, subscriptionId, resourceGroup } = sides(environment).home;
  const configuration = {
    version: 1,
    cloud: environment.resourceManager,
    home: {
      tenantId,
      subscriptionId,
      resourceGroup,
      location: "japaneast",
      identity: "id-orders",
      hosts: [{ kind: "appService", name: "app-orders" }],
      application: { name: "orders" },
      trusts: ["managedIdentity"],
    },
    resources: [{ tenantId: names.resourceTenantId, grants: [{ role, scope: names.storageScope }] }],
  };
  // JSON is YAML.
  await writeFile(join(stage.folder, "tegata.yaml"), JSON.stringify(configuration, undefined, 2));
}

/** The installed `tegata`, signed in to both directories or to none of them. */
function tegata(stage: Stage): (words: readonly string[], wantedCode: number) => Promise<Ended> {
  const { home, resource } = sides(stage.emulator.environment);
  const env = {
    ...inherited(),
    NODE_EXTRA_CA_CERTS: stage.emulator.environment.ca,
    TEGATA_HOME_CLIENT_ID: home.operator.clientId,
    TEGATA_HOME_CLIENT_SECRET: home.operator.clientSecret,
    TEGATA_RESOURCE_CLIENT_ID: resource.operator.clientId,
    TEGATA_RESOURCE_CLIENT_SECRET: resource.operator.clientSecret,
  };
  return async (words, wantedCode) => {
    const options = { cwd: stage.folder, env, limitMs, signal: stage.signal };
    const ended = await runChild(process.execPath, [stage.command, ...words], options);
    if (ended.code === wantedCode) return ended;
    throw new Error(`tegata ${words.join(" ")} ended with ${ended.code}, not ${wantedCode}:\n${tail(ended)}`);
  };
}

/** A script, run as its reader runs it: where the Azure CLI is signed in. */
async function bash(stage: Stage, { env }: Az, words: readonly string[]): Promise<string> {
  const ended = await runChild("bash", words, { cwd: stage.folder, env, limitMs, signal: stage.signal });
  if (ended.code === 0) return ended.stdout.trim();
  throw new Error(`bash ${words.join(" ")} ended with ${ended.code}:\n${tail(ended)}`);
}

interface Applied {
  readonly data: { readonly applicationClientId: string; readonly managedIdentity: { readonly clientId: string } };
}

async function applyHome(stage: Stage): Promise<AppIds> {
  const { stdout } = await tegata(stage)(["apply", "--side", "home", "--json"], 3);
  const { applicationClientId, managedIdentity } = (JSON.parse(stdout) as Applied).data;
  return { applicationClientId, managedIdentityClientId: managedIdentity.clientId };
}

const works = [
  [201, '{"name":"greeting.txt"}'],
  [200, "hello from contoso"],
  [404, '{"code":"FileNotFound","message":"there is no such file"}'],
];

async function rolesOf({ json }: Az): Promise<unknown> {
  return json`role assignment list --all --query [?roleDefinitionName!='Owner'].[roleDefinitionName,scope]`;
}

async function byScript(stage: Stage): Promise<void> {
  const names = namesOf(stage);
  await writeConfiguration(stage, names);
  const run = tegata(stage);
  const [ids, az] = await Promise.all([applyHome(stage), signIn(stage, "resource")]);
  const words = ["export", "--format", "az", "--application-id", ids.applicationClientId, "--out", "handover"];
  await run(words, 0);
  await bash(stage, az, ["handover/grant.sh", "--dry-run"]);
  deepEqual(await rolesOf(az), []);
  await bash(stage, az, ["handover/grant.sh"]);
  await run(["plan", "--detailed-exitcode"], 0);
  // It may be run again.
  await bash(stage, az, ["handover/grant.sh"]);
  deepEqual(await rolesOf(az), [[role, names.storageScope]]);
  deepEqual(await runSampleApp(stage, names, { host: "app-orders", ...ids }), works);
  await bash(stage, az, ["handover/revoke.sh"]);
  deepEqual(await rolesOf(az), []);
  equal(await az.text`ad sp list --all --query [?appId=='${ids.applicationClientId}'] --output tsv`, "");
  await run(["plan", "--detailed-exitcode"], 2);
}

/** The service principal made by hand, its roles by the template: for whoever's policy asks for templates. */
async function byTemplate(stage: Stage): Promise<void> {
  const names = namesOf(stage);
  await writeConfiguration(stage, names);
  const run = tegata(stage);
  const [ids, az] = await Promise.all([applyHome(stage), signIn(stage, "resource")]);
  const { applicationClientId: application } = ids;
  await run(["export", "--format", "arm", "--application-id", application, "--out", "handover"], 0);
  const template = (await readdir(join(stage.folder, "handover"))).find((each) => each.endsWith(".json")) ?? "";
  const file = join(stage.folder, "handover", template);
  const principal = await az.text`ad sp create --id ${application} --query id --output tsv`;
  const name = "tegata";
  const place = ["--name", name, "--location", "japaneast", "--template-file", file] as const;
  equal(
    await az.refused`deployment sub create ${place[0]} ${place[1]} ${place[2]} ${place[3]} ${place[4]} ${place[5]} --parameters other=1`,
    "ERROR: unrecognized template parameter 'other'. Allowed parameters: principalId",
  );
  const deploy = async (): Promise<unknown> =>
    az.json`deployment sub create ${place[0]} ${place[1]} ${place[2]} ${place[3]} ${place[4]} ${place[5]} --parameters principalId=${principal} --query properties.provisioningState`;
  equal(await deploy(), "Succeeded");
  deepEqual(await rolesOf(az), [[role, names.storageScope]]);
  await run(["plan", "--detailed-exitcode"], 0);
  equal(await deploy(), "Succeeded");
  deepEqual(await runSampleApp(stage, names, { host: "app-orders", ...ids }), works);
}

/** The other way round: the home administrator, too, may prefer a script to the tool. */
async function homeByScript(stage: Stage): Promise<void> {
  const names = namesOf(stage);
  await writeConfiguration(stage, names);
  const run = tegata(stage);
  const az = await signIn(stage, "home");
  await run(["export", "--side", "home", "--format", "az", "--out", "home"], 0);
  const files = await readdir(join(stage.folder, "home"));
  const script = files.find((name) => !name.startsWith("revoke."));
  await bash(stage, az, [`home/${script}`]);
  const { stdout } = await run(["plan", "--side", "home"], 0);
  match(stdout, /^0 to create, 0 to change, 5 unchanged, 2 waiting$/m);
  await run(["apply"], 0);
  await bash(stage, az, ["home/revoke.sh"]);
  deepEqual(await az.json`identity list`, []);
  deepEqual(await az.json`ad app list --display-name orders`, []);
}

export const handover: readonly ControlScenario[] = [
  {
    id: "handover/az-script",
    client: "azure-cli",
    with: ["tegata-credential"],
    reaches: ["token", "resourceManager", "graph", "blob"],
    run: byScript,
  },
  {
    id: "handover/arm-template",
    client: "azure-cli",
    with: ["tegata-credential"],
    reaches: ["token", "resourceManager", "graph", "blob"],
    run: byTemplate,
  },
  {
    id: "handover/home-script",
    client: "azure-cli",
    reaches: ["token", "resourceManager", "graph"],
    run: homeByScript,
  },
];
