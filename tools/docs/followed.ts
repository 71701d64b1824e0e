/** The pages that `npm run check` follows from their first command to their last. */
export const followed: readonly string[] = ["README.md"];
