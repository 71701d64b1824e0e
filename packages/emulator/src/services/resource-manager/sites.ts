import { normalizeScope } from "@tegata/core";
import type { Resource } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler, ArmType } from "./answer.ts";
import { ArmRefusal, propertiesOf, textOr } from "./answer.ts";
import { findResource } from "../../resources/resource.ts";
import type { Context } from "../../context.ts";
import { putResource, requireResource } from "./resources.ts";
import { storedType } from "./stored-type.ts";

const apiVersions = ["2025-05-01", "2024-11-01", "2024-04-01", "2023-12-01", "2022-09-01", "2022-03-01"];

/** What App Service computes of a site. */
function shown(resource: Resource, context: Context): Record<string, unknown> {
  const slot = /\/slots\/([^/]+)$/i.exec(resource.id)?.[1];
  const site = /\/sites\/([^/]+)/i.exec(resource.id)?.[1] ?? resource.name;
  const host = `${slot === undefined ? site : `${site}-${slot}`}.azurewebsites.net`.toLowerCase();
  // Every site has a plan; those of a fresh emulator name one that nobody made.
  const planId = textOr(resource.properties["serverFarmId"], resource.id.replace(/\/sites\/.*$/i, "/serverfarms/plan"));
  const plan = findResource(context.store.state.arm, planId)?.sku as { readonly tier?: string } | undefined;
  return {
    state: "Running",
    enabled: true,
    hostNames: [host],
    enabledHostNames: [host],
    defaultHostName: host,
    hostNameSslStates: [],
    resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(resource.id)?.[1],
    serverFarmId: planId,
    sku: plan?.tier ?? "Basic",
    httpsOnly: resource.properties["httpsOnly"] ?? true,
    siteConfig: resource.properties["siteConfig"] ?? null,
  };
}

/** Where one would deploy to, without a credential to do so: nothing is deployed to the emulator's hosts. */
const publishProfiles: ArmHandler = (call) => {
  const { name } = requireResource(call);
  const profile = (method: string, url: string): string =>
    `<publishProfile profileName="${name} - ${method}" publishMethod="${method}" publishUrl="${url}" userName="" userPWD="" />`;
  const profiles = [
    profile("MSDeploy", `${name}.scm.azurewebsites.net:443`),
    profile("FTP", "ftps://ftp.azurewebsites.windows.net/site/wwwroot"),
  ];
  return { status: 200, text: `<publishData>${profiles.join("")}</publishData>` };
};

/** App Service never says 201: its client for Python takes 200 and 202 only. */
const createdStatus = 200;
/** A part of a host name: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftweb */
function refuseBadName({ path: { name = "" } }: ArmCall): void {
  if (/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])$/i.test(name)) return;
  throw new ArmRefusal(400, "BadRequest", `The parameter name has an invalid value: '${name}'.`);
}

export const sites: ArmType = storedType("Microsoft.Web/sites", {
  apiVersions,
  check: refuseBadName,
  hasIdentity: true,
  shown,
  createdStatus,
  actions: { publishxml: publishProfiles },
});
export const slots: ArmType = storedType("Microsoft.Web/sites/slots", {
  apiVersions,
  hasIdentity: true,
  shown,
  createdStatus,
});
export const plans: ArmType = storedType("Microsoft.Web/serverfarms", { apiVersions, createdStatus });
export const web: ArmType = {
  type: "Microsoft.Web",
  apiVersions,
  one: {},
  actions: { checknameavailability: () => ({ status: 200, body: { nameAvailable: true, reason: "", message: "" } }) },
};

/** Configurations that hold secrets are given out by POST `…/list` only; of a GET the others are answered. */
const readable: Readonly<Record<string, Record<string, unknown>>> = {
  web: { numberOfWorkers: 1, linuxFxVersion: "", alwaysOn: false, ftpsState: "FtpsOnly", minTlsVersion: "1.2" },
  slotconfignames: { appSettingNames: [], connectionStringNames: [] },
  authsettingsv2: { platform: { enabled: false } },
};
const listable = new Set(["appsettings", "connectionstrings", "metadata", "authsettings", "azurestorageaccounts"]);
const others = new Set(["logs", "backup", "publishingcredentials", "pushsettings"]);
const textValued = new Set(["appsettings", "metadata"]);

function refuseUnknownConfig(name: string): void {
  if (name in readable || listable.has(name) || others.has(name)) return;
  throw new ArmRefusal(404, "NotFound", `Cannot find configuration with name ${name}.`);
}

/** Settings are environment variables: what is not a text becomes one. */
function settingsOf(name: string, properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!textValued.has(name)) return { ...properties };
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      typeof value === "string" || value === null ? value : JSON.stringify(value),
    ]),
  );
}

function configOf(type: string): ArmType {
  const stored: ArmHandler = (call) => {
    requireSite(call.path.id);
    refuseUnknownConfig((call.path.name ?? "").toLowerCase());
    const found = call.context.store.state.arm.resources.find(
      ({ id }) => normalizeScope(id) === normalizeScope(call.path.id),
    );
    const { id, name = "" } = call.path;
    const properties = { ...readable[name.toLowerCase()], ...found?.properties };
    return { status: 200, body: { id, name, type, properties } };
    function requireSite(config: string): void {
      const site = config.split("/").slice(0, -2).join("/");
      requireResource({ ...call, path: { ...call.path, id: site, name: site.split("/").at(-1) ?? "" } });
    }
  };
  const get: ArmHandler = (call) => {
    if (listable.has(call.path.name?.toLowerCase() ?? "")) {
      throw new ArmRefusal(405, "MethodNotAllowed", "Settings may hold secrets: they are listed with POST …/list.");
    }
    return stored(call);
  };
  const put: ArmHandler = (call) => {
    const name = (call.path.name ?? "").toLowerCase();
    refuseUnknownConfig(name);
    const { resource } = putResource(call, type);
    resource.properties = settingsOf(name, propertiesOf(call.body));
    return stored(call);
  };
  return {
    type,
    apiVersions,
    one: { GET: get, PUT: put, PATCH: put },
    actions: { list: stored },
  };
}

export const siteConfig: ArmType = configOf("Microsoft.Web/sites/config");
export const slotConfig: ArmType = configOf("Microsoft.Web/sites/slots/config");
