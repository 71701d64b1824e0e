/** The pages that `npm run check` follows from their first command to their last. */
export const followed: readonly string[] = [
  "README.md",
  "docs/tutorial.md",
  "docs/guide/two-administrators.md",
  "docs/guide/drift.md",
  "docs/guide/diagnose.md",
  "docs/guide/emulator.md",
  "docs/guide/other-issuers.md",
];
