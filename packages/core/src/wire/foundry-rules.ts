// How a project of AI Foundry answers and refuses.
import type { Provenance } from "../provenance.ts";
import { documented, inferred, recorded } from "../provenance.ts";
import type { WireRule } from "./rule.ts";

function rule(id: string, says: string, provenance: Provenance): WireRule {
  return { id, says, provenance };
}

const issues = "https://github.com";
const openAI = "https://platform.openai.com/docs/api-reference";

const access: readonly WireRule[] = [
  rule(
    "foundry.audience",
    "a token that is missing, malformed, expired or for another audience gets a flat 401 with statusCode, which names https://ai.azure.com",
    recorded(`${issues}/Azure/azure-sdk-for-net/issues/50872`),
  ),
  rule(
    "foundry.key",
    "a key in place of a token gets 403 AuthenticationTypeDisabled where local authentication is disabled, as the seeded account has it, and 401 elsewhere",
    recorded(`${issues}/microsoft/sample-app-aoai-chatGPT/issues/1000`),
  ),
  rule(
    "foundry.tenant",
    "a token of another directory gets 400, with a code that is a sentence",
    recorded(`${issues}/Azure/azure-dev/issues/5974`),
  ),
  rule(
    "foundry.permission-denied",
    "who lacks a role gets 401, not 403; the message names principal, data action and route",
    recorded(`${issues}/microsoft-foundry/foundry-samples/issues/155`),
  ),
  rule(
    "foundry.project-openai",
    "the OpenAI paths of a project ask for the data action agents/write",
    recorded(`${issues}/microsoft-foundry/foundry-samples/issues/692`),
  ),
  rule(
    "foundry.agent-endpoint",
    "an agent's own endpoint asks for endpoints/interact/action, which may be granted at that agent",
    documented("https://learn.microsoft.com/azure/foundry/agents/concepts/hosted-agent-permissions"),
  ),
  rule(
    "foundry.delete-action",
    "deleting asks for agents/delete, reading below the OpenAI paths for agents/read",
    inferred("the names of the data actions, and that GET and POST of other routes were recorded so"),
  ),
  rule(
    "foundry.wrong-role",
    "Azure AI Developer opens no project",
    documented("https://learn.microsoft.com/azure/foundry/concepts/rbac-foundry"),
  ),
  rule(
    "foundry.public-access",
    "an account whose public access is disabled answers 403 to everybody from outside",
    recorded(`${issues}/microsoft-foundry/new-foundry-portal/issues/140`),
  ),
  rule(
    "foundry.order",
    "network, token, directory, project, route, API version, role: in this order",
    inferred("each refusal was recorded alone; the order is that of the gateway in front of the service"),
  ),
];

const routes: readonly WireRule[] = [
  rule(
    "foundry.no-route",
    "a path that is none gets 404 with the code 404",
    recorded(`${issues}/microsoft/Multi-Agent-Custom-Automation-Engine-Solution-Accelerator/issues/388`),
  ),
  rule(
    "foundry.unserved",
    "what a project has in Azure and the emulator does not serve gets 501 NotImplemented, which no SDK tries again",
    inferred("a choice of ours, as Azurite makes it; in Azure these routes answer"),
  ),
  rule(
    "foundry.no-project",
    "a project that is not there gets 404 and says so",
    recorded(`${issues}/microsoft/microsoft-foundry-for-vscode/issues/100`),
  ),
  rule(
    "foundry.api-version",
    "an API version is wanted everywhere but below openai/v1, where it is refused",
    inferred("both wordings are reported by users of the SDKs; for which other versions they stand is not known"),
  ),
];

const agents: readonly WireRule[] = [
  rule(
    "foundry.classic",
    "agents, threads, messages, runs and steps are OpenAI's assistants below the project",
    documented("https://learn.microsoft.com/rest/api/aifoundry/aiagents"),
  ),
  rule(
    "foundry.run-events",
    "a run that is followed sends created, queued, in_progress, step and message, completed, done",
    documented(`${openAI}/assistants-streaming/events`),
  ),
  rule(
    "foundry.thread-lock",
    "a thread takes neither a message nor another run while a run is active: for a second, or until somebody looks",
    documented("https://platform.openai.com/docs/assistants/deep-dive#thread-locks"),
  ),
  rule(
    "foundry.assistant-id",
    "a name in the place of a classic agent's id gets 400 and says what an id begins with",
    recorded(`${issues}/microsoft/ai-agent-evals/issues/62`),
  ),
  rule(
    "foundry.versions",
    "createVersion makes the agent when there is none; an update that changes nothing makes no version",
    documented("https://learn.microsoft.com/azure/foundry/agents/how-to/migrate"),
  ),
  rule(
    "foundry.response-events",
    "a response that is followed sends numbered events from created to completed, and no [DONE]",
    documented(`${openAI}/responses-streaming`),
  ),
  rule(
    "foundry.agent-overrides",
    "a request that names an agent may not set what the agent's definition says",
    recorded(`${issues}/microsoft/agent-framework/pull/5493`),
  ),
  rule(
    "foundry.agent-property",
    "agent is taken beside agent_reference",
    inferred(
      "the README of @azure/ai-projects 2.10.0 writes agent, though the service was seen refusing it: https://github.com/promptfoo/promptfoo/issues/8959",
    ),
  ),
  rule(
    "foundry.agent-not-found",
    "an agent of the current API that is not there gets 404 not_found",
    inferred("the shape is that of the SDK's error model; code and wording are ours"),
  ),
  rule(
    "foundry.any-model",
    "any model's name is taken; deployments are not looked up",
    inferred("a choice of ours: no model runs here"),
  ),
];

/** How projects of AI Foundry behave, as far as they are emulated. */
export const foundryRules: readonly WireRule[] = [...access, ...routes, ...agents];
