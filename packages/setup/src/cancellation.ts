import type { Clock } from "./clock.ts";
import { SetupError } from "./errors.ts";

/** @throws SetupError `cancelled` when the caller asked to stop. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new SetupError("cancelled", "stopped on request", {
    fix: "Run the command again; it goes on where it stopped.",
  });
}

/** Waits, unless the caller asks to stop. @throws SetupError `cancelled` */
export async function pauseFor(
  durationMs: number,
  on: { clock: Clock; signal: AbortSignal | undefined },
): Promise<void> {
  throwIfCancelled(on.signal);
  try {
    await on.clock.sleep(durationMs, on.signal);
  } catch (cause) {
    throwIfCancelled(on.signal);
    throw cause;
  }
}
