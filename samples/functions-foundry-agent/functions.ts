// A function app that asks agents of another organisation's AI Foundry project, without a secret.
import { app } from "@azure/functions";
import type { HttpRequest, HttpResponseInit, InvocationContext } from "@azure/functions";
import { ClassicAgent } from "./classic-agent.ts";
import { credentialFor } from "./credential.ts";
import { CurrentAgent } from "./current-agent.ts";
import { describeFailure } from "./failure.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings(process.env);
// One credential for both: it keeps the token, and renews it in time.
const credential = credentialFor(settings);
const agents = {
  classic: new ClassicAgent(settings, credential),
  current: new CurrentAgent(settings, credential),
};

const longestQuestion = 10_000;

/** The question in the body: `{"question": "…"}`. */
async function questionOf(request: HttpRequest): Promise<string | undefined> {
  try {
    const body = (await request.json()) as { readonly question?: unknown } | null;
    const question = body?.question;
    return typeof question === "string" && question !== "" && question.length <= longestQuestion ? question : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function ask(kind: keyof typeof agents) {
  return async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> => {
    const question = await questionOf(request);
    if (question === undefined) {
      return {
        status: 400,
        jsonBody: { code: "BadQuestion", message: `send {"question": "…"}, 10000 characters at most` },
      };
    }
    try {
      return { jsonBody: { agent: kind, answer: await agents[kind].ask(question) } };
    } catch (error) {
      const failure = describeFailure(error);
      context.error(JSON.stringify(failure));
      return { status: 502, jsonBody: failure };
    }
  };
}

app.http("askClassicAgent", {
  methods: ["POST"],
  route: "agents/classic",
  authLevel: "function",
  handler: ask("classic"),
});

app.http("askCurrentAgent", {
  methods: ["POST"],
  route: "agents/current",
  authLevel: "function",
  handler: ask("current"),
});
