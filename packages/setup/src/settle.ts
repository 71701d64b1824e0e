/**
 * Waits for all, also when one fails, so that nothing goes on in the background after an error has been reported.
 *
 * @throws the first failure, in the order of the tasks
 */
export async function settleAll<Result>(tasks: readonly Promise<Result>[]): Promise<Result[]> {
  const settled = await Promise.allSettled(tasks);
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}
