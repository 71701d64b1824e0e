// Classic agents: threads, messages, runs. Microsoft retires them on 31 March 2027.
import { AgentsClient } from "@azure/ai-agents";
import type { MessageDeltaChunk, ThreadRun } from "@azure/ai-agents";
import type { CrossTenantCredential } from "@tegata/credential";
import type { Settings } from "./settings.ts";

const name = "orders-assistant";
const instructions = "You answer questions about orders, shortly.";

/** Asks an agent of the classic API, and puts together what it streams. */
export class ClassicAgent {
  readonly #client: AgentsClient;
  readonly #model: string;
  #id: Promise<string> | undefined;

  constructor({ projectEndpoint, model }: Settings, credential: CrossTenantCredential) {
    this.#client = new AgentsClient(projectEndpoint, credential);
    this.#model = model;
  }

  async ask(question: string): Promise<string> {
    const messages = [{ role: "user" as const, content: question }];
    const events = await this.#client.runs.createThreadAndRun(await this.#agent(), { thread: { messages } }).stream();
    let answer = "";
    for await (const { event, data } of events) {
      if (event === "thread.message.delta") answer += deltaText(data as MessageDeltaChunk);
      if (event === "thread.run.failed") throw new Error((data as ThreadRun).lastError?.message ?? "the run failed");
    }
    return answer;
  }

  /** The agent, made once: an agent of that name that is there already will do. */
  #agent(): Promise<string> {
    this.#id ??= this.#findOrMake().catch((error: unknown) => {
      this.#id = undefined;
      throw error;
    });
    return this.#id;
  }

  async #findOrMake(): Promise<string> {
    for await (const agent of this.#client.listAgents()) if (agent.name === name) return agent.id;
    return (await this.#client.createAgent(this.#model, { name, instructions })).id;
  }
}

function deltaText({ delta }: MessageDeltaChunk): string {
  return delta.content.map((part) => ("text" in part ? ((part.text as { value?: string }).value ?? "") : "")).join("");
}
