import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runChild } from "./child.ts";
import { tail } from "./redact.ts";

/** The tarball of each package of this repository, by the package's name. */
export type Tarballs = Readonly<Record<string, string>>;

/** Packs the products as `npm publish` would, into a new folder. */
export async function pack(folder: string, signal: AbortSignal): Promise<Tarballs> {
  await mkdir(folder, { recursive: true });
  const program = fileURLToPath(new URL("pack-program.ts", import.meta.url));
  const options = { cwd: folder, env: process.env, limitMs: 300_000, signal };
  const ended = await runChild(process.execPath, [program, folder], options);
  if (ended.code !== 0) throw new Error(`the packages could not be packed:\n${tail(ended)}`);
  return JSON.parse(ended.stdout) as Tarballs;
}
