// The code blocks of a page, each with what the comment before it says about how it is proven:
//   <!-- not run: why -->            shown only; its `tegata` lines are still read by the command line's own parser
//   <!-- run: exit 3 -->             the block's last command ends with that code
//   <!-- run: background "text" -->  goes on until the page ends; the next block waits for that text in its output
//   <!-- output -->                  what the block before printed: these lines, in order; … stands for anything
//   <!-- file: name -->              the text of a file that the following blocks use
//   <!-- with: code -->              what a fragment of TypeScript needs to be complete: imports, declarations
import { marked, type Tokens } from "marked";

export interface Block {
  /** `README.md:31`. */
  readonly at: string;
  readonly language: string;
  readonly text: string;
  /** The comment right before the block, without its brackets; empty when there is none. */
  readonly mark: string;
}

/** The words behind `key:` in a block's mark, or undefined. */
export function markOf(block: Block, key: string): string | undefined {
  return block.mark.startsWith(key) ? block.mark.slice(key.length).replace(/^:/u, "").trim() : undefined;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** Every fenced block of a page's top level, in order. */
export function blocksOf(page: string, text: string): Block[] {
  const blocks: Block[] = [];
  let offset = 0;
  let mark = "";
  for (const token of marked.lexer(text)) {
    if (token.type === "code") {
      const { lang = "", text: code } = token as Tokens.Code;
      blocks.push({ at: `${page}:${lineOf(text, offset)}`, language: lang.split(" ")[0] ?? "", text: code, mark });
    }
    if (token.type === "html") mark = /^<!--\s*([\s\S]*?)\s*-->\s*$/u.exec(token.raw)?.[1] ?? "";
    else if (token.type !== "space") mark = "";
    offset += token.raw.length;
  }
  return blocks;
}
