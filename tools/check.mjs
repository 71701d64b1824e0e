// `npm run check [step …]`: everything that is not a test. Runs every step, says one line about each, then shows what
// the failed ones printed.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { binOf } from "./bin.mjs";
import { runCommand } from "./run-command.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = "--conditions=@tegata/source";
const tool = (name) => join(root, "tools", name);

/** Name of a step → the programs it runs, one after the other. Some run side by side, the others then one by one. */
const sideBySide = {
  types: [
    [binOf(root, "typescript", "tsc"), "-b"],
    [binOf(root, "typescript", "tsc"), "-p", "tsconfig.tests.json"],
  ],
  format: [[binOf(root, "oxfmt"), "--check"]],
  knip: [[binOf(root, "knip"), "--no-progress"]],
  boundaries: [[tool("boundaries.mjs")]],
  docs: [[source, tool("docs.ts"), "--check"]],
};
const oneByOne = {
  // After the types: it reads the declarations that they write.
  lint: [[binOf(root, "oxlint"), "--type-aware", "--deny-warnings"]],
  packages: [[tool("check-packages.mjs")]],
  pages: [[source, tool("docs.ts"), "--run"]],
};

async function runStep(name, programs) {
  const start = performance.now();
  let printed = "";
  let failed = false;
  for (const parameters of programs) {
    const { code, output } = await runCommand(process.execPath, parameters, { cwd: root });
    if (code === 0) continue;
    failed = true;
    printed += output || `ended with code ${code}\n`;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${failed ? "failed" : "ok    "}  ${name.padEnd(10)}  ${seconds.padStart(5)} s`);
  return { name, failed, printed };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in sideBySide) && !(name in oneByOne));
if (unknown.length > 0) {
  console.error(
    `no such step: ${unknown.join(", ")}. Steps: ${Object.keys({ ...sideBySide, ...oneByOne }).join(", ")}`,
  );
  process.exit(64);
}
const chosen = (steps) => Object.entries(steps).filter(([name]) => wanted.length === 0 || wanted.includes(name));

const results = await Promise.all(chosen(sideBySide).map(([name, programs]) => runStep(name, programs)));
for (const [name, programs] of chosen(oneByOne)) results.push(await runStep(name, programs));

const failures = results.filter(({ failed }) => failed);
for (const { name, printed } of failures)
  console.log(`\n── ${name} ${"─".repeat(60 - name.length)}\n${printed.trimEnd()}`);
console.log(`\n${results.length - failures.length} steps passed, ${failures.length} failed`);
process.exit(failures.length > 0 ? 1 : 0);
