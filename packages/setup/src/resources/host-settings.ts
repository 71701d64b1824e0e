// Application settings of an App Service or a function app, on request. The service hands out all settings of a site
// together, other people's secrets among them: they are sent back as they came and never shown, logged or kept.
import type { ResourceId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { knownAfterApply } from "../plan/change.ts";
import { settingNames } from "../workload.ts";
import type { Holding, Resource } from "./resource.ts";

type Settings = Readonly<Record<string, string>>;

/** Of those that the site has, the ones that setup writes. */
interface SeenSettings {
  readonly ours: Settings;
}

export interface SettingsWanted {
  readonly kind: string;
  readonly name: string;
  readonly hostId: ResourceId;
  readonly settings: Readonly<Record<string, string | undefined>>;
}

/** The settings of which no two configurations have the same value: what tells ours from another configuration's. */
const telling: readonly string[] = [settingNames.applicationId, settingNames.identityClientId];

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

  async function write(properties: Record<string, string>): Promise<void> {
    await directory.resourceManager.send("PUT", `${path}?api-version=${apiVersion}`, {
      body: { properties },
      permission,
    });
  }

  function presentOf(all: Settings): SeenSettings {
    return { ours: Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) };
  }

  const wantedNow = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(wanted.settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );

  async function set(): Promise<SeenSettings> {
    await write({ ...(await readAll()), ...wantedNow() });
    return { ours: wantedNow() };
  }

  // Settings carry no mark. Ids of directories may stand there for anybody's sake; an id that only this configuration
  // has tells that they were written for it.
  function holding({ ours: present }: SeenSettings): Holding {
    const found = Object.keys(present);
    const isAsWritten = (name: string): boolean => present[name] === wanted.settings[name];
    const isOurs = telling.some((name) => present[name] !== undefined && isAsWritten(name));
    return {
      ours: found.filter((name) => isOurs && isAsWritten(name)),
      others: found.filter((name) => !(isOurs && isAsWritten(name))),
    };
  }

  async function remove(): Promise<void> {
    const all = await readAll();
    const { ours } = holding(presentOf(all));
    if (ours.length > 0) await write(Object.fromEntries(Object.entries(all).filter(([name]) => !ours.includes(name))));
  }

  return {
    directory,
    kind: "hostSettings",
    address: `settings of ${wanted.kind} ${wanted.name}`,
    isNamed: true,
    because: "the program learns from them which directory, application and identity to use",
    permission,
    fields: names.map((field) => ({ field, to: wanted.settings[field] ?? knownAfterApply })),
    observe: async () => presentOf(await readAll()),
    differences: ({ ours: present }) =>
      names
        .filter((name) => present[name] === undefined || present[name] !== wanted.settings[name])
        .map((field) => ({
          field,
          ...(present[field] === undefined ? {} : { from: present[field] }),
          to: wanted.settings[field] ?? knownAfterApply,
        })),
    create: set,
    update: set,
    ownerOf: (seen) => (holding(seen).ours.length > 0 ? "ours" : "theirs"),
    takes: `application settings from ${wanted.kind} ${wanted.name}`,
    holding,
    remove,
  };
}
