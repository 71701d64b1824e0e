// Makes one file of the compiled package before it is packed: finding and reading thirty is most of what an import costs.
// `@tegata/core` stays outside, so that its error class is one for all packages.
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

export async function prepare({ folder }) {
  const dist = join(folder, "dist");
  const whole = join(folder, "dist.index.js");
  await build({
    entryPoints: [join(dist, "index.js")],
    outfile: whole,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node22",
    packages: "external",
    logLevel: "warning",
  });
  for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (/\.js(?:\.map)?$/.test(name)) rmSync(join(dist, name));
  }
  renameSync(whole, join(dist, "index.js"));
}
