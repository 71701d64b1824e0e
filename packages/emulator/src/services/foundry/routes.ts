import { getDeployment, listConnections, listDeployments } from "./assets.ts";
import type { FoundryHandler } from "./call.ts";
import * as assistants from "./classic/assistants.ts";
import * as messages from "./classic/messages.ts";
import * as runs from "./classic/runs.ts";
import * as threads from "./classic/threads.ts";
import * as agents from "./current/agents.ts";
import * as conversations from "./current/conversations.ts";
import * as responses from "./current/responses.ts";
import { decode } from "./place.ts";
import { isAgentDeed } from "./unserved.ts";

const services = "Microsoft.CognitiveServices/accounts/AIServices";
/** For talking to one agent at its own endpoint. */
const interact = `${services}/endpoints/interact/action`;

/** Routes of OpenAI's, which stand below the project and below each agent. */
const conversationRoutes: Readonly<Record<string, FoundryHandler>> = {
  "POST /conversations": conversations.createConversation,
  "GET /conversations": conversations.listConversations,
  "GET /conversations/{conversationId}": conversations.getConversation,
  "POST /conversations/{conversationId}": conversations.updateConversation,
  "DELETE /conversations/{conversationId}": conversations.deleteConversation,
  "POST /conversations/{conversationId}/items": conversations.createItems,
  "GET /conversations/{conversationId}/items": conversations.listItems,
  "GET /conversations/{conversationId}/items/{itemId}": conversations.getItem,
  "DELETE /conversations/{conversationId}/items/{itemId}": conversations.deleteItem,
  "POST /responses": responses.createResponse,
  "GET /responses/{responseId}": responses.getResponse,
  "DELETE /responses/{responseId}": responses.deleteResponse,
  "POST /responses/{responseId}/cancel": responses.cancelResponse,
  "GET /responses/{responseId}/input_items": responses.listInput,
};

const ownRoutes: Readonly<Record<string, FoundryHandler>> = {
  "POST /assistants": assistants.createAssistant,
  "GET /assistants": assistants.listAssistants,
  "GET /assistants/{assistantId}": assistants.getAssistant,
  "POST /assistants/{assistantId}": assistants.updateAssistant,
  "DELETE /assistants/{assistantId}": assistants.deleteAssistant,
  "POST /threads": threads.createThread,
  "GET /threads": threads.listThreads,
  "POST /threads/runs": runs.createThreadAndRun,
  "GET /threads/{threadId}": threads.getThread,
  "POST /threads/{threadId}": threads.updateThread,
  "DELETE /threads/{threadId}": threads.deleteThread,
  "POST /threads/{threadId}/messages": messages.createMessage,
  "GET /threads/{threadId}/messages": messages.listMessages,
  "GET /threads/{threadId}/messages/{messageId}": messages.getMessage,
  "POST /threads/{threadId}/messages/{messageId}": messages.updateMessage,
  "DELETE /threads/{threadId}/messages/{messageId}": messages.deleteMessage,
  "POST /threads/{threadId}/runs": runs.createRun,
  "GET /threads/{threadId}/runs": runs.listRuns,
  "GET /threads/{threadId}/runs/{runId}": runs.getRun,
  "POST /threads/{threadId}/runs/{runId}": runs.updateRun,
  "POST /threads/{threadId}/runs/{runId}/cancel": runs.cancelRun,
  "POST /threads/{threadId}/runs/{runId}/submit_tool_outputs": runs.submitToolOutputs,
  "GET /threads/{threadId}/runs/{runId}/steps": runs.listSteps,
  "GET /threads/{threadId}/runs/{runId}/steps/{stepId}": runs.getStep,
  "POST /agents": agents.createAgent,
  "GET /agents": agents.listAgents,
  "GET /agents/{agentName}": agents.getAgent,
  "POST /agents/{agentName}": agents.updateAgent,
  "PATCH /agents/{agentName}": agents.patchAgent,
  "DELETE /agents/{agentName}": agents.deleteAgent,
  "POST /agents/{agentName}/versions": agents.createVersion,
  "GET /agents/{agentName}/versions": agents.listVersions,
  "GET /agents/{agentName}/versions/{version}": agents.getVersion,
  "DELETE /agents/{agentName}/versions/{version}": agents.deleteVersion,
  "GET /deployments": listDeployments,
  "GET /deployments/{name}": getDeployment,
  "GET /connections": listConnections,
};

export interface FoundryRoute {
  readonly handler: FoundryHandler;
  readonly dataAction: string;
  /** As the service names it when it refuses: `GET /api/projects/{projectName}/assistants/{assistantId}`. */
  readonly operation: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The agent at whose scope a role is enough. */
  readonly agentName?: string;
  /** Whether serving it may change what is kept: runs are finished when somebody looks. */
  readonly isWriting: boolean;
  /** Which `api-version` it takes: none at the paths of OpenAI's SDK, one everywhere else. */
  readonly apiVersion: "none" | "required";
}

/**
 * The paths of OpenAI's SDK below the project, and below an agent. Without `v1` they have an `api-version`: so the betas of
 * `azure-ai-projects` 2 call them, https://pypi.org/project/azure-ai-projects/2.0.0b2/
 */
const openAIPath = /^\/openai(\/v1)?(\/.*)$/;
const endpointPath = /^\/agents\/([^/]+)\/endpoint\/protocols\/openai(?:\/v1)?(\/.*)$/;

interface Table {
  readonly method: string;
  readonly pattern: RegExp;
  readonly template: string;
  readonly handler: FoundryHandler;
}

function compile(routes: Readonly<Record<string, FoundryHandler>>): readonly Table[] {
  return Object.entries(routes).map(([name, handler]) => {
    const [method = "", template = ""] = name.split(" ");
    const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
    return { method, template, pattern, handler };
  });
}

const own = compile(ownRoutes);
const openAI = compile(conversationRoutes);

type Found = Pick<FoundryRoute, "handler" | "parameters"> & { readonly template: string };

function find(tables: readonly Table[], method: string, path: string): Found | undefined {
  for (const { pattern, handler, template, method: its } of tables) {
    const match = its === method ? pattern.exec(path) : null;
    if (!match) continue;
    const entries = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)] as const);
    return { handler, template, parameters: Object.fromEntries(entries) };
  }
  return undefined;
}

/** Recorded for GET and POST; inferred for the rest. */
function agentAction(method: string): string {
  if (method === "GET") return `${services}/agents/read`;
  return method === "DELETE" ? `${services}/agents/delete` : `${services}/agents/write`;
}

/** The paths of deployments and connections are inferred; who works in a project has all of them. */
function actionOf(method: string, template: string): string {
  const kind = /^\/(deployments|connections)/.exec(template)?.[1];
  return kind === undefined ? agentAction(method) : `${services}/${kind}/read`;
}

const at = "/api/projects/{projectName}";

/** At an agent's own endpoint nothing is served when there is no such agent. */
const ofAgent =
  (handler: FoundryHandler): FoundryHandler =>
  (call) => {
    agents.requireAgent(call);
    return handler(call);
  };

function endpointRoute(method: string, path: string): FoundryRoute | undefined {
  const [, agentName, below = ""] = endpointPath.exec(path) ?? [];
  const found = agentName === undefined ? undefined : find(openAI, method, below);
  if (!found || agentName === undefined) return undefined;
  const parameters = { ...found.parameters, agentName: decode(agentName) };
  const operation = `${method} ${at}/agents/{agentName}/endpoint/protocols/openai/*`;
  return {
    ...found,
    handler: ofAgent(found.handler),
    parameters,
    dataAction: interact,
    operation,
    agentName: parameters.agentName,
    isWriting: method !== "GET",
    apiVersion: "required",
  };
}

function openAIRoute(method: string, path: string): FoundryRoute | undefined {
  const [, v1, below = ""] = openAIPath.exec(path) ?? [];
  const found = below === "" ? undefined : find(openAI, method, below);
  if (!found) return undefined;
  return {
    ...found,
    dataAction: agentAction(method),
    operation: `${method} ${at}/openai/*`,
    isWriting: method !== "GET",
    apiVersion: v1 === undefined ? "required" : "none",
  };
}

/** The route of a path below a project; undefined when the emulator has none. */
export function findRoute(method: string, path: string): FoundryRoute | undefined {
  const special = endpointRoute(method, path) ?? openAIRoute(method, path);
  if (special) return special;
  const found = isAgentDeed(path) ? undefined : find(own, method, path);
  if (!found) return undefined;
  const { agentName } = found.parameters;
  return {
    ...found,
    dataAction: actionOf(method, found.template),
    operation: `${method} ${at}${found.template}`,
    ...(agentName === undefined ? {} : { agentName }),
    isWriting: method !== "GET" || found.template.startsWith("/threads/{threadId}/"),
    apiVersion: "required",
  };
}
