// The commands that repair. Each is one line, quoted for bash, and runs as printed by whoever it names.
import type { ClientId, TenantId } from "@tegata/core";
import type { Configuration, HostConfiguration } from "../configuration/configuration.ts";
import { isRoleGrant } from "../configuration/configuration.ts";
import type { Endpoints } from "../endpoints.ts";
import { bash } from "../export/quote.ts";
import type { Repair } from "./check-result.ts";

/** How commands are spelled here. */
export interface CommandWords {
  /** What starts Tegata. Default: `tegata`. */
  readonly program?: string;
  /** The configuration's file, when it is not ./tegata.yaml. */
  readonly file?: string;
}

export interface RepairPlace {
  readonly configuration: Configuration;
  readonly endpoints: Endpoints;
  readonly applicationId: ClientId | undefined;
  readonly words: CommandWords;
  /** Addresses of objects at home that are not ours and that apply would have to change. */
  readonly adopt?: readonly string[];
}

/** A word of bash, quoted only where it must be. */
function word(value: string): string {
  return /^[\w./:@%+=,-]+$/.test(value) ? value : bash(value);
}

function tegata({ words }: RepairPlace, ...args: readonly string[]): string {
  const file = words.file === undefined ? [] : ["--file", word(words.file)];
  return [words.program ?? "tegata", ...args, ...file].join(" ");
}

function applyHomeWith(place: RepairPlace, options: readonly string[]): Repair {
  const { adopt = [] } = place;
  const named = adopt.length === 0 ? [] : ["--adopt", bash(adopt.join(";"))];
  const note = "Its exit code 3 only says that the other directory was not looked at.";
  return {
    command: tegata(place, "apply", "--side", "home", ...options, ...named),
    by: "the home administrator",
    note,
  };
}

/** Brings the home directory in line. */
export function applyHome(place: RepairPlace): Repair {
  return applyHomeWith(place, []);
}

/** The same, and writes the application settings of its App Service and Functions hosts. */
export function applyHomeSettings(place: RepairPlace): Repair {
  const repair = applyHomeWith(place, ["--set-app-settings"]);
  return { ...repair, note: `The host starts its program anew with the new settings. ${repair.note}` };
}

/** Brings the resource directories in line. */
export function applyResource(place: RepairPlace): Repair {
  const id = place.applicationId === undefined ? [] : ["--application-id", place.applicationId];
  return { command: tegata(place, "apply", "--side", "resource", ...id), by: "the resource administrator" };
}

/** Waits until the chain works, at most so long. */
export function waitFor(place: RepairPlace, seconds: number): Repair {
  return { command: tegata(place, "verify", "--wait", String(Math.max(15, Math.ceil(seconds)))), by: "anybody" };
}

/** Sets a variable where the workload, or what stands in for it, is started: for a program on no host of Azure's that keeps settings. */
export function exportVariable(name: string, value: string): Repair {
  const note = "In the shell, script or service definition that starts the program.";
  return { command: `export ${name}=${word(value)}`, by: "the workload's owner", note };
}

/** Sets a variable of a container app. @see https://learn.microsoft.com/cli/azure/containerapp#az-containerapp-update */
export function setContainerVariable(
  place: RepairPlace,
  { name: app, resourceGroup }: Pick<HostConfiguration, "name" | "resourceGroup">,
  setting: readonly [name: string, value: string],
): Repair {
  const { home } = place.configuration;
  const group = resourceGroup ?? home.resourceGroup ?? "";
  const args = ["--name", app, "--resource-group", group, "--set-env-vars", setting.join("=")];
  return az(place, home.tenantId, ["containerapp", "update", ...args]);
}

/** A subscription of the directory, by which the Azure CLI is told where to act; its id alone where it has none. */
function subscriptionOf({ configuration }: RepairPlace, tenantId: TenantId): string {
  const { home, resources } = configuration;
  const scopes = resources
    .filter((resource) => resource.tenantId === tenantId)
    .flatMap(({ grants }) => grants.filter(isRoleGrant).map(({ scope }) => scope));
  const named = scopes.map((scope) => /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1]).find(Boolean);
  return (tenantId === home.tenantId ? home.subscriptionId : undefined) ?? named ?? tenantId;
}

export interface AzCall {
  readonly tenantId: TenantId;
  readonly method: "PATCH" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly body?: unknown;
}

/** One request by the Azure CLI, in the right directory. @see https://learn.microsoft.com/cli/azure/reference-index#az-rest */
export function azRest(place: RepairPlace, { tenantId, method, url, body }: AzCall, note?: string): Repair {
  const content = body === undefined ? [] : ["--body", bash(JSON.stringify(body))];
  const account = `az account set --subscription ${word(subscriptionOf(place, tenantId))}`;
  const isHome = tenantId === place.configuration.home.tenantId;
  return {
    command: `${account} && ${["az rest --method", method, "--url", bash(url), ...content].join(" ")}`,
    by: isHome ? "the home administrator" : "the resource administrator",
    ...(note === undefined ? {} : { note }),
  };
}

/** One command of the Azure CLI itself. */
export function az(place: RepairPlace, tenantId: TenantId, args: readonly string[]): Repair {
  const account = `az account set --subscription ${word(subscriptionOf(place, tenantId))}`;
  const isHome = tenantId === place.configuration.home.tenantId;
  return {
    command: `${account} && az ${args.map(word).join(" ")}`,
    by: isHome ? "the home administrator" : "the resource administrator",
  };
}
