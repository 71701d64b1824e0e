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
  const windows = process.platform === "win32";
  // `npm ci` begins by deleting node_modules, and Windows deletes no program that runs: not our own Node when it runs us.
  const ownNode = windows && process.execPath.startsWith(join(root, "node_modules"));
  const parameters = [ownNode ? "install" : "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  // npm's engine warnings speak of the machine's Node; the project runs on the one that this installs.
  const npm = spawnSync("npm", parameters, { cwd: root, stdio: ["ignore", 2, 2], shell: windows });
  if (npm.error) throw npm.error;
  return npm.status ?? 1;
}

/** Runs `npm ci` unless what is installed came from the present lock file. Two runs at once install once. */
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
    "npm ci failed; its message is above. Tegata needs access to an npm registry for the first run.\n",
  );
  process.exit(status);
}
