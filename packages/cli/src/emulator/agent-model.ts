import type { ModelEndpoint } from "@tegata/emulator";
import type { Invocation } from "../command.ts";
import { text } from "../command.ts";
import { CliError } from "../errors.ts";

function checked(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new CliError("cli.usage", "--agent-model is not an address that begins with http:// or https://", {
    fix: "Give the base of an OpenAI-compatible API, such as http://localhost:11434/v1.",
  });
}

/**
 * The model that answers for Foundry's agents, if one is named. Its key comes from the environment: what stands on a
 * command line is read by every process of the machine.
 *
 * @throws CliError `cli.usage`
 */
export function agentModelOf(invocation: Invocation): ModelEndpoint | undefined {
  const url = text(invocation, "agentModel");
  if (url === undefined) return undefined;
  const { TEGATA_AGENT_MODEL_KEY: key, TEGATA_AGENT_MODEL: model } = invocation.environment;
  return { url: checked(url), ...(key ? { key } : {}), ...(model ? { model } : {}) };
}
