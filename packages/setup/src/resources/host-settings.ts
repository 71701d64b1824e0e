// Application settings of an App Service or a function app, on request. The service hands out all settings of a site
// together, other people's secrets among them: they are sent back as they came and never shown, logged or kept.
import type { ResourceId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { knownAfterApply } from "../plan/change.ts";
import type { Resource } from "./resource.ts";

type Settings = Readonly<Record<string, string>>;

/** Ours only, of those that the site has. */
interface SeenSettings {
  readonly ours: Settings;
}

export interface SettingsWanted {
  readonly kind: string;
  readonly name: string;
  readonly hostId: ResourceId;
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** @see https://learn.microsoft.com/rest/api/appservice/web-apps/update-application-settings */
const apiVersion = "2024-11-01";

export function hostSettings(directory: Directory, wanted: SettingsWanted): Resource<SeenSettings> {
  const permission = `Website Contributor on ${wanted.kind} ${wanted.name}`;
  const path = `${wanted.hostId}/config/appsettings`;
  const names = Object.keys(wanted.settings);

  async function readAll(): Promise<Record<string, string>> {
    const { body } = await directory.resourceManager.send("POST", `${path}/list?api-version=${apiVersion}`, {
      permission,
    });
    return { ...(body as { readonly properties?: Settings } | undefined)?.properties };
  }

  async function write(change: (all: Record<string, string>) => Record<string, string>): Promise<void> {
    const properties = change(await readAll());
    await directory.resourceManager.send("PUT", `${path}?api-version=${apiVersion}`, {
      body: { properties },
      permission,
    });
  }

  function oursOf(all: Settings): SeenSettings {
    return { ours: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) };
  }

  const wantedNow = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(wanted.settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );

  async function set(): Promise<SeenSettings> {
    await write((all) => ({ ...all, ...wantedNow() }));
    return { ours: wantedNow() };
  }

  return {
    directory,
    kind: "hostSettings",
    address: `settings of ${wanted.kind} ${wanted.name}`,
    isNamed: true,
    because: "the program learns from them which directory, application and identity to use",
    permission,
    fields: names.map((field) => ({ field, to: wanted.settings[field] ?? knownAfterApply })),
    observe: async () => oursOf(await readAll()),
    differences: ({ ours }) =>
      names
        .filter((name) => ours[name] === undefined || ours[name] !== wanted.settings[name])
        .map((field) => ({
          field,
          ...(ours[field] === undefined ? {} : { from: ours[field] }),
          to: wanted.settings[field] ?? knownAfterApply,
        })),
    create: set,
    update: set,
    ownerOf: ({ ours }) => (Object.keys(ours).length > 0 ? "ours" : "theirs"),
    remove: () => write((all) => Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))),
  };
}
