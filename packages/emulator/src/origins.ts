import type { Cloud } from "@tegata/core";

export type ServiceName = "token" | "resourceManager" | "graph" | "blob" | "foundry";

/** Where each service is reached: an origin of its own, without a slash at the end. */
export interface Origins extends Readonly<Record<ServiceName, string>> {
  readonly admin: string;
  /** Managed identity endpoints, by host name. Plain HTTP on loopback. */
  readonly hosts: Record<string, string>;
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
  ];
}

/** The service that answers for a host name of Microsoft's. */
export function serviceOfMicrosoftName(cloud: Cloud, hostname: string): ServiceName | undefined {
  const name = hostname.toLowerCase();
  return microsoftNames(cloud).find(({ pattern }) =>
    pattern.startsWith("*.")
      ? name.endsWith(pattern.slice(1)) && !name.slice(0, -pattern.length + 1).includes(".")
      : name === pattern,
  )?.service;
}
