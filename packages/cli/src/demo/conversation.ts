import { CliError } from "../errors.ts";

/** What the function app's two agents said. */
export interface Conversation {
  readonly question: string;
  readonly classic: string;
  readonly current: string;
  readonly milliseconds: number;
}

const question = "Which orders are open?";

async function ask(url: string, kind: "classic" | "current", signal: AbortSignal): Promise<string> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ question });
  const response = await fetch(`${url}/api/agents/${kind}`, { method: "POST", headers, body, signal });
  const text = await response.text();
  if (!response.ok) {
    throw new CliError("demo.failed", `the sample function answered ${response.status}: ${text}`, {
      fix: "Please report this.",
    });
  }
  return (JSON.parse(text) as { readonly answer: string }).answer;
}

/** Asks one agent of each API through the function app, and looks whether the answers know who asked, and what. */
export async function converse(url: string, clientId: string, signal: AbortSignal): Promise<Conversation> {
  const started = performance.now();
  const [classic, current] = await Promise.all([ask(url, "classic", signal), ask(url, "current", signal)]);
  const milliseconds = Math.round(performance.now() - started);
  for (const answer of [classic, current]) {
    if (answer.includes(clientId) && answer.includes(question)) continue;
    throw new CliError("demo.failed", "an agent did not say who called it and what it was asked", {
      fix: "Please report this.",
    });
  }
  return { question, classic, current, milliseconds };
}
