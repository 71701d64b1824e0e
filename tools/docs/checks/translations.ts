import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { marked, type Tokens } from "marked";
import { markdownFiles } from "./markdown-files.ts";

/** First line of a translation: which page it translates, and the hash of that page's text when it was brought up. */
const mark = /^<!-- Translation of (\S+) at ([0-9a-f]{12}|-)\. -->\r?\n/u;

function hashOf(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n")).digest("hex").slice(0, 12);
}

/** Depth of each heading and each code block's text without comments: what a faithful translation keeps. */
function shapeOf(text: string): { readonly headings: string; readonly blocks: readonly string[] } {
  const tokens = marked.lexer(text);
  const headings = tokens.filter((token): token is Tokens.Heading => token.type === "heading");
  const blocks = tokens.filter((token): token is Tokens.Code => token.type === "code" && token.lang !== "text");
  const withoutComments = (code: string): string => code.replaceAll(/\s*(?:#|\/\/) .*$/gmu, "").trim();
  return {
    headings: headings.map(({ depth }) => depth).join(""),
    blocks: blocks.map(({ text: code }) => withoutComments(code)),
  };
}

function faultsOf(root: string, page: string): string[] {
  const text = readFileSync(join(root, page), "utf8");
  const found = mark.exec(text);
  if (!found) return page.endsWith(".ja.md") ? [`${page} does not say in its first line what it translates`] : [];
  const [first, original = "", stamped = ""] = found;
  if (!existsSync(join(root, original))) return [`${page} translates ${original}, which is not there`];
  const source = readFileSync(join(root, original), "utf8");
  const faults: string[] = [];
  if (hashOf(source) !== stamped)
    faults.push(`${page} is behind ${original}: bring it up, then node tools/run.mjs docs --stamp ${page}`);
  const [theirs, ours] = [shapeOf(source), shapeOf(text.slice(first.length))];
  if (theirs.headings !== ours.headings) faults.push(`${page} has other headings than ${original}`);
  for (const block of theirs.blocks)
    if (!ours.blocks.includes(block)) faults.push(`${page} lacks a code block of ${original}: ${block.split("\n")[0]}`);
  return faults;
}

/** One line for each translation that is not in step with its original. */
export function behindTranslations(root: string): string[] {
  return markdownFiles(root).flatMap((page) => faultsOf(root, page));
}

/** Writes the original's present hash into a translation's first line. */
export function stamp(root: string, page: string): void {
  const file = join(root, page);
  const text = readFileSync(file, "utf8");
  const original = mark.exec(text)?.[1];
  if (original === undefined) throw new Error(`${page} has no first line <!-- Translation of <page> at -. -->`);
  const hash = hashOf(readFileSync(join(root, original), "utf8"));
  writeFileSync(file, text.replace(mark, `<!-- Translation of ${original} at ${hash}. -->\n`));
}
