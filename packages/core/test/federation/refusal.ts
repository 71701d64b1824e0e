import type { ExchangeChange } from "../exchange.ts";

/** One way to be refused: what is changed in a sound exchange, and which check says which code. */
export interface Refusal {
  readonly title: string;
  readonly check: string;
  readonly code: number;
  readonly change: ExchangeChange;
  readonly values?: Readonly<Record<string, string>>;
}
