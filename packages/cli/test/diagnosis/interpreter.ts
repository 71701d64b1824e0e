// Runs a printed repair as a shell would: `tegata …`, `az …`, `export …`, one after the other. What it does not know it
// refuses, so that no repair heals by chance.
import { apply, verify } from "@tegata/setup";
import { parseClientId } from "@tegata/core";
import { parse } from "../../src/program.ts";
import type { Administrator, Chain } from "./a-chain.ts";

/** The words of a line of bash, as far as our commands go: blanks, single quotes, `\'` between them, and &&. */
export function wordsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  const token = /\s*(&&|(?:'[^']*'|\\.|[^\s'\\&;|<>$`"])+)/gy;
  let end = 0;
  for (let match = token.exec(line); match; match = token.exec(line)) {
    end = token.lastIndex;
    const text = match[1] ?? "";
    if (text === "&&") commands.push([]);
    else commands.at(-1)?.push(text.replaceAll(/'([^']*)'|\\(.)/g, (_all, quoted, escaped) => quoted ?? escaped));
  }
  if (line.slice(end).trim() !== "") throw new Error(`the printed line is not plain bash: ${line}`);
  return commands;
}

function optionsOf(words: readonly string[]): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [index, word] of words.entries()) {
    const value = words[index + 1];
    if (word.startsWith("--")) options[word.slice(2)] = value === undefined || value.startsWith("--") ? "" : value;
  }
  return options;
}

async function runTegata(chain: Chain, words: readonly string[]): Promise<void> {
  // The real parser: a command or an option that does not exist is a fault of whoever printed it.
  const silent = { out: () => undefined, err: () => undefined };
  const parsed = await parse(words, silent);
  if (!("request" in parsed)) throw new Error(`tegata does not take ${words.join(" ")}`);
  const [name] = words;
  const given = optionsOf(words);
  const { operators, workload: _workload, ...options } = chain.options(["home", "resource"]);
  if (name === "apply") {
    const side = given["side"] === "home" ? { home: chain.home } : { resource: chain.resource };
    const id = given["application-id"];
    const adopt = given["adopt"]?.split(";") ?? [];
    const application = id === undefined ? {} : { applicationId: parseClientId(id) };
    await apply({
      ...options,
      ...application,
      adopt,
      withHostSettings: given["set-app-settings"] !== undefined,
      operators: given["side"] === undefined ? (operators ?? {}) : side,
    });
    return;
  }
  if (name === "verify") {
    for (let left = Number(given["wait"]); ; left -= 15) {
      if ((await verify(chain.options(["workload"]))).ok || left <= 0) return;
      chain.pass(15);
    }
  }
  if (name === "exec") {
    const host = chain.emulator.context.store.state.hosts.find((one) => one.name === given["on"]);
    chain.environment["IDENTITY_HEADER"] = host?.identityHeader ?? "";
    chain.environment["IDENTITY_ENDPOINT"] = `${chain.emulator.context.origins.hosts[host?.name ?? ""]}/msi/token`;
    return;
  }
  throw new Error(`the interpreter has no tegata ${words.join(" ")}`);
}

/** The Azure CLI with both administrators signed in, and one of them chosen. */
async function runAz(
  chain: Chain,
  words: readonly string[],
  session: { who: Administrator | undefined },
): Promise<void> {
  const given = optionsOf(words);
  const command = words
    .filter((word, index) => !word.startsWith("--") && !words[index - 1]?.startsWith("--"))
    .join(" ");
  if (command === "account set") {
    const wanted = given["subscription"];
    session.who = [chain.home, chain.resource].find((one) => [one.subscriptionId, one.tenantId].includes(wanted ?? ""));
    return;
  }
  if (session.who === undefined) throw new Error(`az was not told which directory: ${words.join(" ")}`);
  if (command === "rest") {
    const body = given["body"] === undefined ? undefined : (JSON.parse(given["body"]) as unknown);
    await session.who.call(`${given["method"]} ${given["url"]}`, body);
    return;
  }
  if (command === "ad sp create") {
    await session.who.call("POST https://graph.microsoft.com/v1.0/servicePrincipals", { appId: given["id"] });
    return;
  }
  throw new Error(`the interpreter has no az ${words.join(" ")}`);
}

/** Runs one printed line. */
export async function runLine(chain: Chain, line: string): Promise<void> {
  const session = { who: undefined as Administrator | undefined };
  for (const [program, ...words] of wordsOf(line)) {
    if (program === "tegata") await runTegata(chain, words);
    else if (program === "az") await runAz(chain, words, session);
    else if (program === "export") {
      const [name = "", value = ""] = (words[0] ?? "").split(/=(.*)/);
      chain.environment[name] = value;
    } else if (program !== "curl" && program !== "sudo") throw new Error(`the interpreter has no ${program}`);
  }
}
