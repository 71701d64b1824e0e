import type { Resources } from "../resources/resource.ts";
import { findResource } from "../resources/resource.ts";
import type { Host } from "../state/state.ts";

type Settings = Readonly<Record<string, string>>;

/** Only text can be in a process's environment. */
function onlyText(values: readonly (readonly [string, unknown])[]): Settings {
  return Object.fromEntries(values.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

interface ContainerApp {
  readonly template?: { readonly containers?: readonly { readonly env?: readonly Variable[] }[] };
}

interface Variable {
  readonly name: string;
  readonly value?: unknown;
}

/**
 * What Resource Manager has as the settings of a host, which its programs find in their environment: application
 * settings of App Service and Functions, variables of a container app's first container.
 *
 * @see https://learn.microsoft.com/azure/app-service/configure-common
 * @see https://learn.microsoft.com/azure/container-apps/environment-variables
 */
export function settingsOfHost(resources: Resources, { kind, resourceId }: Host): Settings {
  if (kind === "appService" || kind === "functionApp") {
    const found = findResource(resources, `${resourceId}/config/appsettings`);
    return onlyText(Object.entries(found?.properties ?? {}));
  }
  const { template }: ContainerApp = findResource(resources, resourceId)?.properties ?? {};
  return onlyText((template?.containers?.[0]?.env ?? []).map(({ name, value }) => [name, value]));
}
