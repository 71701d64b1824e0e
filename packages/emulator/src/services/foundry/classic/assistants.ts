import type { FoundryCall, FoundryHandler } from "../call.ts";
import { newId, nowSeconds } from "../call.ts";
import { metadataOf, optionalList, optionalRatio, optionalText, requiredText } from "../input.ts";
import { pageOf } from "../page.ts";
import { mostAgents } from "../project-data.ts";
import { nothingFound, openAIError } from "../refusal.ts";
import type { Assistant, Json } from "../wire.ts";

/**
 * The wording was recorded: https://github.com/microsoft/ai-agent-evals/issues/62 (a name instead of an id), and OpenAI's
 * own for an id that is not there.
 */
export function requireAssistant({ data }: FoundryCall, id: string): Assistant {
  if (!id.startsWith("asst")) {
    throw openAIError(`Invalid 'assistant_id': '${id}'. Expected an ID that begins with 'asst'.`, {
      param: "assistant_id",
      code: "invalid_value",
    });
  }
  const found = data.assistants.find((assistant) => assistant.id === id);
  if (!found) throw nothingFound("assistant", id);
  return found;
}

/** What may be written of an assistant. Model deployments are not looked up: any model's name will do. */
function written(body: Json): Omit<Assistant, "id" | "object" | "created_at"> {
  return {
    name: optionalText(body, "name", 256),
    description: optionalText(body, "description", 512),
    model: requiredText(body, "model"),
    instructions: optionalText(body, "instructions", 256_000),
    tools: optionalList(body, "tools"),
    top_p: optionalRatio(body, "top_p", 1) ?? 1,
    temperature: optionalRatio(body, "temperature", 2) ?? 1,
    tool_resources: body["tool_resources"] ?? {},
    metadata: metadataOf(body),
    response_format: body["response_format"] ?? "auto",
  };
}

export const createAssistant: FoundryHandler = (call) => {
  const { data, body } = call;
  if (data.assistants.length >= mostAgents) {
    throw openAIError(`The emulator keeps ${mostAgents} agents a project.`, { code: "limit_exceeded" });
  }
  const content = written(body);
  const assistant: Assistant = {
    id: newId(call, "asst"),
    object: "assistant",
    created_at: nowSeconds(call),
    ...content,
  };
  data.assistants.push(assistant);
  return assistant;
};

export const listAssistants: FoundryHandler = ({ data, query }) => pageOf(data.assistants, query, ({ id }) => id);

export const getAssistant: FoundryHandler = (call) => requireAssistant(call, call.parameters["assistantId"] ?? "");

export const updateAssistant: FoundryHandler = (call) => {
  const { data, body, parameters } = call;
  const before = requireAssistant(call, parameters["assistantId"] ?? "");
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined && value !== null));
  const after: Assistant = { ...before, ...written({ ...before, ...given }) };
  data.assistants[data.assistants.indexOf(before)] = after;
  return after;
};

export const deleteAssistant: FoundryHandler = (call) => {
  const { data, parameters } = call;
  const { id } = requireAssistant(call, parameters["assistantId"] ?? "");
  data.assistants = data.assistants.filter((assistant) => assistant.id !== id);
  return { id, object: "assistant.deleted", deleted: true };
};
