// Disables every check of the token service in turn, in a copy of the sources, and runs the tests whose titles name it:
// each file with such a test must fail. `node --conditions=@tegata/source tools/mutate-checks.ts [check …]`
import { spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, relative, sep } from "node:path";
import { allChecks } from "@tegata/core";
import { copiedPackages, copyForMutants } from "./copy-for-mutants.ts";

const root = join(import.meta.dirname, "..");
const judged = "const finding = check.run(facts);";

/** Lets one check pass whatever it sees. */
function disable(copy: string, check: string): void {
  const file = "packages/core/src/check.ts";
  const source = readFileSync(join(root, file), "utf8");
  if (!source.includes(judged)) throw new Error(`${file} no longer has the line that this script replaces: ${judged}`);
  const mutant = `const finding: Finding<Code> = check.id === ${JSON.stringify(check)} ? { ok: true } : check.run(facts);`;
  writeFileSync(join(copy, file), source.replace(judged, mutant));
}

function enableAll(copy: string): void {
  const file = "packages/core/src/check.ts";
  cpSync(join(root, file), join(copy, file));
}

function testFiles(): readonly { readonly path: string; readonly text: string }[] {
  return copiedPackages.flatMap((name) => {
    const folder = join(root, "packages", name, "test");
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => ({
        path: `packages/${name}/test/${file.split(sep).join("/")}`,
        text: readFileSync(join(folder, file), "utf8"),
      }));
  });
}

/** The test files that may hold a test of a check: those that name it, and those that import one that does. */
function filesFor(check: string, files: ReturnType<typeof testFiles>): string[] {
  const naming = files.filter(({ text }) => text.includes(check));
  const helpers = naming.filter(({ path }) => !path.endsWith(".test.ts")).map(({ path }) => `/${basename(path)}"`);
  const tests = files.filter(({ path }) => path.endsWith(".test.ts") && !path.endsWith("coverage.test.ts"));
  return tests
    .filter((file) => naming.includes(file) || helpers.some((helper) => file.text.includes(helper)))
    .map(({ path }) => path);
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function runTests(copy: string, check: string, files: readonly string[]): Promise<Report> {
  const output = join(copy, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const title = `${check.replaceAll(".", "\\.")}(?![\\w-])`;
  const words = [vitest, "run", ...files, "-t", title, "--reporter=json", `--outputFile=${output}`];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: copy, stdio: "ignore" });
    child.on("error", reject);
    child.on("exit", () => {
      try {
        resolve(JSON.parse(readFileSync(output, "utf8")) as Report);
      } catch (cause) {
        reject(new Error(`vitest gave no report for ${check}`, { cause }));
      }
    });
  });
}

/** Why a mutant is not caught as it should be; empty when it is. */
function complaints(copy: string, report: Report): string[] {
  const broken = report.testResults.find(({ assertionResults }) => assertionResults.length === 0);
  if (broken) throw new Error(`${broken.name} does not run in the copy: ${broken.message ?? ""}`);
  const selected = report.testResults
    .map(({ name, assertionResults }) => ({
      path: relative(copy, name).split(sep).join("/"),
      statuses: assertionResults
        .map(({ status }) => status)
        .filter((status) => status === "passed" || status === "failed"),
    }))
    .filter(({ statuses }) => statuses.length > 0);
  if (selected.length === 0) return ["no test has it in its title"];
  return selected.filter(({ statuses }) => !statuses.includes("failed")).map(({ path }) => `${path} passes without it`);
}

/** Without a mutant every test of the copy passes: else what fails with one would prove nothing. */
async function control(copy: string, check: string, files: ReturnType<typeof testFiles>): Promise<void> {
  const report = await runTests(copy, check, filesFor(check, files));
  const failed = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed").map(({ fullName }) => fullName),
  );
  if (failed.length > 0) throw new Error(`a test fails with every check in force: ${failed[0]}`);
}

async function work(checks: string[], files: ReturnType<typeof testFiles>): Promise<string[]> {
  const copy = copyForMutants();
  const survivors: string[] = [];
  try {
    for (let check = checks.shift(); check !== undefined; check = checks.shift()) {
      await control(copy, check, files);
      disable(copy, check);
      const found = complaints(copy, await runTests(copy, check, filesFor(check, files)));
      console.log(
        `${found.length === 0 ? "caught  " : "SURVIVED"} ${check}${found.length === 0 ? "" : `: ${found.join("; ")}`}`,
      );
      if (found.length > 0) survivors.push(check);
      enableAll(copy);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return survivors;
}

const wanted = process.argv.slice(2);
const checks = allChecks.map(({ id }) => id).filter((id) => wanted.length === 0 || wanted.includes(id));
const total = checks.length;
const files = testFiles();
const workers = Array.from({ length: Math.min(availableParallelism(), checks.length) }, () => work(checks, files));
const survivors = (await Promise.all(workers)).flat();
console.log(`${total - survivors.length} of ${total} disabled checks are caught by the tests that name them.`);
process.exitCode = survivors.length > 0 || total === 0 ? 1 : 0;
