import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { refusedCommandLines } from "../docs/checks/command-lines.ts";
import { unreadableBlocks } from "../docs/checks/data-blocks.ts";
import { uncompiledBlocks } from "../docs/checks/typed-blocks.ts";
import { missingLine, runPage } from "../docs/run-page.ts";

const root = join(import.meta.dirname, "../..");
const fence = "```";

function page(...blocks: readonly (readonly [mark: string, language: string, text: string])[]): string {
  return blocks.map(([mark, language, text]) => `${mark}\n\n${fence}${language}\n${text}\n${fence}\n`).join("\n");
}

function pages(text: string): ReadonlyMap<string, string> {
  return new Map([["docs/planted.md", text]]);
}

describe("code blocks of a page", () => {
  test("TypeScript that does not compile is named with its line", async () => {
    const text = page(
      [
        "",
        "ts",
        `import { redact } from "@tegata/core";\nconst text: string = redact("x");\nprocess.stdout.write(text);`,
      ],
      [
        "<!-- with: declare const seconds: number; -->",
        "ts",
        "const a: number = seconds;\nconst b: string = seconds;\nvoid [a, b];",
      ],
    );
    expect(await uncompiledBlocks(root, pages(text))).toEqual([
      "docs/planted.md:13: TS2322: Type 'number' is not assignable to type 'string'.",
    ]);
  });

  test("YAML and JSON that cannot be read are named, and a tegata.yaml is read as tegata does", () => {
    const text = page(
      ["", "yaml", "a: [1"],
      ["", "yaml", "version: 1\ncloud: public"],
      ["", "json", "{ a: 1 }"],
      ["", "yaml", "a: 1"],
    );
    expect(unreadableBlocks(pages(text)).map((fault) => fault.split(":").slice(0, 2).join(":"))).toEqual([
      "docs/planted.md:3",
      "docs/planted.md:9",
      "docs/planted.md:16",
    ]);
  });

  test("a command that tegata would refuse is named; what the shell adds around it is not its business", async () => {
    const text = page(
      [
        "",
        "sh",
        `tegata plan --fiel x   # tegata nonsense\neval "$(tegata emulator env --format bash)"\ntegata exec --on app-orders -- node app.js | head`,
      ],
      [
        "<!-- not run: needs Azure -->",
        "sh",
        "tegata apply --side resource \\\n  --application-id <client id>\ncat tegata.yaml && tegata emulator strat",
      ],
    );
    expect(await refusedCommandLines(pages(text))).toEqual([
      expect.stringContaining("docs/planted.md:3: tegata plan --fiel x: unknown option '--fiel'"),
      expect.stringContaining("docs/planted.md:11: tegata emulator strat: unknown command 'strat'"),
    ]);
  });

  test("in a transcript only what was typed is a command line", async () => {
    const text = page(["", "console", "$ tegata plan --fiel x\nThe chain works. tegata doctor says what to repair."]);
    expect(await refusedCommandLines(pages(text))).toEqual([
      expect.stringContaining("docs/planted.md:3: tegata plan --fiel x: unknown option '--fiel'"),
    ]);
  });
});

describe("a page that is followed", () => {
  test("goes on in one shell, with the files it shows, and each command must end as the page says", async () => {
    const text = page(
      ["<!-- file: greeting.txt -->", "text", "hello"],
      ["", "sh", "name=world"],
      ['<!-- run: background "ready" -->', "sh", "echo ready; sleep 600"],
      ["", "sh", "cat greeting.txt; echo $name"],
      ["<!-- output -->", "text", "hel…\nworld"],
      ["<!-- run: exit 3 -->", "sh", "(exit 3)"],
      ["<!-- not run: it would fail -->", "sh", "exit 1"],
    );
    expect(await runPage(root, "docs/planted.md", text)).toEqual([]);
  });

  test("fails at the first command that ends otherwise, or prints otherwise", async () => {
    const failing = page(["", "sh", "echo one; false\necho three"], ["", "sh", "echo two"]);
    expect(await runPage(root, "p.md", failing)).toEqual(["p.md:3: ended with 1, not 0:\none\n"]);
    const printing = page(["", "sh", "echo one"], ["<!-- output -->", "text", "two"]);
    expect(await runPage(root, "p.md", printing)).toEqual(["p.md:9: not printed: two\none\n"]);
  });

  test("lines of output are wanted in their order, with … for anything", () => {
    expect(missingLine("a…c\n…\nd", "x\nabc\ny\nd\n")).toBeUndefined();
    expect(missingLine("d\na", "a\nd")).toBe("a");
  });
});
