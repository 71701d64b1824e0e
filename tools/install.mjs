// Installs what the lock file names, once a change of it. Runs on Node 20.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

function fingerprint(root) {
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "package.json"]) hash.update(readFileSync(join(root, name)));
  return hash.digest("hex");
}

/** Runs `npm ci` unless what is installed came from the present lock file. */
export function installIfMissing(root) {
  const stamp = join(root, "node_modules", ".tegata-installed");
  const wanted = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Installing dependencies (once, about a minute)…\n");
  // npm's engine warnings speak of the machine's Node; the project runs on the one that this installs.
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (npm.error) throw npm.error;
  if (npm.status !== 0) {
    process.stderr.write(
      "npm ci failed; its message is above. Tegata needs access to an npm registry for the first run.\n",
    );
    process.exit(npm.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
