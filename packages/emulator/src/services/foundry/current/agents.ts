import { isDeepStrictEqual } from "node:util";
import type { FoundryCall, FoundryHandler } from "../call.ts";
import { nowSeconds } from "../call.ts";
import { mapping, metadataOf, optionalList, optionalRatio, optionalText, requiredText } from "../input.ts";
import { pageOf } from "../page.ts";
import type { StoredAgent } from "../project-data.ts";
import { mostAgents } from "../project-data.ts";
import { agentNotFound, openAIError } from "../refusal.ts";
import type { AgentVersion, Json } from "../wire.ts";

/** Begins and ends with a letter or digit, hyphens between, 63 at most: the SDK's documentation of `createVersion`. */
const nameForm = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export function findAgent({ data }: FoundryCall, name: string): StoredAgent | undefined {
  return data.agents.find((agent) => agent.name === name);
}

export function requireAgent(call: FoundryCall, name: string = call.parameters["agentName"] ?? ""): StoredAgent {
  const found = findAgent(call, name);
  if (!found) throw agentNotFound(name);
  return found;
}

export function requireVersion({ name, versions }: StoredAgent, version: string): AgentVersion {
  const found = versions.find((each) => each.version === version);
  if (!found) throw agentNotFound(name, version);
  return found;
}

function latestOf({ versions }: StoredAgent): AgentVersion | undefined {
  return versions.at(-1);
}

function show(agent: StoredAgent): Json {
  const { name, endpoint, card } = agent;
  return {
    object: "agent",
    id: name,
    name,
    versions: { latest: latestOf(agent) },
    ...(endpoint === undefined ? {} : { agent_endpoint: endpoint }),
    ...(card === undefined ? {} : { agent_card: card }),
  };
}

/** Prompt agents are run here; hosted ones, workflows and the rest would need what they are made of. */
function definitionOf(body: Json): Json {
  const definition = mapping(body["definition"]);
  if (!definition) {
    throw openAIError("Missing required parameter: 'definition'.", { param: "definition", code: "invalid_payload" });
  }
  if (definition["kind"] !== "prompt") {
    throw openAIError(`The emulator runs agents of kind 'prompt' only, not '${String(definition["kind"])}'.`, {
      param: "definition.kind",
      code: "invalid_payload",
    });
  }
  requiredText(definition, "model");
  optionalText(definition, "instructions", 256_000);
  optionalRatio(definition, "temperature", 2);
  optionalRatio(definition, "top_p", 1);
  optionalList(definition, "tools");
  return definition;
}

function addVersion(call: FoundryCall, agent: StoredAgent): AgentVersion {
  const { body } = call;
  const version = String(agent.nextVersion++);
  const added: AgentVersion = {
    object: "agent.version",
    id: `${agent.name}:${version}`,
    name: agent.name,
    version,
    status: "active",
    description: optionalText(body, "description", 512) ?? "",
    created_at: nowSeconds(call),
    metadata: metadataOf(body),
    definition: definitionOf(body),
  };
  agent.versions.push(added);
  return added;
}

function addAgent({ data }: FoundryCall, name: string): StoredAgent {
  if (!nameForm.test(name)) {
    throw openAIError(
      `Invalid agent name '${name}'. It must start and end with a letter or digit, may have hyphens between, and be at most 63 characters long.`,
      { param: "name", code: "invalid_payload" },
    );
  }
  if (data.agents.length >= mostAgents) {
    throw openAIError(`The emulator keeps ${mostAgents} agents a project.`, { code: "limit_exceeded" });
  }
  const agent: StoredAgent = { name, versions: [], nextVersion: 1 };
  data.agents.push(agent);
  return agent;
}

/** Refuses what is wrong before anything is made. */
function checkVersion({ body }: FoundryCall): void {
  definitionOf(body);
  metadataOf(body);
  optionalText(body, "description", 512);
}

function setEndpoint(agent: StoredAgent, body: Json): void {
  const [endpoint, card] = [mapping(body["agent_endpoint"]), mapping(body["agent_card"])];
  if (endpoint) agent.endpoint = { ...agent.endpoint, ...endpoint };
  if (card) agent.card = { ...agent.card, ...card };
}

export const createAgent: FoundryHandler = (call) => {
  const name = requiredText(call.body, "name");
  if (findAgent(call, name)) throw openAIError(`Agent ${name} already exists`, { status: 409, code: "conflict" });
  checkVersion(call);
  const agent = addAgent(call, name);
  addVersion(call, agent);
  setEndpoint(agent, call.body);
  return show(agent);
};

/** Makes the agent too, if there is none of that name. */
export const createVersion: FoundryHandler = (call) => {
  checkVersion(call);
  const name = call.parameters["agentName"] ?? "";
  return addVersion(call, findAgent(call, name) ?? addAgent(call, name));
};

/** A new version, unless the definition is the latest one's: so the SDK documents it. */
export const updateAgent: FoundryHandler = (call) => {
  const agent = requireAgent(call);
  checkVersion(call);
  if (!isDeepStrictEqual(latestOf(agent)?.definition, definitionOf(call.body))) addVersion(call, agent);
  return show(agent);
};

/** Where the agent's own endpoint leads. It is kept and shown; the latest version answers. */
export const patchAgent: FoundryHandler = (call) => {
  const agent = requireAgent(call);
  setEndpoint(agent, call.body);
  return show(agent);
};

export const getAgent: FoundryHandler = (call) => show(requireAgent(call));

export const listAgents: FoundryHandler = ({ data, query }) => {
  const kind = query.get("kind");
  const wanted = data.agents.filter((agent) => kind === null || latestOf(agent)?.definition["kind"] === kind);
  const page = pageOf(wanted, query, ({ name }) => name);
  return { ...page, data: page.data.map(show) };
};

export const deleteAgent: FoundryHandler = (call) => {
  const agent = requireAgent(call);
  call.data.agents = call.data.agents.filter((each) => each !== agent);
  return { object: "agent.deleted", name: agent.name, deleted: true };
};

export const listVersions: FoundryHandler = (call) =>
  pageOf(requireAgent(call).versions, call.query, ({ version }) => version);

export const getVersion: FoundryHandler = (call) =>
  requireVersion(requireAgent(call), call.parameters["version"] ?? "");

/** With its last version the agent goes: it has nothing left to show. Inferred from the shape of an agent. */
export const deleteVersion: FoundryHandler = (call) => {
  const agent = requireAgent(call);
  const { version } = requireVersion(agent, call.parameters["version"] ?? "");
  agent.versions.splice(0, Infinity, ...agent.versions.filter((each) => each.version !== version));
  if (agent.versions.length === 0) call.data.agents = call.data.agents.filter((each) => each !== agent);
  return { object: "agent.version.deleted", name: agent.name, version, deleted: true };
};
