import { parseConfiguration, SetupError } from "@tegata/setup";
import { parseDocument } from "yaml";
import { blocksOf, type Block } from "../blocks.ts";

/** Comments and a trailing comma are allowed, as in the files of editors. */
function jsonFault(text: string): string | undefined {
  try {
    JSON.parse(text.replaceAll(/^\s*\/\/.*$|\s\/\/ .*$/gmu, "").replaceAll(/,(\s*[}\]])/gu, "$1"));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function yamlFault(text: string): string | undefined {
  const [first] = parseDocument(text).errors;
  if (first) return first.message.split("\n")[0];
  if (!/^version: 1$/mu.test(text)) return undefined;
  try {
    parseConfiguration(text);
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return error.message;
    throw error;
  }
}

function faultOf({ language, text }: Block): string | undefined {
  if (language === "json" || language === "jsonc") return jsonFault(text);
  return language === "yaml" || language === "yml" ? yamlFault(text) : undefined;
}

/** One line for each block of YAML or JSON that cannot be read; a tegata.yaml is read as `tegata` reads it. */
export function unreadableBlocks(pages: ReadonlyMap<string, string>): string[] {
  return [...pages].flatMap(([page, text]) =>
    blocksOf(page, text).flatMap((block) => {
      const fault = faultOf(block);
      return fault === undefined ? [] : [`${block.at}: ${fault}`];
    }),
  );
}
