import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { ClientId } from "@tegata/core";
import { isGuid, parseClientId } from "@tegata/core";
import type { Clock, Configuration, Endpoints, Fetch, Operator, Operators, Side } from "@tegata/setup";
import { parseConfiguration, resolveEndpoints } from "@tegata/setup";
import type { CommandOption, Invocation } from "./command.ts";
import { text } from "./command.ts";
import { CliError } from "./errors.ts";
import { showProgress } from "./output/progress.ts";
import type { SignIn } from "./sign-in/operators.ts";
import { operatorOf } from "./sign-in/operators.ts";

/** Which configuration, and whose half of it. */
export const sideOptions: readonly CommandOption[] = [
  { flags: "--file <path>", description: "the configuration", defaultValue: "tegata.yaml" },
  {
    flags: "--side <side>",
    description: "act on one side only, with that side's rights",
    choices: ["home", "resource"],
  },
  {
    flags: "--application-id <client id>",
    description: "the application, as home's apply told it; for the resource side alone",
  },
];

/** The options that plan and apply share. */
export const setupOptions: readonly CommandOption[] = [
  ...sideOptions,
  { flags: "--adopt <addresses>", description: "change these although Tegata did not make them; separated by ;" },
  {
    flags: "--allow-single-tenant",
    description: "let an application that other directories can use become one of home only; they lose it at once",
  },
  { flags: "--set-app-settings", description: "look at, and set, the hosts' application settings too" },
];

/** Far more than any configuration; a file that was named by mistake may be a disk image. */
const largestFileBytes = 1024 * 1024;

function unreadable(file: string, what: string, cause?: unknown): CliError {
  const fix = [
    "Run this where tegata.yaml lies, name it with --file, or have one written by tegata init;",
    "for the emulator: tegata emulator configuration > tegata.yaml",
  ].join(" ");
  return new CliError("cli.configuration-missing", `${file} ${what}`, { fix, cause });
}

function whyUnreadable(cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOENT") return "is not there";
  if (code === "EISDIR") return "is a folder";
  return code === "EACCES" ? "may not be read by this user" : "cannot be read";
}

/** By its byte order mark. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function inUtf16(file: string, cause: unknown): CliError {
  const fix = `It is UTF-16, as Windows PowerShell's > writes it. Save it as UTF-8, or write it with: … | Out-File -Encoding utf8 ${file}`;
  return new CliError("cli.configuration-missing", `${file} is not text in UTF-8`, { fix, cause });
}

/** The file's text. @throws CliError `cli.configuration-missing` */
async function readText(invocation: Invocation, file: string): Promise<string> {
  let bytes: Uint8Array;
  const path = resolve(invocation.workingFolder, file);
  try {
    const { size } = await stat(path);
    if (size > largestFileBytes) throw unreadable(file, `is larger than ${largestFileBytes / 1024} KiB`);
    bytes = await readFile(path);
  } catch (cause) {
    throw cause instanceof CliError ? cause : unreadable(file, whyUnreadable(cause), cause);
  }
  try {
    // A byte order mark at the beginning is taken off.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw isUtf16(bytes) ? inUtf16(file, cause) : unreadable(file, "is not text in UTF-8", cause);
  }
}

export async function readConfiguration(invocation: Invocation): Promise<Configuration> {
  const file = text(invocation, "file") ?? "tegata.yaml";
  return parseConfiguration(await readText(invocation, file), { file });
}

/** The configuration with everything that plan and apply need: endpoints, and an operator for each side asked for. */
export interface SetupRun {
  readonly configuration: Configuration;
  readonly endpoints: Endpoints;
  readonly operators: Operators;
  readonly applicationId?: ClientId;
  readonly adopt: readonly string[];
  readonly withHostSettings: boolean;
  readonly allowSingleTenant: boolean;
  readonly signal: AbortSignal;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
}

/** How requests go out. */
export function networkOf({
  fetch,
  clock,
  signal,
}: Pick<Invocation, "fetch" | "clock" | "signal">): Pick<SetupRun, "fetch" | "clock" | "signal"> {
  return { signal, ...(fetch ? { fetch } : {}), ...(clock ? { clock } : {}) };
}

/** The cloud's endpoints; what is asked again on the way is shown. */
export function endpointsOf(configuration: Pick<Configuration, "cloud">, invocation: Invocation): Promise<Endpoints> {
  const show = showProgress(invocation.terminal);
  return resolveEndpoints(configuration, {
    ...networkOf(invocation),
    onRetry: (notice) => show({ type: "retrying", ...notice }),
  });
}

/** Who administers a directory, with what they have to sign in. */
export function operatorFor(
  place: Pick<SignIn, "side" | "tenantId" | "otherwise">,
  { authority }: Pick<Endpoints, "authority">,
  { environment, credentials, ...invocation }: Invocation,
): Operator {
  const { clock: _clock, ...network } = networkOf(invocation);
  return operatorOf({ ...place, authority, environment, ...network }, credentials);
}

export function applicationIdOf(invocation: Invocation): ClientId | undefined {
  const given = text(invocation, "applicationId");
  if (given === undefined) return undefined;
  if (isGuid(given)) return parseClientId(given);
  throw new CliError("cli.usage", "--application-id must be the application's client id, a GUID", {
    fix: "The home administrator sees it as TEGATA_APPLICATION_CLIENT_ID when tegata apply has run.",
  });
}

function otherSideAlone(side: Side): string {
  return `If that directory is another administrator's, add --side ${side === "home" ? "resource" : "home"}.`;
}

export async function prepareSetup(invocation: Invocation): Promise<SetupRun> {
  const applicationId = applicationIdOf(invocation);
  const configuration = await readConfiguration(invocation);
  const network = networkOf(invocation);
  const endpoints = await endpointsOf(configuration, invocation);
  const only = text(invocation, "side") as Side | undefined;
  const operator = (side: Side, tenantId: string) =>
    operatorFor({ side, tenantId, otherwise: otherSideAlone(side) }, endpoints, invocation);
  const operators: Operators = {
    ...(only === "resource" ? {} : { home: operator("home", configuration.home.tenantId) }),
    ...(only === "home" ? {} : { resource: (tenantId) => operator("resource", tenantId) }),
  };
  return {
    configuration,
    endpoints,
    operators,
    ...network,
    adopt: (text(invocation, "adopt") ?? "").split(";").flatMap((one) => (one.trim() === "" ? [] : [one.trim()])),
    withHostSettings: invocation.options["setAppSettings"] === true,
    allowSingleTenant: invocation.options["allowSingleTenant"] === true,
    ...(applicationId ? { applicationId } : {}),
  };
}
