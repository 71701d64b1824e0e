// The one entry of every root script: `node tools/run.mjs <task> [arguments]`. It may be started by any Node from 20
// up; it installs what is missing and runs the task on the Node that the repository pins.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installIfMissing } from "./install.mjs";
import { findNode, nodeFloor } from "./node.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tasks = {
  demo: ["packages/cli/src/main.ts", "demo"],
  tegata: ["packages/cli/src/main.ts"],
  test: ["tools/test.mjs"],
  check: ["tools/check.mjs"],
  conform: ["conformance/run.ts"],
  bench: ["bench/run.ts"],
  docs: ["tools/docs.ts"],
  fix: ["tools/fix.mjs"],
};

const [name = "", ...rest] = process.argv.slice(2);
const task = tasks[name];
if (!task) {
  process.stderr.write(`tasks: ${Object.keys(tasks).join(", ")}\n`);
  process.exit(64);
}

installIfMissing(root);
const node = findNode(root);
if (!node) {
  process.stderr.write(
    `Tegata needs Node ${nodeFloor} or newer, and the one it brings does not start on this system (${process.platform} ${process.arch}). Install Node ${nodeFloor}+ and run this again.\n`,
  );
  process.exit(1);
}

const { bundleAzuriteIfStale } = await import("./bundle-azurite.mjs");
await bundleAzuriteIfStale(root);

const env = {
  ...process.env,
  // What messages tell people to type.
  TEGATA_COMMAND: "node tools/run.mjs tegata",
  PATH: [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter),
};
const [script, ...fixed] = task;
const child = spawn(node, ["--conditions=@tegata/source", join(root, script), ...fixed, ...rest], {
  stdio: "inherit",
  env,
});
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) {
  process.on(signal, () => {
    // A terminal sends Ctrl-C to the child as well; then this process only has to outlive it and pass its result on.
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
}
child.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on("exit", (code, signal) => {
  if (signal) {
    for (const handled of signals) process.removeAllListeners(handled);
    process.kill(process.pid, signal);
  } else process.exit(code ?? 1);
});
