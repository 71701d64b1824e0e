import type { Proof, VerifyReport } from "./verify.ts";

const signs: Readonly<Record<Proof["state"], string>> = {
  proven: "✓",
  "proven for reading": "~",
  failed: "✗",
  "not proven": "-",
};

function isHop({ subject }: Proof): boolean {
  return subject.startsWith("hop ");
}

/** What the chain does, no more than was tried. */
function headOf({ ok, writing, proofs }: VerifyReport): string {
  const reads = proofs.some((proof) => !isHop(proof) && proof.state.startsWith("proven"));
  const works = reads ? "The chain works for reading" : "Both hops work";
  if (ok && writing === "not tried") return `${works}; writing was not tried (--prove-writes).`;
  if (ok) return writing === "proven" ? "The chain works, for reading and for writing." : "The chain works.";
  if (proofs.some(({ state }) => state === "failed"))
    return "The chain does not work. tegata doctor says what to repair.";
  return writing === "not proven"
    ? `${works}, but writing could not be proven.`
    : "Nothing failed, but the chain is not proven.";
}

/** One refusal may meet several resources: it is told once. */
function lineOf(proof: Proof, index: number, proofs: readonly Proof[]): string {
  const { state, subject, evidence } = proof;
  const isTold = proofs.slice(0, index).some((other) => other.state === "failed" && other.evidence === evidence);
  return `  ${signs[state]} ${subject}: ${state === "failed" && isTold ? "the same" : evidence}`;
}

/** The proofs, a line each. */
export function renderVerify(report: VerifyReport): string {
  const { ok, proofs } = report;
  const open = proofs.filter(({ state }) => state === "not proven");
  const rest = open.length > 0 && ok ? [`${open.length} of ${proofs.length} could not be proven.`] : [];
  return [headOf(report), ...proofs.map(lineOf), ...rest].join("\n");
}
