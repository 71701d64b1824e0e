// Installs what the lock file names, once a change of it. Runs on Node 20.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";

function fingerprint(root) {
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "package.json"]) hash.update(readFileSync(join(root, name)));
  return hash.digest("hex");
}

function isInstalled(root) {
  const stamp = join(root, "node_modules", ".tegata-installed");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root);
}

function install(root) {
  process.stderr.write("Installing dependencies (once, about a minute)…\n");
  // Not `npm ci`: it refuses a lock file that was made where a registry offers fewer platforms' optional packages, and it
  // begins by deleting node_modules, in which our own Node may be running (Windows deletes no program that runs).
  // `--no-save` leaves package.json and the lock file as they are; what the lock file names is what is installed.
  const parameters = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's engine warnings speak of the machine's Node; the project runs on the one that this installs.
  const npm = spawnSync("npm", parameters, {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (npm.error) throw npm.error;
  return npm.status ?? 1;
}

/** Runs npm unless what is installed came from the present lock file. Two runs at once install once. */
export function installIfMissing(root) {
  if (isInstalled(root)) return;
  const status = withLock(
    join(root, ".tegata", "install.lock"),
    () => {
      if (isInstalled(root)) return 0;
      const code = install(root);
      if (code === 0) writeFileSync(join(root, "node_modules", ".tegata-installed"), fingerprint(root));
      return code;
    },
    () => process.stderr.write("Waiting for another run that is installing…\n"),
  );
  if (status === 0) return;
  process.stderr.write(
    "npm install failed; its message is above. Tegata needs access to an npm registry for the first run.\n",
  );
  process.exit(status);
}
