// Runs jest, in two workers, on the tests beside this file. Prints how many passed and failed, as one line of JSON.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const jest = createRequire(join(process.cwd(), "package.json")).resolve("jest/bin/jest");
const config = { rootDir: import.meta.dirname, testMatch: ["**/*.test.mjs"], transform: {}, testEnvironment: "node" };
// jest takes ECMAScript modules only so; its workers inherit the flag.
const words = ["--experimental-vm-modules", jest, "--config", JSON.stringify(config)];
const options = ["--maxWorkers=2", "--testTimeout=60000", "--json"];
const { stdout, stderr } = spawnSync(process.execPath, [...words, ...options], { encoding: "utf8" });
process.stderr.write(stderr);
const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(stdout);
console.log(JSON.stringify({ passed, failed }));
