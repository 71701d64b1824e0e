// The Azure CLI, typed: az`group show --name ${name}`. What stands between the words is one word, however it looks.
import { dirname, join } from "node:path";
import { sides } from "../chains.ts";
import type { Ended } from "../child.ts";
import { runChild } from "../child.ts";
import { inherited } from "../inherited.ts";
import { tail } from "../redact.ts";
import type { Stage } from "./scenario.ts";

/** So long only on a machine that does much else: a command takes a second or two. */
const limitMs = 240_000;

type Typed<T> = (texts: TemplateStringsArray, ...values: readonly string[]) => Promise<T>;

/** One administrator's Azure CLI, with a configuration folder of its own. */
export interface Az {
  /** Types a command that must succeed; gives what it printed as JSON, undefined when it printed nothing. */
  readonly json: Typed<unknown>;
  /** The same, as one line of text: for `--output tsv`. */
  readonly text: Typed<string>;
  /** Types a command that must fail; gives the line that begins with ERROR, without what differs from run to run. */
  readonly refused: Typed<string>;
  /** What the command's surroundings are, for scripts that call it. */
  readonly env: NodeJS.ProcessEnv;
}

/** The words of a typed command: split at spaces, except in what was put in. */
function wordsOf(texts: TemplateStringsArray, values: readonly string[]): string[] {
  const words: string[] = [];
  let open = "";
  for (const [index, text] of texts.entries()) {
    const parts = text.split(/\s+/);
    open += parts[0] ?? "";
    for (const part of parts.slice(1)) {
      if (open !== "") words.push(open);
      open = part;
    }
    open += values[index] ?? "";
  }
  return open === "" ? words : [...words, open];
}

function environmentOf({ emulator, client, folder }: Stage, name: string): NodeJS.ProcessEnv {
  const bin = dirname(client.runtime);
  const clean = inherited();
  return {
    ...clean,
    PATH: `${bin}${process.platform === "win32" ? ";" : ":"}${clean["PATH"] ?? ""}`,
    AZURE_CONFIG_DIR: join(folder, `azure-${name}`),
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    // The CLI has no other switch: it would ask Microsoft's own discovery about an authority that it does not know.
    AZURE_CORE_INSTANCE_DISCOVERY: "false",
    AZURE_CORE_NO_COLOR: "true",
    AZURE_CORE_SURVEY_MESSAGE: "false",
    AZURE_LOGGING_ENABLE_LOG_FILE: "false",
    REQUESTS_CA_BUNDLE: emulator.environment.caBundle,
  };
}

function program(env: NodeJS.ProcessEnv, stage: Stage): (words: readonly string[]) => Promise<Ended> {
  const isWindows = process.platform === "win32";
  const file = join(dirname(stage.client.runtime), isWindows ? "az.bat" : "az");
  return async (words) => {
    const ended = await runChild(file, words, { cwd: stage.folder, env, limitMs, signal: stage.signal });
    if (ended.ranTooLong) fail(words, ended, `did not end within ${limitMs / 1000} seconds`);
    return ended;
  };
}

const changing: readonly (readonly [RegExp, string])[] = [
  [/Trace ID: [0-9a-f-]{36}/g, "Trace ID: (id)"],
  [/Correlation ID: [0-9a-f-]{36}/g, "Correlation ID: (id)"],
  [/Timestamp: \d{4}-\d{2}-\d{2} [\d:]{8}Z/g, "Timestamp: (time)"],
];

function errorOf({ stderr }: Ended): string {
  const line = stderr.split("\n").find((each) => each.startsWith("ERROR: ")) ?? stderr.trim();
  return changing.reduce((text, [pattern, word]) => text.replace(pattern, word), line.trim());
}

/** What was typed, without what nobody may read. */
function shown(words: readonly string[]): string {
  const isSecret = (index: number): boolean => /^--(password|federated-token)$/.test(words[index - 1] ?? "");
  const bare = (word: string): string => word.replace(/^--password=.*/, "--password=(a secret)");
  return words.map((word, index) => (isSecret(index) ? "(a secret)" : bare(word))).join(" ");
}

function fail(words: readonly string[], ended: Ended, what: string): never {
  throw new Error(`az ${shown(words)}\n${what}:\n${tail(ended)}`);
}

/** The Azure CLI with nothing configured and nobody signed in. */
export function azOf(stage: Stage, name: string): Az {
  const env = environmentOf(stage, name);
  const run = program(env, stage);
  const succeed = async (texts: TemplateStringsArray, values: readonly string[]): Promise<string> => {
    const words = wordsOf(texts, values);
    const ended = await run(words);
    if (ended.code !== 0) fail(words, ended, `ended with ${ended.code ?? "a signal"}`);
    return ended.stdout.trim();
  };
  return {
    env,
    text: (texts, ...values) => succeed(texts, values),
    json: async (texts, ...values) => {
      const printed = await succeed(texts, values);
      return printed === "" ? undefined : (JSON.parse(printed) as unknown);
    },
    refused: async (texts, ...values) => {
      const words = wordsOf(texts, values);
      const ended = await run(words);
      if (ended.code === 0) fail(words, ended, "was not refused");
      return errorOf(ended);
    },
  };
}

/** Makes the emulator a cloud of the Azure CLI, as its documentation tells, and chooses it. */
export async function registerCloud({ json }: Az, { emulator }: Stage): Promise<void> {
  const { authority, resourceManager, graph } = emulator.environment;
  await json`cloud register --name Tegata --endpoint-resource-manager ${resourceManager} --endpoint-management ${resourceManager} --endpoint-active-directory ${authority} --endpoint-active-directory-resource-id ${resourceManager} --endpoint-active-directory-graph-resource-id ${graph}/ --endpoint-microsoft-graph-resource-id ${graph}/ --suffix-storage-endpoint localhost`;
  await json`cloud set --name Tegata`;
}

/** The Azure CLI of one side's operator, signed in. */
export async function signIn(stage: Stage, side: "home" | "resource"): Promise<Az> {
  const { tenantId, operator } = sides(stage.emulator.environment)[side];
  const az = azOf(stage, side);
  await registerCloud(az, stage);
  await az.json`login --service-principal --username ${operator.clientId} --password=${operator.clientSecret} --tenant ${tenantId}`;
  return az;
}

/** Both, at the same time. */
export async function signInBoth(stage: Stage): Promise<{ readonly home: Az; readonly resource: Az }> {
  const [home, resource] = await Promise.all([signIn(stage, "home"), signIn(stage, "resource")]);
  return { home, resource };
}
