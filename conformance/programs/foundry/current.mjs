// Everything that a user of current agents does: versions, conversations, responses whole and followed, the agent's own
// endpoint.
import { AIProjectClient } from "@azure/ai-projects";
import { credential } from "./credential.mjs";

const { PROJECT_ENDPOINT, QUESTION, SCOPE } = process.env;
const project = new AIProjectClient(PROJECT_ENDPOINT, credential, SCOPE ? { credentials: { scopes: [SCOPE] } } : {});
const definition = (instructions) => ({ kind: "prompt", model: "gpt-4.1", instructions });
const agentReference = { agent_reference: { type: "agent_reference", name: "orders" } };

async function all(list, nameOf) {
  const names = [];
  for await (const each of list) names.push(nameOf(each));
  return names;
}

const first = await project.agents.createVersion("orders", definition("Be short."));
const second = await project.agents.createVersion("orders", definition("Be kind."));
const shown = await project.agents.get("orders");
const agents = await all(project.agents.list(), ({ name }) => name);
const versions = await all(project.agents.listVersions("orders"), ({ version }) => version);
await project.agents.deleteVersion("orders", first.version);

const openai = project.getOpenAIClient();
const conversation = await openai.conversations.create({
  items: [{ type: "message", role: "user", content: "Hello" }],
});
const whole = await openai.responses.create(
  { conversation: conversation.id, input: QUESTION },
  { body: agentReference },
);
const again = await openai.responses.retrieve(whole.id);

const events = [];
let text = "";
const stream = await openai.responses.create(
  { conversation: conversation.id, input: QUESTION, stream: true },
  { body: agentReference },
);
for await (const event of stream) {
  if (events.at(-1) !== event.type) events.push(event.type);
  if (event.type === "response.output_text.delta") text += event.delta;
}
const roles = await all(openai.conversations.items.list(conversation.id, { order: "asc" }), ({ role }) => role);

const endpoint = project.getOpenAIClient({ azureConfig: { agentName: "orders", allowPreview: true } });
const direct = await endpoint.responses.create({ input: QUESTION });

await openai.conversations.delete(conversation.id);
await project.agents.delete("orders");
const left = await all(project.agents.list(), ({ name }) => name);
console.log(
  JSON.stringify({
    agent: { versions: [first.id, second.id], latest: shown.versions.latest.version, agents, listed: versions, left },
    whole: whole.output_text,
    again: again.output_text === whole.output_text,
    followed: { events, text },
    roles,
    direct: direct.output_text,
  }),
);
