import type { Cloud, CloudName } from "@tegata/core";

export type ServiceName = "token" | "resourceManager" | "graph" | "blob" | "foundry";

/** Where each service is reached: an origin of its own, without a slash at the end. */
export interface Origins extends Readonly<Record<ServiceName, string>> {
  readonly admin: string;
  /** Managed identity endpoints, by host name. Plain HTTP on loopback. */
  readonly hosts: Record<string, string>;
}

/**
 * The token service's other names in each cloud, as MSAL knows them, and below which name its regional endpoints stand.
 *
 * @see https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/dev/lib/msal-common/src/authority/AuthorityMetadata.ts
 * @see https://github.com/AzureAD/microsoft-authentication-library-for-js/blob/dev/lib/msal-common/src/utils/Constants.ts
 */
const authorityNames: Readonly<Record<CloudName, { readonly others: readonly string[]; readonly regional: string }>> = {
  public: { others: ["login.windows.net", "login.microsoft.com", "sts.windows.net"], regional: "login.microsoft.com" },
  usgov: { others: ["login.usgovcloudapi.net"], regional: "login.microsoftonline.us" },
  china: {
    others: ["login.partner.microsoftonline.cn"],
    regional: "login.partner.microsoftonline.cn",
  },
};

/** Every origin of the token service in a cloud, the one that clients use by themselves first. */
export function authoritiesOf(cloud: Cloud): string[] {
  return [cloud.authority, ...authorityNames[cloud.name].others.map((name) => `https://${name}`)];
}

/** Whether a host name is the token service's in one region, such as `westus2.login.microsoft.com`. */
export function isRegionalAuthority(cloud: Cloud, hostname: string): boolean {
  return isBelow(hostname.toLowerCase(), authorityNames[cloud.name].regional);
}

/** Whether a name is one label under another. */
function isBelow(name: string, suffix: string): boolean {
  return name.endsWith(`.${suffix}`) && !name.slice(0, -suffix.length - 1).includes(".");
}

/** Microsoft's own names that the emulator answers to behind its proxy, with the service that stands for each. */
export function microsoftNames(cloud: Cloud): readonly { readonly pattern: string; readonly service: ServiceName }[] {
  const host = (origin: string): string => new URL(origin).host;
  return [
    { pattern: host(cloud.authority), service: "token" },
    { pattern: host(cloud.graph), service: "graph" },
    { pattern: host(cloud.resourceManager), service: "resourceManager" },
    { pattern: `*.${cloud.blobSuffix}`, service: "blob" },
    { pattern: `*.${cloud.foundrySuffix}`, service: "foundry" },
    ...authorityNames[cloud.name].others.map((pattern) => ({ pattern, service: "token" as const })),
    { pattern: `*.${authorityNames[cloud.name].regional}`, service: "token" },
  ];
}

/** The service that answers for a host name of Microsoft's. */
export function serviceOfMicrosoftName(cloud: Cloud, hostname: string): ServiceName | undefined {
  const name = hostname.toLowerCase();
  return microsoftNames(cloud).find(({ pattern }) =>
    pattern.startsWith("*.") ? isBelow(name, pattern.slice(2)) : name === pattern,
  )?.service;
}
