import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { marked, type Token, type Tokens } from "marked";
import { markdownFiles } from "./markdown-files.ts";

interface Parsed {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

/** The anchor that forges give a heading: lower case, punctuation gone, blanks to hyphens, `-1` for the second of a name. */
function anchorsOf(headings: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const heading of headings) {
    const base = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What a heading reads as: `` `code` `` and *emphasis* without their marks. */
function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) =>
      "tokens" in token && token.tokens ? plainText(token.tokens) : "text" in token ? String(token.text) : "",
    )
    .join("");
}

function parse(text: string): Parsed {
  const links: string[] = [];
  const headings: string[] = [];
  const explicit = [...text.matchAll(/<a (?:id|name)="([^"]+)"/gu)].map(([, name = ""]) => name);
  void marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === "link" || token.type === "image") links.push((token as Tokens.Link).href);
    if (token.type === "heading") headings.push(plainText((token as Tokens.Heading).tokens));
  });
  for (const [, target = ""] of text.matchAll(/<(?:img|a)\b[^>]*\b(?:src|href)="([^"]+)"/gu)) links.push(target);
  return { links, anchors: new Set([...anchorsOf(headings), ...explicit]) };
}

/** One line for each link between pages of the repository that leads to no file or no heading. Nothing is fetched. */
export function brokenLinks(root: string): string[] {
  const parsed = new Map(markdownFiles(root).map((path) => [path, parse(readFileSync(join(root, path), "utf8"))]));
  return [...parsed].flatMap(([page, { links }]) =>
    links
      .filter((link) => !/^[a-z][a-z+.-]*:/iu.test(link))
      .flatMap((link) => {
        const [file = "", anchor = ""] = link.split("#");
        const target = file === "" ? page : posix.normalize(posix.join(dirname(page), decodeURI(file)));
        if (target.startsWith("..") || !existsSync(join(root, target))) return [`${page}: ${link} leads to no file`];
        if (anchor === "" || !target.endsWith(".md") || statSync(join(root, target)).isDirectory()) return [];
        const anchors = parsed.get(target)?.anchors;
        return anchors?.has(decodeURIComponent(anchor)) ? [] : [`${page}: ${link} leads to no heading`];
      }),
  );
}
