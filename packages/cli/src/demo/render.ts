import type { EmulatorEnvironment } from "@tegata/emulator";
import { hops } from "@tegata/core";
import type { Terminal } from "../output/terminal.ts";
import type { Conversation } from "./conversation.ts";
import { demoNames } from "./configuration.ts";
import type { Evidence, IssuedToken, Journey } from "./evidence.ts";
import { countTokens } from "./evidence.ts";
import type { RoundTrip } from "./round-trip.ts";

interface Shown {
  readonly environment: EmulatorEnvironment;
  readonly evidence: Evidence;
  readonly roundTrip: RoundTrip;
  readonly conversation: Conversation;
}

/** As wide as the terminals of most. */
const columns = 100;

function row(name: string, value: string | undefined, meaning = ""): string {
  return `   ${name.padEnd(11)}${value ?? "-"}${meaning === "" ? "" : `  ${meaning}`}`;
}

/** Words in as many lines of a width as they take; `used` is what stands in the first line already. */
function fill(words: readonly string[], width: number, { separator = " ", used = 0 } = {}): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const taken = (last?.length ?? 0) + (lines.length === 1 ? used : 0);
    if (last !== undefined && taken + separator.length + word.length <= width)
      lines[lines.length - 1] = `${last}${separator}${word}`;
    else lines.push(word);
  }
  return lines.map((line, index) => (index < lines.length - 1 ? line + separator.trimEnd() : line));
}

/** A list in as many rows as it takes. */
function rows(name: string, words: readonly string[], separator = " "): string[] {
  return fill(words, columns - 15, { separator }).map((line, index) => row(index === 0 ? name : "", line));
}

function lifetime({ claims }: IssuedToken): string {
  const { notBeforeSeconds = 0, expiresOnSeconds = 0 } = claims;
  const minutes = Math.round((expiresOnSeconds - notBeforeSeconds) / 60);
  const length = minutes >= 120 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
  return `${length}, until ${new Date(expiresOnSeconds * 1000).toISOString()}`;
}

function nameOf(environment: EmulatorEnvironment, tenantId: string | undefined): string {
  const found = Object.entries(environment.directories).find(([, directory]) => directory.tenantId === tenantId);
  return found?.[0] ?? "unknown";
}

type Heading = (number: 1 | 2 | 3, instead?: string) => string;

/** What the token of hop 1 says, but for when. */
function identityRows(environment: EmulatorEnvironment, { identityToken }: Journey): string[] {
  const { issuer, tenantId, subject, audience } = identityToken.claims;
  return [
    row("issuer", issuer, `(${nameOf(environment, tenantId)})`),
    row("subject", subject, `= ${demoNames.identity}; the credential names it`),
    row("audience", audience, `= ${identityToken.resource}`),
  ];
}

/** What the token of hop 2 says, but for whom and when. */
function accessRows(environment: EmulatorEnvironment, { accessToken }: Journey): string[] {
  const { clientId, clientAuthentication = "", issuer, tenantId, subject } = accessToken.claims;
  return [
    row("client", clientId, `= ${demoNames.application}, of ${environment.home}`),
    row("proof", `the token of hop 1 (${clientAuthentication})`),
    row("issuer", issuer, `(${nameOf(environment, tenantId)})`),
    row("subject", subject, `= its principal in ${environment.resource}; the role names it`),
  ];
}

function hopsOf(
  environment: EmulatorEnvironment,
  journey: Journey,
  { heading, before }: { readonly heading: Heading; readonly before: Journey | undefined },
): string[] {
  const { identityToken, accessToken, operations, role, scope } = journey;
  const isSame = (rows: typeof identityRows): boolean =>
    before !== undefined && rows(environment, before).join("\n") === rows(environment, journey).join("\n");
  const identity = isSame(identityRows)
    ? [heading(1, `as above, but from the endpoint of ${journey.plan.host}`)]
    : [heading(1), ...identityRows(environment, journey), row("lifetime", lifetime(identityToken))];
  const audience = row("audience", accessToken.claims.audience);
  const access = isSame(accessRows)
    ? [heading(2, "as above, but for another resource"), audience]
    : [heading(2), ...accessRows(environment, journey), audience, row("lifetime", lifetime(accessToken))];
  return [
    ...identity,
    "",
    ...access,
    "",
    heading(3),
    ...rows(
      "did",
      operations.map((operation) => operation.replace("/api/projects/{projectName}", "")),
      ", ",
    ),
    row("role", role),
    row("at", scope.split("/providers/").at(-1) ?? scope),
  ];
}

/** A resource by the name that people know it by. */
function resourceName(environment: EmulatorEnvironment, resource: string): string {
  const origin = resource.replace(/\/+$/, "");
  if (origin === environment.graph) return "Graph";
  return origin === environment.resourceManager ? "Resource Manager" : resource;
}

function issuedTokens({ environment, evidence }: Shown): string[] {
  const lines = countTokens(evidence.tokens).map(
    ({ to, directory, credential, resource, count }) =>
      `   ${String(count).padStart(2)} × ${credential.padEnd(30)}${to}, ${directory} → ${resourceName(environment, resource)}`,
  );
  const operators = [environment.home, environment.resource].map((name) => `${name}'s`).join(" and ");
  return [
    ...lines,
    `   The workload's chain used no secret: a managed identity, then a federated identity credential.`,
    `   The client secrets are those of ${operators} operators, who signed in to set it up.`,
  ];
}

function outcomeOf({ plan }: Journey, { roundTrip, conversation }: Shown, terminal: Terminal): string[] {
  const green = (text: string): string => terminal.style("green", text);
  if (plan.service === "blob") {
    const { bytes, sha256, milliseconds } = roundTrip;
    return [
      green(`What was written is what was read: ${bytes} bytes, sha256 ${sha256.slice(0, 16)}…, in ${milliseconds} ms`),
    ];
  }
  return [
    green(
      `The classic and the current agent were asked “${conversation.question}”, in ${conversation.milliseconds} ms:`,
    ),
    ...rows("answer", conversation.current.split(" ")),
  ];
}

/** Both ways, hop by hop, as a person wants to see them; the proof; every token with the kind of credential used. */
export function renderDemo(shown: Shown, terminal: Terminal): string {
  const { environment, evidence } = shown;
  const bold = (text: string): string => terminal.style("bold", text);
  const heading: Heading = (number, instead) => {
    const { name, does } = hops[number - 1] as (typeof hops)[number];
    const title = `Hop ${number}, ${name}: `;
    return bold(title) + fill((instead ?? does).split(" "), columns, { used: title.length }).join("\n   ");
  };
  const journeys = evidence.journeys.flatMap((journey, index) => [
    bold(
      `${index + 1}. ${journey.plan.title}: ${journey.plan.host} in ${environment.home}, resource in ${environment.resource}`,
    ),
    "",
    ...hopsOf(environment, journey, { heading, before: evidence.journeys[index - 1] }),
    "",
    ...outcomeOf(journey, shown, terminal),
    "",
  ]);
  return [
    ...journeys,
    bold("Every token that was issued, and what proved the one who got it:"),
    ...issuedTokens(shown),
  ].join("\n");
}

/** What to try next, when nothing was kept running. */
export function renderNext(command: string): string {
  const next = [
    ["demo --keep", "leave all this running and look around"],
    ["emulator start", "two empty directories of your own, in another terminal; then:"],
    ["emulator configuration > tegata.yaml", "what to set up there"],
    ["apply", "set it up; emulator start says how to sign in"],
    ["exec --on app-orders -- node app.js", "your program, unchanged, as if on App Service"],
  ] as const;
  const width = Math.max(...next.map(([words]) => words.length));
  return ["Try next:", ...next.map(([words, what]) => `  ${command} ${words.padEnd(width)}  ${what}`)].join("\n");
}

/** How to reach what `--keep` left running. */
export function renderKept(
  environment: EmulatorEnvironment,
  command: string,
  about: { readonly url: string; readonly functionsUrl: string; readonly file: string },
): string {
  const [blob, agent] = demoNames.journeys;
  return [
    "It keeps running. In another terminal:",
    `  open ${about.url}                       the sample app, on host ${blob.host}`,
    `  curl ${about.functionsUrl}/api/agents/current -d '{"question":"Who am I?"}'   the functions, on ${agent.host}`,
    `  ${command} emulator env --state ${environment.stateFolder}`,
    `  ${command} exec --on ${blob.host} --state ${environment.stateFolder} -- node app.js`,
    `  the configuration that was applied: ${about.file}`,
    "Ctrl-C ends everything and leaves nothing behind.",
  ].join("\n");
}
