// What App Service and Functions run: the Azure CLI looks a runtime up here before it makes a site.
import type { ArmType } from "./answer.ts";

const apiVersions = ["2025-05-01", "2024-11-01", "2022-03-01"];

interface Stack {
  readonly name: string;
  readonly displayText: string;
  readonly versions: readonly StackVersion[];
}

interface StackVersion {
  readonly text: string;
  readonly value: string;
  /** `linuxFxVersion` of a site: of a web app, and of a function app where there is one. */
  readonly web: string;
  readonly functions?: string;
  readonly endOfLife: string;
}

const node = (major: number, endOfLife: string): StackVersion => ({
  text: `Node ${major} LTS`,
  value: `${major}-lts`,
  web: `NODE|${major}-lts`,
  functions: `Node|${major}`,
  endOfLife,
});
const python = (version: string, endOfLife: string): StackVersion => ({
  text: `Python ${version}`,
  value: version,
  web: `PYTHON|${version}`,
  functions: `Python|${version}`,
  endOfLife,
});
const dotnet = (major: number, endOfLife: string): StackVersion => ({
  text: `.NET ${major}`,
  value: String(major),
  web: `DOTNETCORE|${major}.0`,
  functions: `DOTNET-ISOLATED|${major}.0`,
  endOfLife,
});

/** Some of them; ends of support as the makers announced them. */
const stacks: readonly Stack[] = [
  { name: "node", displayText: "Node", versions: [node(24, "2028-04-30"), node(22, "2027-04-30")] },
  { name: "python", displayText: "Python", versions: [python("3.13", "2029-10-31"), python("3.12", "2028-10-31")] },
  { name: "dotnet", displayText: ".NET", versions: [dotnet(10, "2028-11-14"), dotnet(8, "2026-11-10")] },
];

const common = (endOfLife: string): Record<string, unknown> => ({
  remoteDebuggingSupported: false,
  appInsightsSettings: { isSupported: true },
  gitHubActionSettings: { isSupported: false },
  endOfLifeDate: `${endOfLife}T00:00:00Z`,
});

function webSettings({ web, endOfLife }: StackVersion): Record<string, unknown> {
  return { runtimeVersion: web, ...common(endOfLife) };
}

function functionSettings(name: string, { functions = "", endOfLife }: StackVersion): Record<string, unknown> {
  return {
    runtimeVersion: functions,
    ...common(endOfLife),
    appSettingsDictionary: { FUNCTIONS_WORKER_RUNTIME: name === "dotnet" ? "dotnet-isolated" : name },
    siteConfigPropertiesDictionary: { use32BitWorkerProcess: false, linuxFxVersion: functions },
    supportedFunctionsExtensionVersions: ["~4"],
  };
}

function stacksOf(type: "webAppStacks" | "functionAppStacks"): ArmType {
  const settings = (name: string, version: StackVersion): Record<string, unknown> =>
    type === "webAppStacks" ? webSettings(version) : functionSettings(name, version);
  const value = stacks.map(({ name, displayText, versions }) => ({
    id: `/providers/Microsoft.Web/${type}/${name}`,
    name,
    type: `Microsoft.Web/${type}`,
    properties: {
      displayText,
      value: name,
      preferredOs: "linux",
      majorVersions: versions.map((version) => ({
        displayText: version.text,
        value: version.value,
        minorVersions: [
          {
            displayText: version.text,
            value: type === "webAppStacks" ? version.value : (version.functions?.split("|")[1] ?? ""),
            stackSettings: { linuxRuntimeSettings: settings(name, version) },
          },
        ],
      })),
    },
  }));
  return {
    type: `Microsoft.Web/${type}`,
    apiVersions,
    isForEveryone: true,
    one: {},
    list: () => ({ status: 200, body: { value } }),
  };
}

const regions = ["Japan East", "Japan West", "West Europe", "East US"];

/** Where sites can be; the same regions that subscriptions have here. */
const geoRegions: ArmType = {
  type: "Microsoft.Web/geoRegions",
  apiVersions,
  isForEveryone: true,
  one: {},
  list: ({ path }) => {
    const value = regions.map((name) => ({
      id: `${path.id}/${name}`,
      name,
      type: "Microsoft.Web/geoRegions",
      properties: { name, displayName: name, description: null },
    }));
    return { status: 200, body: { value } };
  },
};

export const stackTypes: readonly ArmType[] = [stacksOf("webAppStacks"), stacksOf("functionAppStacks"), geoRegions];
