// `npm run docs`: writes the pages that are made from the sources (tools/docs/generated, one file a kind). `--check`
// writes nothing: it tells which written pages are stale, which links lead nowhere, which translations are behind, and
// which code blocks do not compile, cannot be read, or name options that `tegata` does not have. `--run [page …]`
// follows pages as a reader would (tools/docs/run-page.ts). `--stamp <page>` says that a translation has been brought
// up to its original.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { refusedCommandLines } from "./docs/checks/command-lines.ts";
import { unreadableBlocks } from "./docs/checks/data-blocks.ts";
import { brokenLinks } from "./docs/checks/links.ts";
import { markdownFiles } from "./docs/checks/markdown-files.ts";
import { stalePages, writePages } from "./docs/checks/stale.ts";
import { behindTranslations, stamp } from "./docs/checks/translations.ts";
import { uncompiledBlocks } from "./docs/checks/typed-blocks.ts";
import { generatedPages } from "./docs/generated.ts";
import { writtenBy } from "./docs/page.ts";
import { followed } from "./docs/followed.ts";
import { runPage } from "./docs/run-page.ts";

const root = join(import.meta.dirname, "..");
const [mode, ...named] = process.argv.slice(2);

/** Pages that people wrote, by path. */
function writtenByHand(): Map<string, string> {
  const pages = markdownFiles(root).map((path): [string, string] => [path, readFileSync(join(root, path), "utf8")]);
  return new Map(pages.filter(([, text]) => !text.includes(`<!-- ${writtenBy}`)));
}

async function check(): Promise<string[]> {
  const pages = writtenByHand();
  const [compiled, commandLines] = await Promise.all([uncompiledBlocks(root, pages), refusedCommandLines(pages)]);
  const stale = stalePages(root, await generatedPages());
  return [
    ...stale,
    ...brokenLinks(root),
    ...behindTranslations(root),
    ...unreadableBlocks(pages),
    ...compiled,
    ...commandLines,
  ];
}

async function timed(page: string): Promise<string[]> {
  const start = performance.now();
  const faults = await runPage(root, page, readFileSync(join(root, page), "utf8"));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${faults.length > 0 ? "failed" : "ok    "}  ${page}  ${seconds} s`);
  return faults;
}

/** Follows pages two at a time: each waits for its own processes most of the while. */
async function run(pages: readonly string[]): Promise<string[]> {
  const left = [...pages];
  const follower = async (): Promise<string[]> => {
    const faults: string[] = [];
    for (let page = left.shift(); page !== undefined; page = left.shift()) faults.push(...(await timed(page)));
    return faults;
  };
  return (await Promise.all([follower(), follower()])).flat();
}

function report(faults: readonly string[]): void {
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (mode === "--stamp") for (const page of named) stamp(root, page);
else if (mode === "--check") report(await check());
else if (mode === "--run") report(await run(named.length > 0 ? named : followed));
else writePages(root, await generatedPages());
