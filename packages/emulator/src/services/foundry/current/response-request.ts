import type { FoundryCall } from "../call.ts";
import { mapping, optionalBoolean, optionalText, requiredText } from "../input.ts";
import type { StoredConversation } from "../project-data.ts";
import { openAIError } from "../refusal.ts";
import type { AgentVersion, Json, MessageItem, StoredResponse } from "../wire.ts";
import { requireAgent, requireVersion } from "./agents.ts";
import { requireConversation } from "./conversations.ts";
import { itemsOf } from "./items.ts";

/** What is asked, read and resolved. */
export interface Asked {
  readonly agent: AgentVersion | undefined;
  readonly model: string;
  readonly instructions: string | null;
  readonly conversation: StoredConversation | undefined;
  readonly previous: StoredResponse | undefined;
  readonly input: readonly MessageItem[];
  readonly isStream: boolean;
  readonly isKept: boolean;
}

/** What an agent's definition says, and so a request that names an agent may not. */
const ofTheAgent = ["model", "instructions", "tools", "tool_choice", "temperature", "top_p", "reasoning", "text"];

/** Recorded: https://github.com/microsoft/agent-framework/pull/5493 */
function refuseOverrides(body: Json): void {
  const param = ofTheAgent.find((name) => body[name] !== undefined && body[name] !== null);
  if (param === undefined) return;
  throw openAIError("Not allowed when agent is specified.", { param, code: "invalid_payload" });
}

/**
 * The agent that is meant: the one whose endpoint is called, or the one named in `agent_reference`. `agent` is its
 * older name: the README of `@azure/ai-projects` 2.10.0 writes it, though the service was seen refusing it
 * (https://github.com/promptfoo/promptfoo/issues/8959); it is taken here.
 */
function agentOf(call: FoundryCall): AgentVersion | undefined {
  const { body, parameters } = call;
  const own = parameters["agentName"];
  const given = body["agent_reference"] ?? body["agent"];
  if (given === undefined || given === null) {
    return own === undefined ? undefined : requireAgent(call, own).versions.at(-1);
  }
  const reference = mapping(given);
  if (reference?.["type"] !== "agent_reference") {
    throw openAIError("Invalid value for 'agent_reference.type'. The supported value is 'agent_reference'.", {
      param: "agent_reference.type",
      code: "invalid_payload",
    });
  }
  const agent = requireAgent(call, own ?? requiredText(reference, "name"));
  const version = optionalText(reference, "version", 64);
  return version === null ? agent.versions.at(-1) : requireVersion(agent, version);
}

function conversationOf(call: FoundryCall): StoredConversation | undefined {
  const given = call.body["conversation"];
  if (given === undefined || given === null) return undefined;
  const id = typeof given === "string" ? given : requiredText(mapping(given) ?? {}, "id");
  return requireConversation(call, id);
}

/** The wording is OpenAI's own. */
function previousOf({ data, body }: FoundryCall): StoredResponse | undefined {
  const id = optionalText(body, "previous_response_id", 128);
  if (id === null) return undefined;
  const found = data.responses.find(({ response }) => response.id === id);
  if (found) return found;
  throw openAIError(`Previous response with id '${id}' not found.`, {
    param: "previous_response_id",
    code: "previous_response_not_found",
  });
}

function refuseUnsupported({ body }: FoundryCall): void {
  if (body["background"] === true) {
    throw openAIError("The emulator answers at once and not in the background.", { param: "background" });
  }
  if (body["conversation"] && body["previous_response_id"]) {
    throw openAIError(
      "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. Ensure you are only providing one of them.",
      { param: "previous_response_id", code: "mutually_exclusive_parameters" },
    );
  }
}

export function readRequest(call: FoundryCall): Asked {
  const { body } = call;
  refuseUnsupported(call);
  const agent = agentOf(call);
  if (agent) refuseOverrides(body);
  const model = agent ? requiredText(agent.definition, "model") : requiredText(body, "model");
  return {
    agent,
    model,
    instructions: optionalText(agent?.definition ?? body, "instructions", 256_000),
    conversation: conversationOf(call),
    previous: previousOf(call),
    input: itemsOf(call, body["input"], "input"),
    isStream: optionalBoolean(body, "stream") === true,
    isKept: optionalBoolean(body, "store") !== false,
  };
}
