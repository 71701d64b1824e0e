import { parse } from "../../../packages/cli/src/program.ts";
import { blocksOf, type Block } from "../blocks.ts";

const shells = new Set(["sh", "bash", "console"]);

/** The words of a shell's line up to its end, a comment, a pipe or a redirection. `<client id>` is one word. */
function wordsOf(line: string): string[] {
  const words = line.matchAll(/"([^"]*)"|'([^']*)'|(<[a-z][^>]*>)|([|;&)#>\\]).*|([^\s"'|;&)#<>\\]+)/gu);
  return [...words].flatMap(
    ([, double, single, placeholder, , plain]) => double ?? single ?? placeholder ?? plain ?? [],
  );
}

/**
 * The command lines of a block: what stands behind each `tegata`, or behind `node tools/run.mjs tegata`. In a `console`
 * block, which has answers too, a line that was typed begins with `$ `.
 */
function commandLines(block: Block): string[][] {
  return block.text
    .replaceAll(/\\\n\s*/gu, " ")
    .split("\n")
    .filter((line) => block.language !== "console" || line.startsWith("$ "))
    .flatMap((line) => [...line.matchAll(/(?:^|[\s(|;&])(?:npx )?tegata(?= [a-z-])(.*)/gu)])
    .filter(({ input, index }) => !/#|\s--?[a-z][\w-]*$/u.test(input.slice(0, index)))
    .map(([, rest = ""]) => wordsOf(rest));
}

/** One line for each `tegata …` on these pages that the command line would refuse. Nothing is run. */
export async function refusedCommandLines(pages: ReadonlyMap<string, string>): Promise<string[]> {
  const faults: string[] = [];
  const output = { out: () => {}, err: () => {} };
  for (const [page, text] of pages)
    for (const block of blocksOf(page, text).filter(({ language }) => shells.has(language)))
      for (const words of commandLines(block)) {
        const parsed = await parse(words, output);
        // What a variable stands for is not known here; a page that is followed shows it.
        const isOfVariable = "message" in parsed && parsed.message.includes("argument '$");
        if ("exitCode" in parsed && parsed.exitCode !== 0 && !isOfVariable)
          faults.push(`${block.at}: tegata ${words.join(" ")}: ${parsed.message}`);
      }
  return faults;
}
