import type { ExplainedError, Explanation } from "@tegata/core";
import type { Terminal } from "../output/terminal.ts";

const hops = {
  1: "hop 1, the workload's own identity token",
  2: "hop 2, the exchange at Microsoft Entra",
  3: "hop 3, the resource",
  setup: "while setting up",
} as const;

const services: Readonly<Record<NonNullable<ExplainedError["service"]>, string>> = {
  entra: "Microsoft Entra's token service",
  imds: "the host's identity endpoint (IMDS)",
  appService: "the app's identity endpoint (App Service, Functions, Container Apps)",
  managedIdentity: "a managed identity endpoint",
  graph: "Microsoft Graph",
  resourceManager: "Azure Resource Manager",
  storage: "Azure Storage",
  foundry: "AI Foundry or Azure OpenAI",
  keyVault: "Key Vault",
  sql: "Azure SQL",
  serviceBus: "Service Bus or Event Hubs",
  cosmosDb: "Cosmos DB",
  githubActions: "GitHub Actions",
  azurePipelines: "Azure Pipelines",
  kubernetes: "Kubernetes",
  client: "the client library: nothing was refused by Azure",
};

const names: Readonly<Record<string, string>> = {
  clientId: "client id",
  application: "application's name",
  objectId: "object id",
  expectedIssuer: "expected issuer",
  currentTime: "time of the request",
  validFrom: "valid from",
  validUntil: "valid until",
  certificateReason: "reason",
};

/** One line: the code and what it means. */
export function headline({ code, title }: ExplainedError): string {
  return code === null ? title : `${code}: ${title}`;
}

function placeOf({ hop, service, subject }: ExplainedError): string[] {
  if (hop === null) return [`Another subject: ${subject ?? "unknown"}.`];
  return [`Failed at ${hops[hop]}${service === null ? "" : `: ${services[service]}`}.`];
}

function valuesOf({ values }: ExplainedError): string[] {
  const lines = Object.entries(values).map(([name, value]) => `  ${names[name] ?? name}: ${value}`);
  return lines.length === 0 ? [] : ["", "In the text", ...lines];
}

function causesOf({ causes, title }: ExplainedError, style: Terminal["style"]): string[] {
  const [only, ...more] = causes;
  if (only?.cause === title && more.length === 0) return [only.fix];
  const words = { high: "likely", medium: "possible", low: "less likely" };
  const lines = causes.flatMap(({ cause, likelihood, fix }, at) => [
    `  ${at + 1}. ${cause} ${style("dim", `(${words[likelihood]})`)}`,
    `     ${fix}`,
  ]);
  return lines.length === 0 ? [] : ["", "Causes, the likeliest first", ...lines];
}

function othersOf(errors: readonly ExplainedError[]): string[] {
  const lines = errors.map((error) => {
    const times = error.times > 1 ? `, ${error.times} times` : "";
    const place = error.hop === null ? `another subject: ${error.subject ?? "unknown"}` : hops[error.hop];
    return `  ${headline(error)} (${place}${times})`;
  });
  return lines.length === 0 ? [] : ["", "Also in the text; look at these afterwards", ...lines];
}

/** An explanation for people: the root in full, a line for each other error. */
export function renderExplanation({ root, errors }: Explanation, style: Terminal["style"]): string {
  // The one line about it is the diagnostic that comes with it.
  if (root.subject === "unknown") return "";
  const times = root.times > 1 ? ` (${root.times} times)` : "";
  const isSaid = root.subject !== undefined && root.meaning.includes(root.subject);
  const lines = [
    style("bold", headline(root)) + times,
    ...(isSaid ? [] : placeOf(root)),
    root.meaning,
    ...valuesOf(root),
    ...causesOf(root, style),
    ...othersOf(errors.slice(1)),
  ];
  const links = root.links.length === 0 ? [] : ["", ...root.links.map((link) => `See ${link}`)];
  return [...lines, ...links].join("\n");
}
