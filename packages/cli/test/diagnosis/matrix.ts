// The table of docs/diagnosis-matrix.md, made from what really happened.
import type { Attempt } from "./attempt.ts";
import type { Break } from "./breaks/break.ts";

export interface Row {
  readonly one: Break;
  readonly attempt: Attempt;
}

/** Ids differ from run to run, and so does what is left of a wait. */
function general(line: string): string {
  return line
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, "<id>")
    .replaceAll(/--wait \d+/g, "--wait <seconds>")
    .replaceAll("|", "\\|");
}

function commandOf({ one, attempt }: Row): string {
  const [line = ""] = attempt.healing.lines;
  if (one.repairs === 0) return "outside of Azure, or by hand";
  // The Azure CLI is told first which directory it is in.
  const shown = general(line.split(" && ").at(-1) ?? "");
  return `\`${shown.length > 120 ? `${shown.slice(0, 117)}…` : shown}\``;
}

function rowText(row: Row): string {
  const { one, attempt } = row;
  const rounds = attempt.healing.lines.length;
  const healed = attempt.healing.works ? (rounds === 1 ? "yes" : `after ${rounds} repairs`) : "–";
  return `| ${one.name} | ${one.by} | \`${attempt.named}\` | ${attempt.alone ? `\`${attempt.alone}\`` : "–"} | ${commandOf(row)} | ${healed} |`;
}

/** The whole page. */
export function matrixPage(rows: readonly Row[]): string {
  const named = rows.length;
  const alone = rows.filter(({ one }) => one.alone !== null).length;
  const healed = rows.filter(({ attempt }) => attempt.healing.works).length;
  return `# Diagnosis: the break matrix

Written by \`packages/cli/test/diagnosis/matrix.test.ts\`; \`npx vitest run packages/cli/test/diagnosis --update\` writes it anew.

Each row is a working chain on the emulator, broken in one way: by raw calls of Microsoft Graph and Resource Manager, by
an answer that is lost on the wire, or by what the workload's environment says. \`tegata doctor\` is never told which. It sees
what it would see in Azure: not the emulator's journal, nor its admin API. The third column is the check that it names
first when workload and both administrators look; the fourth what it names from the workload alone, with no
administrator's right. The repair is run as printed, and \`tegata verify\` says whether the chain works again.

${named} ways to break: ${named} named first, ${healed} healed by what was printed, ${alone} named from the workload alone. The same holds
whether the token service looks for the service principal or for the credential first.

Two breaks at once, in every pair: \`TEGATA_ALL_PAIRS=1 npx vitest run packages/cli/test/diagnosis/pairs.test.ts\` takes some
minutes; without the variable it takes a sample.

| what was broken | by | named first | from the workload alone | first repair | healed |
|---|---|---|---|---|---|
${rows.map(rowText).join("\n")}
`;
}
