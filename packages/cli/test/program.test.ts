import { describe, expect, test } from "vitest";
import { loaders, loadGroups } from "../src/commands/registry.ts";
import type { Parsed } from "../src/program.ts";
import { parse } from "../src/program.ts";

interface Heard {
  readonly parsed: Parsed;
  readonly out: string;
  readonly err: string;
}

async function hear(...words: string[]): Promise<Heard> {
  let [out, err] = ["", ""];
  const parsed = await parse(words, { out: (text) => (out += text), err: (text) => (err += text) });
  return { parsed, out, err };
}

const commandGroups = await loadGroups();
const commands = commandGroups.flatMap((group) => group.commands);
const names = commands.map(({ name }) => name);

test("a group is loaded by the first words of its commands", async () => {
  for (const { words, load } of loaders)
    expect(new Set(words)).toEqual(new Set((await load()).map(({ name }) => name.split(" ")[0])));
});

describe("help", () => {
  test.each(["--help", "-h"])(
    "with %s leads with usage, lists every command in its group, ends with examples, and ends well",
    async (flag) => {
      const { parsed, out, err } = await hear(flag);
      expect(parsed).toMatchObject({ exitCode: 0 });
      expect(err).toBe("");
      expect(out.split("\n")[0]).toBe("Usage: tegata [options] [command]");
      const headings = [...out.matchAll(/^(\w+):/gm)].map((match) => match[1]);
      expect(headings).toEqual(["Usage", "Options", ...commandGroups.map(({ heading }) => heading), "Examples"]);
      const listed = [...out.matchAll(/^ {2}(\S+(?: \S+){0,2}) {2,}\S/gm)].map((match) => match[1]);
      expect(listed.filter((name) => !name?.startsWith("-"))).toEqual(names);
    },
  );

  test.each(commands)("of $name ends with its examples, each of which is a use of it that parses", async (command) => {
    const { parsed, out } = await hear(...command.name.split(" "), "--help");
    expect(parsed).toMatchObject({ exitCode: 0 });
    expect(out.startsWith(`Usage: tegata ${command.name} [options]`)).toBe(true);
    expect(out.endsWith(`\n\nExamples:\n${command.examples.map((line) => `  ${line}\n`).join("")}`)).toBe(true);
    expect(out).toContain(command.summary.slice(1, 20));
    expect(command.examples.length).toBeGreaterThan(0);
    for (const example of command.examples) {
      const words = /.*tegata ([^)"]+)/.exec(example)?.[1]?.split(" ") ?? [];
      expect((await hear(...words)).parsed).toMatchObject({ request: { command: { name: command.name } } });
    }
  });

  test("of a group shows a use of each of its commands", async () => {
    const { out } = await hear("emulator", "--help");
    for (const name of names.filter((candidate) => candidate.startsWith("emulator ")))
      expect(out.split("Examples:")[1]).toContain(`tegata ${name}`);
  });

  test("every command takes --json and --no-input", async () => {
    for (const { name } of commands) {
      const { parsed } = await hear(...name.split(" "), "--json", "--no-input");
      expect(parsed).toMatchObject({ request: { options: { json: true, input: false } } });
    }
  });
});

describe("wrong usage", () => {
  test.each([
    [[], "no command is given"],
    [["emulator"], "no command is given"],
    [["nonsense"], "unknown command 'nonsense'"],
    [["emulator", "nonsense"], "unknown command 'nonsense'"],
    [["plan", "--nonsense"], "unknown option '--nonsense'"],
    [["plan", "--sied", "home"], "unknown option '--sied'\n(Did you mean --side?)"],
    [
      ["plan", "--side", "both"],
      "option '--side <side>' argument 'both' is invalid. Allowed choices are home, resource.",
    ],
    [["plan", "--file"], "option '--file <path>' argument missing"],
    [["demo", "now"], "too many arguments for 'demo'. Expected 0 arguments but got 1: now."],
    [["status"], "unknown command 'status'\n(Did you mean emulator status?)"],
    [
      ["fault", "list"],
      "unknown command 'fault'\n(Did you mean one of emulator fault list, emulator fault add, emulator fault clear?)",
    ],
  ])("%j ends with 64 and says: %s", async (words, message) => {
    const { parsed, out, err } = await hear(...words);
    expect(parsed).toEqual({ exitCode: 64, json: false, message });
    expect(out).toBe("");
    expect(err).not.toBe("");
  });

  test("is told with --json as well", async () => {
    expect((await hear("plan", "--nonsense", "--json")).parsed).toMatchObject({ exitCode: 64, json: true });
  });
});

describe("a command line", () => {
  test("gives the program behind -- untouched, its own options too", async () => {
    const { parsed } = await hear("exec", "--on", "vm-batch", "--", "node", "--json", "-h", "a b");
    expect(parsed).toMatchObject({
      request: { options: { on: "vm-batch" }, operands: ["node", "--json", "-h", "a b"] },
    });
    expect(parsed).not.toMatchObject({ request: { options: { json: true } } });
  });

  test("may leave out -- before a program", async () => {
    const { parsed } = await hear("exec", "--on", "vm-batch", "node", "--version");
    expect(parsed).toMatchObject({ request: { operands: ["node", "--version"] } });
  });

  test("has defaults: tegata.yaml, the kept ports, JSON", async () => {
    expect((await hear("plan")).parsed).toMatchObject({ request: { options: { file: "tegata.yaml" } } });
    expect((await hear("emulator", "start")).parsed).toMatchObject({ request: { options: { ports: "kept" } } });
    expect((await hear("emulator", "env")).parsed).toMatchObject({ request: { options: { format: "json" } } });
  });
});
