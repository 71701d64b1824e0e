import type {
  AgentVersion,
  Assistant,
  Conversation,
  Json,
  MessageItem,
  Run,
  RunStep,
  StoredResponse,
  Thread,
  ThreadMessage,
} from "./wire.ts";

/** A run, and what its agent will say: it is said when somebody looks, so that a run can be seen waiting. */
export interface StoredRun {
  run: Run;
  answer?: string;
  /** When it was asked, in milliseconds. */
  askedAtMs?: number;
}

export interface StoredThread {
  thread: Thread;
  messages: ThreadMessage[];
  runs: StoredRun[];
  steps: RunStep[];
}

export interface StoredAgent {
  readonly name: string;
  readonly versions: AgentVersion[];
  /** The number that the next version gets: numbers are not used again. */
  nextVersion: number;
  endpoint?: Json;
  card?: Json;
}

export interface StoredConversation {
  conversation: Conversation;
  items: MessageItem[];
}

/** What one project holds, oldest first in each list. */
export interface ProjectData {
  assistants: Assistant[];
  threads: StoredThread[];
  agents: StoredAgent[];
  conversations: StoredConversation[];
  responses: StoredResponse[];
}

/** What was said is kept up to here, in characters of JSON and in number; then the oldest goes. */
export const longestHistory = 4_000_000;
export const mostConversations = 1_000;
/** Agents are never dropped: one more than these is refused. */
export const mostAgents = 1_000;

/** The part of the emulator's state that this service has: the data of each project by its resource id. */
export interface FoundryState {
  foundry?: Record<string, ProjectData>;
}

/** The data of a project. Made at the first use. */
export function projectData(state: FoundryState, projectId: string): ProjectData {
  const projects = (state.foundry ??= {});
  return (projects[projectId.toLowerCase()] ??= {
    assistants: [],
    threads: [],
    agents: [],
    conversations: [],
    responses: [],
  });
}

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

/** Drops the oldest of a list until the rest is neither too many nor too long. The newest stays. */
function keepNewest(list: unknown[], room: number): number {
  const sizes = list.map(sizeOf);
  let total = sizes.reduce((sum, size) => sum + size, 0);
  let dropped = 0;
  while (list.length - dropped > 1 && (list.length - dropped > mostConversations || total > room)) {
    total -= sizes[dropped++] ?? 0;
  }
  list.splice(0, dropped);
  return total;
}

/** Keeps what was said in a project within bounds, so that neither memory nor the state file grows for ever. */
export function bound(data: ProjectData): void {
  keepNewest(data.threads, longestHistory);
  keepNewest(data.conversations, longestHistory);
  keepNewest(data.responses, longestHistory);
}
