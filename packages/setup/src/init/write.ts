import { stringify } from "yaml";
import type { Configuration } from "../configuration/configuration.ts";
import { parseConfiguration } from "../configuration/parse.ts";

/** The file that editors read the schema from, beside tegata.yaml. */
export const schemaFileName = "tegata.schema.json";

/** What tegata.yaml holds before anybody has judged it. */
export type ConfigurationDraft = Readonly<Record<string, unknown>>;

/**
 * A configuration as the text of a tegata.yaml. Its first line tells editors where the schema is.
 *
 * @throws SetupError `configuration.invalid` with every fault of the draft
 */
export function writeConfiguration(draft: Configuration | ConfigurationDraft): string {
  const body = stringify(draft, { lineWidth: 0, flowCollectionPadding: true });
  const text = `# yaml-language-server: $schema=./${schemaFileName}\n${body}`;
  parseConfiguration(text);
  return text;
}
