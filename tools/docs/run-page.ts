// Follows a page as a reader would: writes its files, types its commands into one shell, and compares what is printed.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { blocksOf, markOf, type Block } from "./blocks.ts";
import { openShell, type Ran, type Shell } from "./shell.ts";

const unrunnable = new Set([".git", "dist", "coverage"]);

/** `tegata` as it is in this clone. The emulator takes free ports, so that a page can be followed beside a running one. */
function shim(root: string): string {
  return [
    "#!/usr/bin/env bash",
    `if [ "$1 $2" = "emulator start" ]; then set -- "$@" --ports free; fi`,
    `exec node --conditions=@tegata/source "${join(root, "packages/cli/src/main.ts")}" "$@"`,
    "",
  ].join("\n");
}

/** A folder that looks like a fresh clone, in which a page's own files can be made, with a home folder beside it. */
function workplace(root: string): {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly base: string;
} {
  const base = mkdtempSync(join(tmpdir(), "tegata-page-"));
  const [folder, home, bin] = ["clone", "home", "bin"].map((name) => join(base, name)) as [string, string, string];
  for (const made of [folder, home, bin]) mkdirSync(made);
  for (const entry of readdirSync(root))
    if (!unrunnable.has(entry)) symlinkSync(join(root, entry), join(folder, entry));
  writeFileSync(join(bin, "tegata"), shim(root), { mode: 0o755 });
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:AZURE_|TEGATA_|MSI_|IDENTITY_|NODE_OPTIONS)/u.test(name),
  );
  const environment = {
    ...Object.fromEntries(kept),
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
    NODE_OPTIONS: "--conditions=@tegata/source",
    NO_COLOR: "1",
    CI: "1",
    TEGATA_COMMAND: "tegata",
  };
  return { folder, environment, base };
}

function lineMatches(expected: string, actual: string): boolean {
  const pattern = expected
    .trim()
    .split("…")
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  return new RegExp(`^${pattern.join(".*")}$`, "u").test(actual.trim());
}

/** The first line of the block that the output does not have, in order. */
export function missingLine(expected: string, output: string): string | undefined {
  const lines = output.split("\n");
  return expected.split("\n").find((line) => {
    if (line.trim() === "" || line.trim() === "…") return false;
    const at = lines.findIndex((actual) => lineMatches(line, actual));
    lines.splice(0, at + 1);
    return at === -1;
  });
}

async function runBlock(shell: Shell, block: Block): Promise<Ran | string> {
  const background = markOf(block, 'run: background "')?.replace(/"$/u, "");
  if (background !== undefined) return shell.start(block.text, background);
  const expected = Number(markOf(block, "run: exit") ?? 0);
  const ran = await shell.run(block.text, expected !== 0);
  if (ran.code === expected) return ran;
  return `${block.at}: ended with ${ran.code}, not ${expected}:\n${ran.output}`;
}

async function follow(blocks: readonly Block[], shell: Shell, folder: string): Promise<string[]> {
  let last: Ran = { code: 0, output: "" };
  for (const block of blocks) {
    const file = markOf(block, "file");
    if (file !== undefined) writeFileSync(join(folder, file), `${block.text}\n`);
    else if (block.mark === "output") {
      const missing = missingLine(block.text, last.output);
      if (missing !== undefined) return [`${block.at}: not printed: ${missing}\n${last.output}`];
    } else if (["sh", "bash"].includes(block.language) && markOf(block, "not run") === undefined) {
      const ran = await runBlock(shell, block);
      if (typeof ran === "string") return [ran];
      last = ran;
    }
  }
  return [];
}

/** What went otherwise than the page says; empty when a reader can follow it. The first fault ends the walk. */
export async function runPage(root: string, page: string, text: string): Promise<string[]> {
  const { folder, environment, base } = workplace(root);
  const shell = openShell({ folder, environment });
  try {
    return await follow(blocksOf(page, text), shell, folder);
  } catch (error) {
    return [`${page}: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    await shell.close();
    rmSync(base, { recursive: true, force: true });
  }
}
