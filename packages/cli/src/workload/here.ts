// The workload that this process stands in for: what its environment says, and the hops from here.
import { appServiceIdentity, clouds } from "@tegata/core";
import type { Endpoints, Workload } from "@tegata/setup";
import { settingNames } from "@tegata/setup";
import type { HopWorld } from "./hops.ts";
import { hostSignsOf, takeHops } from "./hops.ts";

/** The name that App Service, Functions and Container Apps give their programs. */
function hostNameOf(environment: HopWorld["environment"]): string | undefined {
  return environment["WEBSITE_SITE_NAME"] || environment["CONTAINER_APP_NAME"] || undefined;
}

/**
 * The workload as the doctor needs it. A virtual machine shows in no variable that it is one: `assumeHost` says that it
 * is to be asked.
 */
export function workloadHere(endpoints: Endpoints, world: HopWorld & { readonly assumeHost?: boolean }): Workload {
  const { environment } = world;
  const signs = hostSignsOf(environment);
  const setting = (name: string): string | undefined => environment[name] || undefined;
  const [applicationId, resourceTenantId, identityClientId] = [
    setting(settingNames.applicationId),
    setting(settingNames.resourceTenantId),
    setting(settingNames.identityClientId),
  ];
  const hostName = hostNameOf(environment);
  // Without the one, clients take the other for nothing and ask a virtual machine's endpoint.
  const { headerVariable } = appServiceIdentity;
  const lacksHeader = signs === "appService" && !environment[headerVariable];
  const cloud = Object.values(clouds).find(({ name }) => name === endpoints.cloud.name)?.name;
  return {
    isOnHost: signs !== undefined || world.assumeHost === true,
    hasProjectedToken: signs === "kubernetes",
    isVirtualMachine: signs !== "kubernetes" && signs !== "appService",
    ...(hostName === undefined ? {} : { hostName }),
    ...(lacksHeader ? { lacksVariable: headerVariable } : {}),
    settings: {
      ...(applicationId === undefined ? {} : { applicationId }),
      ...(resourceTenantId === undefined ? {} : { resourceTenantId }),
      ...(identityClientId === undefined ? {} : { identityClientId }),
    },
    takeHops: (request) => takeHops({ ...request, authority: endpoints.authority, cloud }, world),
  };
}
