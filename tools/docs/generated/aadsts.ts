// docs/errors/: a page for each AADSTS code that `tegata explain` knows, and their index.
import { aadstsCatalogue, aadstsMeanings, allChecks, type AadstsMeaning } from "@tegata/core";
import { cell } from "../cell.ts";
import { doNotEdit, type Page } from "../page.ts";

const folder = "docs/errors";
const source = "packages/core/src/aadsts";
const whose = { workload: "a workload", person: "a signed-in person", either: "a workload or a signed-in person" };

function linked(text: string): string {
  return text.replaceAll(/(?<![<(])(https:\/\/[^\s)]+[^\s).,;])/gu, "<$1>");
}

/** An angle bracket would begin HTML; a value that only a message holds gets a name. */
function said(text: string): string {
  return cell(text.replaceAll("{clientId}", "<application id>")).replaceAll("<", "\\<");
}

function causesOf({ causes, fixes }: AadstsMeaning): string {
  const rows = causes.map((cause, at) => `| ${said(cause)} | ${said(fixes[at] ?? fixes[0])} |`);
  return ["| cause, the likeliest first | what repairs it |", "|---|---|", ...rows].join("\n");
}

function wireOf(code: number): string[] {
  const row = aadstsCatalogue.get(code);
  if (!row) return [];
  const checks = allChecks.filter(({ failsWith }) => failsWith === code).map(({ id }) => `\`${id}\``);
  return [
    `The emulator answers it as ${row.status} \`${row.error}\`${checks.length > 0 ? `, when ${checks.join(" or ")} fails` : ""}. The words are ours:`,
    `> ${row.template}`,
  ];
}

function pageOf(meaning: AadstsMeaning): Page {
  const { code, title, about = "workload", provenance } = meaning;
  const text = [
    `# AADSTS${code}: ${title}`,
    doNotEdit(source),
    `It concerns ${whose[about]}. [Microsoft's look-up](https://login.microsoftonline.com/error?code=${code}) has the present text.`,
    causesOf(meaning),
    ...wireOf(code),
    `How it is known: ${provenance.kind}. ${linked(provenance.source)}`,
    `With the whole message there is more to tell: \`tegata explain < build.log\`. [All codes](README.md).`,
  ];
  return { path: `${folder}/AADSTS${code}.md`, text: `${text.join("\n\n")}\n` };
}

function tableOf(meanings: readonly AadstsMeaning[]): string {
  const rows = meanings.map(({ code, title }) => `| [AADSTS${code}](AADSTS${code}.md) | ${cell(title)} |`);
  return ["| code | means |", "|---|---|", ...rows].join("\n");
}

/** A page a code, and an index by whom the code concerns. */
export function aadstsPages(): Page[] {
  const meanings = [...aadstsMeanings.values()].toSorted((a, b) => a.code - b.code);
  const about = (wanted: string): AadstsMeaning[] => meanings.filter((row) => (row.about ?? "workload") === wanted);
  const index = [
    "# Codes of Microsoft Entra",
    doNotEdit(source),
    `${meanings.length} codes (AADSTS…) that \`tegata explain\` knows, each with causes, fixes and how it is known.`,
    `## A workload's\n\n${tableOf(about("workload"))}`,
    `## A workload's or a person's\n\n${tableOf(about("either"))}`,
    `## A signed-in person's: another subject\n\n${tableOf(about("person"))}`,
  ];
  return [{ path: `${folder}/README.md`, text: `${index.join("\n\n")}\n` }, ...meanings.map(pageOf)];
}
