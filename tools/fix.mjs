// `npm run fix`: what a machine can put right: safe lint fixes, then the format.
import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { binOf } from "./bin.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const programs = [
  [binOf(root, "oxlint"), "--type-aware", "--fix"],
  [binOf(root, "oxfmt"), ...process.argv.slice(2)],
];
const codes = programs.map(
  (parameters) => spawnSync(process.execPath, parameters, { cwd: root, stdio: "inherit" }).status ?? 1,
);
process.exit(Math.max(...codes));
