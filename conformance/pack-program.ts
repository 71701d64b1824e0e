// Packs the published packages into the folder that is named, and prints what was packed. A program of its own, so that
// it can be ended with everything that it started.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { packAll } from "../tools/pack.mjs";

const [scratch = ""] = process.argv.slice(2);
const packed = await packAll(dirname(dirname(fileURLToPath(import.meta.url))), scratch);
console.log(JSON.stringify(Object.fromEntries(packed.map(({ name, tarball }) => [name, tarball]))));
