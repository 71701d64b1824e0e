import { expect } from "vitest";
import type { Answer } from "../../wire.ts";

export interface ArmRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Compares a whole refusal of Resource Manager. */
export function expectArmRefusal(answer: Answer, { status, code, message }: ArmRefusal): void {
  expect({ status: answer.status, body: answer.body }).toEqual({ status, body: { error: { code, message } } });
  expect(answer.headers.get("x-ms-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(answer.headers.get("x-ms-correlation-request-id")).toMatch(/^[0-9a-f-]{36}$/);
}
