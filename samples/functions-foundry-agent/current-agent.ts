// Current agents: versions, conversations, responses.
import { AIProjectClient, RestError } from "@azure/ai-projects";
import type { CrossTenantCredential } from "@tegata/credential";
import type { Settings } from "./settings.ts";

const name = "orders-agent";
const instructions = "You answer questions about orders, shortly.";

/** Asks an agent of the current API, and puts together what it streams. */
export class CurrentAgent {
  readonly #project: AIProjectClient;
  readonly #model: string;
  #ready: Promise<unknown> | undefined;

  constructor({ projectEndpoint, model }: Settings, credential: CrossTenantCredential) {
    this.#project = new AIProjectClient(projectEndpoint, credential);
    this.#model = model;
  }

  async ask(question: string): Promise<string> {
    await this.#agent();
    const openai = this.#project.getOpenAIClient();
    const conversation = await openai.conversations.create();
    const events = await openai.responses.create(
      { conversation: conversation.id, input: question, stream: true },
      { body: { agent_reference: { type: "agent_reference", name } } },
    );
    let answer = "";
    for await (const event of events) {
      if (event.type === "response.output_text.delta") answer += event.delta;
      if (event.type === "response.failed") throw new Error(event.response.error?.message ?? "the response failed");
    }
    return answer;
  }

  /** The agent, made once: one of that name that is there already will do. */
  #agent(): Promise<unknown> {
    this.#ready ??= this.#findOrMake().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #findOrMake(): Promise<void> {
    try {
      await this.#project.agents.get(name);
    } catch (error) {
      if (!(error instanceof RestError && error.statusCode === 404)) throw error;
      await this.#project.agents.createVersion(name, { kind: "prompt", model: this.#model, instructions });
    }
  }
}
