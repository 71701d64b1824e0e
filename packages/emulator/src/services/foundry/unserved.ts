import { notImplemented } from "./refusal.ts";
import type { FoundryRefusal } from "./refusal.ts";

const segments = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

/**
 * What a project has and the emulator does not serve, by the first segment below the project.
 *
 * @see https://github.com/Azure/azure-rest-api-specs/tree/main/specification/ai/data-plane
 */
const ofProjects = segments(
  "files vector_stores datasets indexes models evaluations evaluators evaluationrules evaluationtaxonomies " +
    "evaluator_generation_jobs data_generation_jobs agent_optimization_jobs agent_insight_monitors insights " +
    "memory_stores redTeams routines schedules skills toolboxes",
);

/**
 * The same for the paths of OpenAI's SDK, below a project and below an agent.
 *
 * @see https://platform.openai.com/docs/api-reference
 */
const ofOpenAI = segments(
  "files uploads vector_stores evals fine_tuning models embeddings chat completions images audio batches containers " +
    "realtime videos moderations responses conversations assistants threads",
);

/** What an agent has besides its versions and the paths of OpenAI's SDK. */
const ofAgents = /^\/agents\/[^/]+\/(?:endpoint\/|telephony\/|microsoft365\/|code:)/;

/** What is done to agents by name of the deed: `/agents/orders:disable`. */
const agentDeed = /^\/agents(?:\/[^:]*)?:\w+$/;

const openAIPath = /^(?:\/agents\/[^/]+\/endpoint\/protocols)?\/openai(?:\/v1)?\/([^/:]+)/;

/** Whether a path names a deed, and so no agent: names have no colon. */
export function isAgentDeed(path: string): boolean {
  return agentDeed.test(path);
}

function isUnserved(path: string): boolean {
  const [, ofSdk] = openAIPath.exec(path) ?? [];
  if (ofSdk !== undefined) return ofOpenAI.has(ofSdk);
  return ofAgents.test(path) || isAgentDeed(path) || ofProjects.has(/^\/([^/:]+)/.exec(path)?.[1] ?? "");
}

const has = "of a project it has agents, threads, runs, conversations, responses, deployments and connections";

/** The refusal of a route that a project has in Azure and not here; undefined where Azure has none, as far as is known. */
export function unservedOfProject(method: string, path: string): FoundryRefusal | undefined {
  return isUnserved(path) ? notImplemented(`The emulator does not serve ${method} ${path}; ${has}.`) : undefined;
}

/** The same outside projects: what an account has for its models. */
export function unservedOfAccount(method: string, path: string): FoundryRefusal | undefined {
  if (!/^\/(?:openai|models)\//.test(path)) return undefined;
  return notImplemented(
    `The emulator does not serve ${method} ${path}: no model runs here. A project is at /api/projects/{project}.`,
  );
}
