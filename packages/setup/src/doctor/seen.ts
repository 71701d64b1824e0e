// What somebody saw of one object: it, nothing, or that they may not look.
import { SetupError } from "../errors.ts";

export type Seen<Value> =
  | { readonly kind: "seen"; readonly value: Value }
  | { readonly kind: "absent" }
  | { readonly kind: "unseen"; readonly why: string; readonly code?: string };

/** Looks, and tells a refusal as something not seen. Faults of our own still come out. */
export async function look<Value>(read: () => Promise<Value | undefined>): Promise<Seen<Value>> {
  try {
    const value = await read();
    return value === undefined ? { kind: "absent" } : { kind: "seen", value };
  } catch (error) {
    if (!(error instanceof SetupError) || error.code === "cancelled") throw error;
    const right = error.code === "permission.denied" ? error.fix.replace(/^Sign in with: /, "needs ") : error.message;
    return { kind: "unseen", why: right, code: error.code };
  }
}

/** The value, if it was seen. */
export function valueOf<Value>(seen: Seen<Value> | undefined): Value | undefined {
  return seen?.kind === "seen" ? seen.value : undefined;
}
