import type { ClientId } from "@tegata/core";
import type { Configuration } from "./configuration/configuration.ts";

/** Written with the others for programs and people; no hop uses it. */
export const homeTenantSetting = "TEGATA_HOME_TENANT_ID";

/** Ids that settings are made of; `undefined` where nothing is made yet. */
export interface SettingIds {
  readonly applicationId: ClientId | undefined;
  readonly identityClientId: ClientId | undefined;
}

/** Environment variables for the hosts, `undefined` where the value is not known yet. Ids; nothing of it is secret. */
export function applicationSettings(
  configuration: Configuration,
  { applicationId, identityClientId }: SettingIds,
): Readonly<Record<string, string | undefined>> {
  const [only, ...more] = configuration.resources;
  return {
    [homeTenantSetting]: configuration.home.tenantId,
    TEGATA_APPLICATION_CLIENT_ID: applicationId,
    ...(configuration.home.identity === undefined ? {} : { TEGATA_MANAGED_IDENTITY_CLIENT_ID: identityClientId }),
    // With several directories the program chooses one per call.
    ...(only && more.length === 0 ? { TEGATA_RESOURCE_TENANT_ID: only.tenantId } : {}),
  };
}

/** Those that are known. */
export function knownSettings(settings: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
