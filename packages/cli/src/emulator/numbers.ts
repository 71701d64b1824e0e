import type { Invocation } from "../command.ts";
import { text } from "../command.ts";

/** A number option as the admin API wants it. What is no number goes there as it is, and is refused there by name. */
export function number(invocation: Invocation, name: string): number | string | undefined {
  const value = text(invocation, name);
  return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : value;
}
