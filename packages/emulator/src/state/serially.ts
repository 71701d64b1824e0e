/**
 * Makes writes follow one another. Who asks while one is under way shares the next, which begins after the ask and so
 * has everything that was changed before it; never are two under way, or the older might end last and undo the newer.
 */
export function serially(write: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  return () => {
    // A write that failed was told to those who waited for it; it does not stop the next.
    waiting ??= last = last
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return write();
      });
    return waiting;
  };
}
