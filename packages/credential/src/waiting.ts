import type { AbortSignalLike } from "./token-credential.ts";

/** What an aborted caller gets: the signal's own reason, else an error named `AbortError` as the Azure SDKs expect. */
function reasonOf(signal: AbortSignalLike): Error {
  return signal.reason instanceof Error
    ? signal.reason
    : new DOMException("the wait for a token was aborted", "AbortError");
}

/** Throws when the caller has given up already. */
export function throwIfAborted(signal: AbortSignalLike | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Waits for work that others may wait for too. An abort ends the waiting, not the work. */
export function waitFor<Result>(work: Promise<Result>, signal: AbortSignalLike | undefined): Promise<Result> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      signal.removeEventListener("abort", stop);
      reject(reasonOf(signal));
    };
    signal.addEventListener("abort", stop);
    // The work itself may have aborted it, before anybody listened.
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
