import type { VerifyReport } from "./verify.ts";

const signs = { proven: "✓", failed: "✗", "not proven": "-" } as const;

/** The proofs, a line each, what failed first. */
export function renderVerify({ ok, proofs }: VerifyReport): string {
  const failed = proofs.filter(({ state }) => state === "failed");
  const open = proofs.filter(({ state }) => state === "not proven");
  const head = ok
    ? "The chain works."
    : failed.length > 0
      ? "The chain does not work. tegata doctor says what to repair."
      : "Nothing failed, but the chain is not proven.";
  const rest = open.length > 0 && ok ? [`${open.length} of ${proofs.length} could not be proven.`] : [];
  return [
    head,
    ...proofs.map(({ state, subject, evidence }) => `  ${signs[state]} ${subject}: ${evidence}`),
    ...rest,
  ].join("\n");
}
