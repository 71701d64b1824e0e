import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { brokenLinks } from "../docs/checks/links.ts";
import { stalePages, writePages } from "../docs/checks/stale.ts";
import { behindTranslations, stamp } from "../docs/checks/translations.ts";

/** A repository in a temporary folder with these files; gone when the test ends. */
function repository(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "tegata-docs-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

describe("links between pages", () => {
  test("one that leads to a file, a folder, a heading or another site is fine", () => {
    const root = repository({
      "README.md":
        "# A\n[b](docs/b.md) [two](docs/b.md#two-words--it) [folder](docs) [self](#a) [site](https://example.org/x)",
      "docs/b.md": "## `Two` words & *it*\n[up](../README.md#a)",
    });
    expect(brokenLinks(root)).toEqual([]);
  });

  test("one that leads nowhere is named with its page", () => {
    const root = repository({
      "README.md": "# A\n[gone](docs/gone.md) [none](docs/b.md#three) <img src='x'> <img src=\"p.svg\">",
      "docs/b.md": "## Two\n[out](../../elsewhere.md)\n\n```sh\n[not a link](nowhere.md)\n```\n",
    });
    expect(brokenLinks(root)).toEqual([
      "README.md: docs/gone.md leads to no file",
      "README.md: docs/b.md#three leads to no heading",
      "README.md: p.svg leads to no file",
      "docs/b.md: ../../elsewhere.md leads to no file",
    ]);
  });

  test("the second heading of a name has a number, and Japanese headings are anchors too", () => {
    const root = repository({
      "a.md": "# 手形とは\n## Setup\n## Setup\n[1](#setup) [2](#setup-1) [3](#手形とは) [4](#setup-2)",
    });
    expect(brokenLinks(root)).toEqual(["a.md: #setup-2 leads to no heading"]);
  });
});

describe("written pages", () => {
  const page = { path: "docs/reference/x.md", text: "# X\n<!-- Written by `npm run docs`. -->\n" };

  test("one that is missing, edited or no longer made is stale until it is written again", () => {
    const root = repository({ "docs/reference/old.md": "<!-- Written by `npm run docs`. -->", "docs/own.md": "# Own" });
    expect(stalePages(root, [page])).toEqual([
      "docs/reference/x.md is missing: run npm run docs",
      "docs/reference/old.md is no longer made from anything: run npm run docs",
    ]);
    writePages(root, [page]);
    expect(stalePages(root, [page])).toEqual([]);
    writeFileSync(join(root, page.path), "# X, better\n");
    expect(stalePages(root, [page])).toEqual(["docs/reference/x.md is not what the sources say: run npm run docs"]);
    expect(readFileSync(join(root, "docs/own.md"), "utf8")).toBe("# Own");
  });
});

describe("translations", () => {
  const original = "# Title\n\n```sh\nrun it # fast\n```\n\n## Part\n";
  const translated = "<!-- Translation of README.md at -. -->\n# 題名\n\n```sh\nrun it # 速く\n```\n\n## 部分\n";

  test("one is in step once stamped, and behind when its original changes", () => {
    const root = repository({ "README.md": original, "README.ja.md": translated });
    const behind = "README.ja.md is behind README.md: bring it up, then node tools/run.mjs docs --stamp README.ja.md";
    expect(behindTranslations(root)).toEqual([behind]);
    stamp(root, "README.ja.md");
    expect(behindTranslations(root)).toEqual([]);
    writeFileSync(join(root, "README.md"), original.replace("Part", "Section"));
    expect(behindTranslations(root)).toEqual([behind]);
  });

  test("one that lost a heading or a code block cannot be stamped into step", () => {
    const root = repository({
      "README.md": original,
      "README.ja.md": translated.replace("run it", "run").replace("## 部分", ""),
    });
    stamp(root, "README.ja.md");
    expect(behindTranslations(root)).toEqual([
      "README.ja.md has other headings than README.md",
      "README.ja.md lacks a code block of README.md: run it",
    ]);
  });

  test("a page in Japanese says what it translates", () => {
    expect(behindTranslations(repository({ "README.ja.md": "# 題名\n" }))).toEqual([
      "README.ja.md does not say in its first line what it translates",
    ]);
  });
});
