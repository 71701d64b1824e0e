import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { configurationJsonSchema, schemaFileName, writeConfiguration } from "@tegata/setup";
import { ask, mayAsk } from "../ask.ts";
import type { Command, CommandOption, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";
import { writeNewFile } from "../files.ts";
import { commandWord } from "../command-word.ts";
import type { Answers } from "../init-draft.ts";
import { draftOf } from "../init-draft.ts";
import { exitCode } from "../output/exit-codes.ts";

interface Question {
  readonly key: keyof Answers;
  readonly flag: string;
  readonly value: string;
  readonly question: string;
  /** Taken when nothing is said; without one, there must be an answer. */
  readonly otherwise?: string;
}

const questions: readonly Question[] = [
  { key: "home", flag: "home", value: "directory", question: "home directory, which has the workload (domain or id)" },
  { key: "subscription", flag: "subscription", value: "subscription", question: "its subscription (name or id)" },
  {
    key: "resourceGroup",
    flag: "resource-group",
    value: "name",
    question: "the resource group of the identity and the hosts",
  },
  { key: "location", flag: "location", value: "region", question: "the region of the identity, such as japaneast" },
  { key: "identity", flag: "identity", value: "name", question: "the name of the managed identity" },
  {
    key: "hosts",
    flag: "host",
    value: "kind:name",
    question: "hosts, such as appService:app-orders; separated by ;",
    otherwise: "",
  },
  { key: "application", flag: "application", value: "name", question: "the name of the application" },
  {
    key: "trusts",
    flag: "trust",
    value: "issuer=subject",
    question: "what it trusts: managedIdentity, or issuer=subject; separated by ;",
    otherwise: "managedIdentity",
  },
  {
    key: "resource",
    flag: "resource",
    value: "directory",
    question: "resource directory, which has the data (domain or id)",
  },
  {
    key: "grants",
    flag: "grant",
    value: "role=scope",
    question: "roles, as role=scope or role=resource name, or appRole=https://api; separated by ;",
  },
  {
    key: "cloud",
    flag: "cloud",
    value: "name",
    question: "the cloud: public, usgov, china or a metadata URL",
    otherwise: "public",
  },
];

const options: readonly CommandOption[] = [
  ...questions.map(({ flag, value, question, otherwise }) => ({
    flags: `--${flag} <${value}>`,
    description: otherwise ? `${question} (${otherwise} when left out)` : question,
  })),
  { flags: "--file <path>", description: "where to write", defaultValue: "tegata.yaml" },
];

function given(invocation: Invocation, { flag }: Question): string | undefined {
  return text(
    invocation,
    flag.replaceAll(/-(\w)/g, (_match, letter: string) => letter.toUpperCase()),
  );
}

/** Every answer: from the flags, else asked for; without anybody to ask, one error that lists what is missing. */
async function answersOf(invocation: Invocation): Promise<Answers> {
  const answers: Partial<Record<keyof Answers, string>> = {};
  const missing: string[] = [];
  const asks = mayAsk(invocation);
  for (const one of questions) {
    let answer = given(invocation, one);
    const ending = one.otherwise ? ` [${one.otherwise}]` : "";
    if (answer === undefined && asks) answer = await ask(invocation, `${one.question}${ending}: `);
    if (answer === undefined || answer === "") answer = one.otherwise;
    if (answer === undefined) missing.push(`--${one.flag} <${one.value}>`);
    else answers[one.key] = answer;
  }
  if (missing.length === 0) return answers as Answers;
  throw new CliError("cli.usage", `init needs ${missing.join(", ")}`, {
    fix: "Give them as options, or run it at a terminal, where it asks.",
  });
}

export const init: Command = {
  name: "init",
  summary: "ask for both directories and write tegata.yaml; never overwrites one",
  examples: [
    "tegata init",
    "tegata init --home contoso.onmicrosoft.com --resource fabrikam.onmicrosoft.com --grant Reader=fabrikamdata",
  ],
  options,
  run: async (invocation) => {
    const file = text(invocation, "file") ?? "tegata.yaml";
    if (existsSync(resolve(invocation.workingFolder, file))) {
      throw new CliError("cli.file-exists", `${file} is there already`, {
        fix: "It is never overwritten: move it away, or name another with --file.",
      });
    }
    const draft = await draftOf(await answersOf(invocation), invocation);
    const written = writeConfiguration(draft);
    await writeNewFile(invocation, { name: file, text: written });
    const schema = resolve(invocation.workingFolder, file, "..", schemaFileName);
    if (!existsSync(schema)) {
      await writeNewFile(invocation, {
        name: schema,
        text: `${JSON.stringify(configurationJsonSchema(), undefined, 2)}\n`,
      });
    }
    const word = commandWord(invocation.environment);
    const next = `Written: ${file}. Look at it, then: ${word} plan${file === "tegata.yaml" ? "" : ` --file ${file}`}`;
    return { exitCode: exitCode.done, data: { file, configuration: draft }, text: next };
  },
};
