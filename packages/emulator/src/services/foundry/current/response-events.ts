import { redact } from "@tegata/core";
import type { ServerEvent } from "../sse.ts";
import { pieces } from "../sse.ts";
import { textOf } from "../mind.ts";
import type { Json, MessageItem } from "../wire.ts";

type Numbered = (type: string, data: Json) => ServerEvent;

function numbering(): Numbered {
  let sequence_number = 0;
  return (event, data) => ({ event, data: { type: event, sequence_number: sequence_number++, ...data } });
}

function* messageEvents(of: Numbered, message: MessageItem): Generator<ServerEvent> {
  const at = { item_id: message.id, output_index: 0, content_index: 0 };
  const [part] = message.content;
  const text = textOf(message.content);
  yield of("response.output_item.added", { output_index: 0, item: { ...message, status: "in_progress", content: [] } });
  yield of("response.content_part.added", { ...at, part: { ...(part as Json), text: "" } });
  for (const delta of pieces(text)) yield of("response.output_text.delta", { ...at, delta, logprobs: [] });
  yield of("response.output_text.done", { ...at, text, logprobs: [] });
  yield of("response.content_part.done", { ...at, part });
  yield of("response.output_item.done", { output_index: 0, item: message });
}

/**
 * What a caller that follows a response is sent, in this order. Unlike runs, there is no last word `[DONE]`.
 *
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export async function* responseEvents(
  begun: Json,
  finish: () => Promise<{ readonly response: Json; readonly message: MessageItem }>,
): AsyncGenerator<ServerEvent> {
  const of = numbering();
  yield of("response.created", { response: begun });
  yield of("response.in_progress", { response: begun });
  try {
    const { response, message } = await finish();
    yield* messageEvents(of, message);
    yield of("response.completed", { response });
  } catch (error) {
    // The status has been sent: what went wrong is told in the stream.
    const message = redact(error instanceof Error ? error.message : String(error));
    yield of("response.failed", { response: { ...begun, status: "failed", error: { code: "server_error", message } } });
  }
}
