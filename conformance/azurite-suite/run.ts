// Azurite's own tests of its blob service, against the emulator's gateway over TLS. Wants a checkout of Azurite, of which
// nothing is copied or changed; what is replaced when the tests are bundled stands in bundle.ts.
//
//   git clone --depth 1 https://github.com/Azure/Azurite ../azurite
//   node --conditions=@tegata/source conformance/azurite-suite/run.ts ../azurite
//
//   --installed <folder>   keep there what npm installs for the tests; default: a temporary folder
//   --all                  with the tests that make 5,002 blobs each
//   --json                 the verdict as JSON
//
// Exit codes: 0 every failure is one that exceptions.json explains, and every exception still fails; 1 otherwise.
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startEmulator } from "@tegata/emulator/testing";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { runChild } from "../child.ts";
import { tail } from "../redact.ts";
import { bundleTests } from "./bundle.ts";
import type { Outcome } from "./judge.ts";
import { judge, summary } from "./judge.ts";

const signal = new AbortController().signal;

async function install(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const manifest = fileURLToPath(new URL("../clients/azurite-suite/package.json", import.meta.url));
  await copyFile(manifest, join(folder, "package.json"));
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  const ended = await runChild("npm", ["install", ...flags], {
    cwd: folder,
    env: process.env,
    limitMs: 300_000,
    signal,
  });
  if (ended.code !== 0) throw new Error(`npm could not install what the tests want:\n${ended.stderr}`);
}

/** Accounts and keys that the tests count on: Azurite's published ones, and those of sas.test.ts. */
const accounts = {
  devstoreaccount1: {
    key1: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
    key2: "testing_key",
  },
  devstoreaccount2: {
    key1: "MTAwCjE2NQoyMjUKMTAzCjIxOAoyNDEKNDAKNzgKMTkxCjE3OAoyMTQKMTY5CjIxMwo2MQoyNTIKMTQxCg==",
    key2: "MTAwCjE2NQo=",
  },
};

/** Beside the emulator's own account, in the same directory. Their containers may be public, as Azurite's may. */
function addAccounts({ emulator }: RunningEmulator): void {
  const { arm } = emulator.context.store.state;
  const own = arm.resources.find(({ type }) => type === "Microsoft.Storage/storageAccounts");
  if (!own) throw new Error("the emulator has no storage account");
  for (const [name, secrets] of Object.entries(accounts)) {
    const id = own.id.replace(own.name, name) as typeof own.id;
    const properties = { ...own.properties, allowBlobPublicAccess: true };
    arm.resources.push({ ...own, id, name, properties, secrets });
  }
}

interface Run {
  readonly checkout: string;
  readonly folder: string;
  readonly all: boolean;
}

async function runTests(files: readonly string[], { checkout, folder, all }: Run): Promise<readonly Outcome[]> {
  const running = await startEmulator();
  try {
    addAccounts(running);
    const report = join(folder, "report.json");
    await rm(report, { force: true });
    const mocha = join(folder, "node_modules", "mocha", "bin", "mocha.js");
    const words = ["--timeout", "60000", "--exit", "--reporter", "json", "--reporter-option", `output=${report}`];
    const some = all ? [] : ["--grep", "continuationToken", "--invert"];
    const env = {
      ...process.env,
      TEGATA_BLOB_PORT: new URL(running.environment.blob).port,
      NODE_EXTRA_CA_CERTS: running.environment.ca,
    };
    const ended = await runChild(process.execPath, [mocha, ...words, ...some, ...files], {
      // The tests open files of theirs by a path from here.
      cwd: checkout,
      env,
      limitMs: 1_200_000,
      signal,
    });
    if (!existsSync(report)) throw new Error(`mocha made no report:\n${tail(ended)}`);
    return (JSON.parse(await readFile(report, "utf8")) as { readonly tests: readonly Outcome[] }).tests;
  } finally {
    await running.close();
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { installed: { type: "string" }, all: { type: "boolean" }, json: { type: "boolean" } },
  });
  const [checkout] = positionals;
  if (checkout === undefined) {
    console.error("usage: run.ts <checkout of Azurite> [--installed <folder>] [--all] [--json]");
    return 64;
  }
  const scratch = await mkdtemp(join(tmpdir(), "tegata-azurite-suite-"));
  try {
    const folder = values.installed === undefined ? scratch : resolve(values.installed);
    await install(folder);
    const from = resolve(checkout);
    const files = await bundleTests(from, folder);
    const outcomes = await runTests(files, { checkout: from, folder, all: values.all ?? false });
    const verdict = await judge(outcomes);
    console.log(values.json ? JSON.stringify(verdict, undefined, 2) : summary(verdict));
    return verdict.unexplained.length + verdict.passedAfterAll.length === 0 ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

process.exitCode = await main();
