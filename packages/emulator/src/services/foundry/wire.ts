// What Foundry stores and shows, spelled as on the wire: the emulator keeps these objects as it shows them.

export type Json = Readonly<Record<string, unknown>>;
export type Metadata = Readonly<Record<string, string>>;

/** An agent of the classic API. */
export interface Assistant {
  readonly id: string;
  readonly object: "assistant";
  readonly created_at: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly model: string;
  readonly instructions: string | null;
  readonly tools: readonly unknown[];
  readonly top_p: number | null;
  readonly temperature: number | null;
  readonly tool_resources: unknown;
  readonly metadata: Metadata;
  readonly response_format: unknown;
}

export interface Thread {
  readonly id: string;
  readonly object: "thread";
  readonly created_at: number;
  readonly metadata: Metadata;
  readonly tool_resources: unknown;
}

export interface ThreadMessage {
  readonly id: string;
  readonly object: "thread.message";
  readonly created_at: number;
  readonly thread_id: string;
  readonly status: "completed" | "in_progress";
  readonly incomplete_details: null;
  readonly completed_at: number | null;
  readonly incomplete_at: null;
  readonly role: "user" | "assistant";
  readonly content: readonly unknown[];
  readonly assistant_id: string | null;
  readonly run_id: string | null;
  readonly attachments: readonly unknown[];
  readonly metadata: Metadata;
}

export type RunStatus = "queued" | "in_progress" | "completed" | "cancelled" | "failed";

export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

export interface Run {
  readonly id: string;
  readonly object: "thread.run";
  readonly created_at: number;
  readonly thread_id: string;
  readonly assistant_id: string;
  readonly status: RunStatus;
  readonly started_at: number | null;
  readonly expires_at: number | null;
  readonly cancelled_at: number | null;
  readonly failed_at: number | null;
  readonly completed_at: number | null;
  readonly required_action: null;
  readonly last_error: { readonly code: string; readonly message: string } | null;
  readonly model: string;
  readonly instructions: string | null;
  readonly tools: readonly unknown[];
  readonly tool_resources: unknown;
  readonly metadata: Metadata;
  readonly temperature: number | null;
  readonly top_p: number | null;
  readonly max_completion_tokens: number | null;
  readonly max_prompt_tokens: number | null;
  readonly truncation_strategy: unknown;
  readonly incomplete_details: null;
  readonly usage: Usage | null;
  readonly response_format: unknown;
  readonly tool_choice: unknown;
  readonly parallel_tool_calls: boolean;
}

export interface RunStep {
  readonly id: string;
  readonly object: "thread.run.step";
  readonly created_at: number;
  readonly run_id: string;
  readonly assistant_id: string;
  readonly thread_id: string;
  readonly type: "message_creation";
  readonly status: "in_progress" | "completed";
  readonly cancelled_at: null;
  readonly completed_at: number | null;
  readonly expired_at: null;
  readonly failed_at: null;
  readonly last_error: null;
  readonly step_details: {
    readonly type: "message_creation";
    readonly message_creation: { readonly message_id: string };
  };
  readonly usage: Usage | null;
  readonly metadata: Metadata;
}

/** A version of an agent of the current API. */
export interface AgentVersion {
  readonly object: "agent.version";
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly status: "active";
  readonly description: string;
  readonly created_at: number;
  readonly metadata: Metadata;
  readonly definition: Json;
}

export interface Conversation {
  readonly id: string;
  readonly object: "conversation";
  readonly created_at: number;
  readonly metadata: Metadata;
}

/** A message in a conversation or in a response. Only messages are kept: the emulated agent uses no tool. */
export interface MessageItem {
  readonly id: string;
  readonly type: "message";
  readonly status: "completed" | "in_progress";
  readonly role: string;
  readonly content: readonly unknown[];
}

/** A response of the Responses API, and what it was asked. */
export interface StoredResponse {
  readonly response: Json & { readonly id: string };
  readonly input: readonly MessageItem[];
  /** The whole exchange up to here, for `previous_response_id`. */
  readonly history: readonly MessageItem[];
  /** The agent whose own endpoint was asked: only there it is found again. */
  readonly endpointOf?: string;
}
