import type { Context } from "../../context.ts";
import { findServicePrincipal } from "../../directory/directory.ts";
import type { Caller } from "../../tokens/verify.ts";
import { openAIError } from "./refusal.ts";

export interface Utterance {
  readonly role: "user" | "assistant" | "system";
  readonly text: string;
}

/** What an agent is asked, by whom. */
export interface Question {
  readonly caller: Caller;
  readonly model: string;
  readonly instructions: string | null;
  /** Everything said so far, oldest first. */
  readonly said: readonly Utterance[];
  /** What is new, of that: the input. */
  readonly input: string;
}

/**
 * Answers for the agents: at once, or after a while.
 *
 * @throws FoundryRefusal `server_error`, when a model elsewhere does not answer
 */
export type Mind = (question: Question) => string | Promise<string>;

/** The text of a content that is a string, or of the text parts of one that is a list. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: { readonly text?: unknown }) => {
      const { text } = part;
      if (typeof text === "string") return text;
      return typeof text === "object" && text !== null && "value" in text ? String(text.value) : "";
    })
    .filter((text) => text !== "")
    .join("\n");
}

/**
 * The agent of an emulator without a model: it says who called it, and repeats the input. The same call gets the same
 * answer, whenever it comes.
 */
export function deterministicMind(context: Context): Mind {
  const nameOf = (tenantId: string): string =>
    context.store.state.directories.find((directory) => directory.tenantId === tenantId)?.name ?? "another directory";
  return ({ caller, input }) => {
    const { directory, clientId, principalId } = caller;
    const owner = findServicePrincipal(directory, clientId)?.appOwnerOrganizationId ?? directory.tenantId;
    return [
      `You are application ${clientId} of directory ${nameOf(owner)} (${owner}),`,
      `known in directory ${directory.name} (${directory.tenantId}) as ${principalId}.`,
      `You said: ${input}`,
    ].join(" ");
  };
}

/** Tokens, counted as four characters each: nobody is billed here, but clients add them up. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Refuses what no answer could be given to. */
export function requireInput(question: Question): Question {
  if (question.said.some(({ role }) => role === "user")) return question;
  throw openAIError("There is no message of a user to answer.", { param: "input" });
}
