// Everything that a user of classic agents does: an agent, a thread, runs that are polled and runs that are followed.
import { AgentsClient } from "@azure/ai-agents";
import { credential } from "./credential.mjs";

const { PROJECT_ENDPOINT, QUESTION, SCOPE } = process.env;
const client = new AgentsClient(PROJECT_ENDPOINT, credential, SCOPE ? { credentials: { scopes: [SCOPE] } } : {});

async function follow(streaming) {
  const events = [];
  let text = "";
  for await (const { event, data } of await streaming.stream()) {
    if (events.at(-1) !== event) events.push(event);
    if (event === "thread.message.delta") text += data.delta.content.map((part) => part.text?.value ?? "").join("");
  }
  return { events, text };
}

const made = await client.createAgent("gpt-4.1", { name: "orders", instructions: "Be short." });
const changed = await client.updateAgent(made.id, { name: "orders-2" });
const listed = [];
for await (const { name } of client.listAgents()) listed.push(name);
const { instructions } = await client.getAgent(made.id);

const thread = await client.threads.create();
await client.messages.create(thread.id, "user", QUESTION);
const run = await client.runs.createAndPoll(thread.id, made.id, { pollingOptions: { intervalInMs: 10 } });
const polled = [];
for await (const { role, content } of client.messages.list(thread.id, { order: "asc" }))
  polled.push([role, content[0].text.value]);
const steps = [];
for await (const { type, status } of client.runSteps.list(thread.id, run.id)) steps.push(`${type} ${status}`);

await client.messages.create(thread.id, "user", QUESTION);
const followed = await follow(client.runs.create(thread.id, made.id));
const messages = [{ role: "user", content: QUESTION }];
const atOnce = await follow(client.runs.createThreadAndRun(made.id, { thread: { messages } }));
const waiting = await client.runs.createThreadAndRun(made.id, { thread: { messages } });
const cancelled = await client.runs.cancel(waiting.threadId, waiting.id);

await client.threads.delete(thread.id);
await client.deleteAgent(made.id);
const left = [];
for await (const { name } of client.listAgents()) left.push(name);
console.log(
  JSON.stringify({
    agent: { name: changed.name, listed, instructions, left },
    run: run.status,
    polled,
    steps,
    followed,
    atOnce,
    cancelled: cancelled.status,
  }),
);
