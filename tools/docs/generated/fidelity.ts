// docs/fidelity.md: every statement about Microsoft's services with where it comes from and the tests that name it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import {
  aadstsCatalogue,
  allChecks,
  builtInRoles,
  clientPhrases,
  clouds,
  type ControlPlaneRow,
  foundryRules,
  graphRows,
  managedIdentityRules,
  resourceManagerRows,
  type Provenance,
  traps,
  type WireRule,
} from "@tegata/core";
import { doNotEdit, type Page } from "../page.ts";

interface Claim {
  readonly key: string;
  readonly says: string;
  readonly provenance: Provenance;
  /** What a test has to mention to count. */
  readonly word: string;
}

interface TestFile {
  readonly path: string;
  readonly text: string;
}

const root = join(import.meta.dirname, "../../..");

function checkClaims(): Claim[] {
  return allChecks.map(({ id, requires, failsWith, provenance }) => ({
    key: `\`${id}\``,
    says: `${requires} (AADSTS${failsWith})`,
    provenance,
    word: id,
  }));
}

function codeClaims(): Claim[] {
  return [...aadstsCatalogue.values()].map(({ code, status, error, title, provenance }) => ({
    key: `AADSTS${code}`,
    says: `${title}: ${status} \`${error}\``,
    provenance,
    word: String(code),
  }));
}

function roleClaims(): Claim[] {
  return builtInRoles.map(({ id, name, provenance }) => ({ key: name, says: `\`${id}\``, provenance, word: name }));
}

function phraseClaims(): Claim[] {
  return Object.values(clientPhrases).map(({ text, foundIn, client, effect, provenance }) => ({
    key: `\`${text}\``,
    says: `${foundIn}: ${client} ${effect}`,
    provenance,
    word: text,
  }));
}

function cloudClaims(): Claim[] {
  return Object.values(clouds).map(({ name, authority, apis, provenance }) => {
    const audience = apis.tokenExchange.uris[0] ?? "";
    return { key: name, says: `${authority}, ${audience}`, provenance, word: audience };
  });
}

function controlPlaneClaims(rows: readonly ControlPlaneRow[]): Claim[] {
  return rows.map(({ code, status, when, provenance }) => ({
    key: `\`${code}\``,
    says: `${status}: ${when}`,
    provenance,
    word: code,
  }));
}

function ruleClaims(rules: readonly WireRule[]): Claim[] {
  return rules.map(({ id, says, provenance }) => ({ key: `\`${id}\``, says, provenance, word: id }));
}

function readTests(): TestFile[] {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/test`);
  return [...packages, "conformance"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts") && !name.includes("node_modules") && !name.endsWith("coverage.test.ts"))
        .map((name) => `${folder}/${name.split(sep).join("/")}`),
    )
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

function testsOf(word: string, tests: readonly TestFile[]): string[] {
  const whole = new RegExp(`(?<![\\w.-])(?:AADSTS)?${word.replaceAll(".", "\\.")}(?![\\w-])`);
  return tests.filter(({ text }) => whole.test(text)).map(({ path }) => path);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/(?<![<(])(https:\/\/[^\s)]+[^\s).,;])/g, "<$1>");
}

function table(claims: readonly Claim[], tests: readonly TestFile[]): string {
  const rows = claims.map(({ key, says, provenance, word }) => {
    const files = testsOf(word, tests).map((path) => `[${path.replace("packages/", "")}](../${path})`);
    return `| ${key} | ${cell(says)} | ${provenance.kind} | ${cell(provenance.source)} | ${files.join("<br>") || "none"} |`;
  });
  return ["| claim | says | kind | source | tests that name it |", "|---|---|---|---|---|", ...rows].join("\n");
}

function counted(claims: readonly Claim[]): string {
  const kinds = (["documented", "recorded", "inferred"] as const).map(
    (kind) => `${claims.filter(({ provenance }) => provenance.kind === kind).length} ${kind}`,
  );
  return `${claims.length}: ${kinds.join(", ")}.`;
}

/** The page of all statements. */
export function fidelityPages(): Page[] {
  const tests = readTests();
  const sections: readonly [title: string, claims: readonly Claim[]][] = [
    ["Checks", checkClaims()],
    ["Codes of the token service", codeClaims()],
    ["Identity endpoints of the hosts", ruleClaims(managedIdentityRules)],
    ["What is easily got wrong", ruleClaims(traps)],
    ["Refusals of Microsoft Graph", controlPlaneClaims(graphRows)],
    ["Refusals of Resource Manager", controlPlaneClaims(resourceManagerRows)],
    ["Projects of AI Foundry", ruleClaims(foundryRules)],
    ["Texts that clients match on", phraseClaims()],
    ["Built-in roles", roleClaims()],
    ["Clouds", cloudClaims()],
  ];
  const head = [
    "# Fidelity",
    doNotEdit("the statement in packages/core"),
    "What Tegata states about Microsoft Entra and Azure, how each statement is known, and which tests name it.",
    "- **documented**: a vendor page says so.\n- **recorded**: a real answer of the service was seen, quoted in public.\n- **inferred**: concluded from neighbouring facts; may be wrong.",
    "Texts of the codes are our own, except where clients match on a phrase. The order among checks is inferred.",
  ];
  const body = sections.map(([title, claims]) => `## ${title}\n\n${counted(claims)}\n\n${table(claims, tests)}`);
  return [{ path: "docs/fidelity.md", text: `${[...head, ...body].join("\n\n")}\n` }];
}
