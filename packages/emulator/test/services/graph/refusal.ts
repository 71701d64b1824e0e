import { expect } from "vitest";
import type { Answer } from "../../wire.ts";

export interface GraphRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The code of the one detail, if there is one; it repeats the message. */
  readonly detail?: string;
  readonly target?: string;
}

/** Compares a whole refusal of Graph. The request id is taken as it comes, and must be the header's. */
export function expectGraphRefusal(answer: Answer, refusal: GraphRefusal): void {
  const id = answer.headers.get("request-id") ?? "";
  const { status, code, message, detail, target } = refusal;
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: {
      error: {
        code,
        message,
        ...(detail === undefined ? {} : { details: [{ code: detail, message, ...(target ? { target } : {}) }] }),
        innerError: { date: "2026-01-02T03:04:05", "request-id": id, "client-request-id": id },
      },
    },
  });
}
