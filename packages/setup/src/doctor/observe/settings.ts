// What a host's settings tell its program of the chain. The service hands out all settings together: only those of our
// own names are kept.
import type { ResourceId } from "@tegata/core";
import type { HostConfiguration } from "../../configuration/configuration.ts";
import type { Directory } from "../../directory/directory.ts";
import { hostSettings } from "../../resources/host-settings.ts";
import { homeTenantSetting } from "../../settings.ts";
import { settingNames } from "../../workload.ts";
import type { Seen } from "../seen.ts";
import { look } from "../seen.ts";
import type { SeenHost } from "../sights.ts";

const names: readonly string[] = [...Object.values(settingNames), homeTenantSetting];

interface Variable {
  readonly name: string;
  readonly value?: string;
}

interface ContainerApp {
  readonly properties?: {
    readonly template?: { readonly containers?: readonly { readonly env?: readonly Variable[] }[] };
  };
}

/** Variables of the first container; one that is taken from a secret has no value here. */
async function seeContainerApp(
  directory: Directory,
  { name }: HostConfiguration,
  hostId: ResourceId,
): Promise<Seen<Readonly<Record<string, string>>>> {
  return look(async () => {
    const permission = `Reader on containerApp ${name}`;
    const body = await directory.resourceManager.find(`${hostId}?api-version=2024-03-01`, { permission });
    const variables = (body as ContainerApp | undefined)?.properties?.template?.containers?.[0]?.env ?? [];
    const ours = variables.filter((one) => names.includes(one.name));
    return Object.fromEntries(ours.flatMap(({ name: variable, value }) => (value ? [[variable, value]] : [])));
  });
}

/**
 * Ours of a host's settings. Reading them at an App Service or function app is a right of its own
 * (Microsoft.Web/sites/config/list/action), which Reader lacks.
 *
 * @see https://learn.microsoft.com/rest/api/appservice/web-apps/list-application-settings
 */
export async function seeSettings(
  directory: Directory,
  host: HostConfiguration,
  hostId: ResourceId,
): Promise<SeenHost["settings"]> {
  const { kind, name } = host;
  if (kind === "containerApp") return seeContainerApp(directory, host, hostId);
  if (kind === "virtualMachine") return { kind: "absent" };
  const settings = Object.fromEntries(names.map((one) => [one, undefined]));
  return look(async () => (await hostSettings(directory, { kind, name, hostId, settings }).observe())?.ours);
}
