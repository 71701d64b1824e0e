import type { EmulatorEnvironment } from "@tegata/emulator";
import { hops } from "@tegata/core";
import type { Terminal } from "../output/terminal.ts";
import { demoNames } from "./configuration.ts";
import type { Evidence, IssuedToken } from "./evidence.ts";
import { countTokens } from "./evidence.ts";
import type { RoundTrip } from "./round-trip.ts";

interface Shown {
  readonly environment: EmulatorEnvironment;
  readonly evidence: Evidence;
  readonly roundTrip: RoundTrip;
}

function row(name: string, value: string | undefined, meaning = ""): string {
  return `   ${name.padEnd(12)}${value ?? "-"}${meaning === "" ? "" : `  ${meaning}`}`;
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

function firstHops({ environment, evidence }: Shown, heading: (number: 1 | 2) => string): string[] {
  const { identityToken, accessToken } = evidence;
  const [identity, access] = [identityToken.claims, accessToken.claims];
  return [
    heading(1),
    row("issuer", identity.issuer, `(${nameOf(environment, identity.tenantId)})`),
    row("subject", identity.subject, `= principal id of ${demoNames.identity}; the credential names it`),
    row("audience", identity.audience, `= ${identityToken.resource}`),
    row("lifetime", lifetime(identityToken)),
    "",
    heading(2),
    row("client", access.clientId, `= application ${demoNames.application}, registered in ${environment.home}`),
    row("proof", `the token of hop 1 (${access.clientAuthentication ?? ""})`),
    row("issuer", access.issuer, `(${nameOf(environment, access.tenantId)})`),
    row("subject", access.subject, `= its service principal in ${environment.resource}; the role names it`),
    row("audience", access.audience),
    row("lifetime", lifetime(accessToken)),
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
      `   ${String(count).padStart(2)} × ${credential.padEnd(31)}${to} (${directory}), for ${resourceName(environment, resource)}`,
  );
  const operators = [environment.home, environment.resource].map((name) => `${name}'s`).join(" and ");
  return [
    ...lines,
    `   The workload's chain used no secret: a managed identity, then a federated identity credential.`,
    `   The client secrets are those of ${operators} operators, who signed in to set it up.`,
  ];
}

/** The three hops as a person wants to see them, the proof, and every token with the kind of credential used. */
export function renderDemo(shown: Shown, terminal: Terminal): string {
  const { evidence, roundTrip } = shown;
  const bold = (text: string): string => terminal.style("bold", text);
  const heading = (number: 1 | 2 | 3): string => {
    const hop = hops[number - 1] as (typeof hops)[number];
    return bold(`Hop ${number}, ${hop.name}: `) + hop.does;
  };
  return [
    ...firstHops(shown, heading),
    "",
    heading(3),
    row("did", evidence.operations.join(", ")),
    row("allowed by", evidence.role, `at ${evidence.scope.split("/providers/").at(-1) ?? evidence.scope}`),
    "",
    terminal.style(
      "green",
      `What was written is what was read: ${roundTrip.bytes} bytes, sha256 ${roundTrip.sha256.slice(0, 16)}…, in ${roundTrip.milliseconds} ms`,
    ),
    "",
    bold("Every token that was issued, and what proved the one who got it:"),
    ...issuedTokens(shown),
  ].join("\n");
}

/** What to try next, when nothing was kept running. */
export function renderNext(command: string): string {
  return [
    "Try next:",
    `  ${command} demo --keep                       leave all this running and look around`,
    `  ${command} emulator start                    two empty directories of your own; set them up with ${command} apply`,
    `  ${command} exec --on app-orders -- node app.js   your program, unchanged, as if on App Service`,
  ].join("\n");
}

/** How to reach what `--keep` left running. */
export function renderKept(
  environment: EmulatorEnvironment,
  command: string,
  about: { readonly url: string; readonly file: string },
): string {
  return [
    "It keeps running. In another terminal:",
    `  open ${about.url}                       the sample app, on host ${demoNames.host}`,
    `  ${command} emulator env --state ${environment.stateFolder}`,
    `  ${command} exec --on ${demoNames.host} --state ${environment.stateFolder} -- node app.js`,
    `  the configuration that was applied: ${about.file}`,
    "Ctrl-C ends everything and leaves nothing behind.",
  ].join("\n");
}
