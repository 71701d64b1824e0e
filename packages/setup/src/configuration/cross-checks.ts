// Rules that need two places of the file at once. They read the raw value, so that their faults come together with
// the schema's.
import { clouds, isGuid } from "@tegata/core";
import type { CrossFault, Mapping } from "./raw.ts";
import { list, lower, mapping } from "./raw.ts";
import { misspeltType, wrongRole } from "./role-checks.ts";
import { swappedIds } from "./swapped-ids.ts";

/** One fault for each entry whose key an earlier entry already has. */
function repeated(
  keys: readonly (string | undefined)[],
  fault: (index: number, first: number) => CrossFault,
): CrossFault[] {
  return keys.flatMap((key, index) => {
    const first = key === undefined ? index : keys.indexOf(key);
    return first === index ? [] : [fault(index, first)];
  });
}

function identityFaults(home: Mapping): CrossFault[] {
  const trustsIdentity = list(home["trusts"]).includes("managedIdentity");
  const hasHosts = list(home["hosts"]).length > 0;
  if (home["identity"] === undefined) {
    const because = trustsIdentity ? "trusts names managedIdentity" : hasHosts ? "hosts are named" : undefined;
    return because ? [{ path: ["home", "identity"], message: `is missing, though ${because}` }] : [];
  }
  return ["subscriptionId", "resourceGroup", "location"]
    .filter((key) => home[key] === undefined)
    .map((key) => ({ path: ["home", key], message: "is missing; identity needs it" }));
}

function trustKey(trust: unknown): string | undefined {
  if (typeof trust === "string") return trust;
  const { issuer, subject } = mapping(trust);
  return typeof issuer === "string" && typeof subject === "string" ? `${issuer}\n${subject}` : undefined;
}

function grantKey(grant: unknown): string | undefined {
  const { role, scope, api, appRole } = mapping(grant);
  if (typeof api === "string" && typeof appRole === "string") return `${api}\n${appRole}`.toLowerCase();
  return typeof role === "string" && typeof scope === "string" ? `${role}\n${scope}`.toLowerCase() : undefined;
}

/** Managed identities cannot be trusted across clouds; an issuer of another cloud is a mistake. */
function otherCloudFaults(cloud: unknown, home: Mapping): CrossFault[] {
  const own = Object.values(clouds).find(({ name }) => name === cloud);
  if (own === undefined) return [];
  return list(home["trusts"]).flatMap((trust, index) => {
    const { issuer } = mapping(trust);
    if (typeof issuer !== "string") return [];
    const other = Object.values(clouds).find(
      ({ name, v2IssuerPrefix }) => name !== own.name && issuer.startsWith(v2IssuerPrefix),
    );
    const message = `is an issuer of the cloud ${other?.name}, the configuration is for ${own.name}; nothing is trusted across clouds`;
    return other ? [{ path: ["home", "trusts", index, "issuer"], message }] : [];
  });
}

/**
 * Of Microsoft Entra's own tokens an application takes managed identities' of its own directory only, and those are v2.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
function otherDirectoryFaults(home: Mapping): CrossFault[] {
  const own = lower(home["tenantId"]);
  return list(home["trusts"]).flatMap((trust, index): CrossFault[] => {
    const { issuer } = mapping(trust);
    if (typeof issuer !== "string") return [];
    const path = ["home", "trusts", index, "issuer"];
    const all = Object.values(clouds);
    if (all.some(({ v1IssuerPrefix }) => issuer.startsWith(v1IssuerPrefix)))
      return [
        { path, message: "is the issuer of v1 tokens, which are not taken as assertions; write managedIdentity" },
      ];
    const cloud = all.find(({ v2IssuerPrefix }) => issuer.startsWith(v2IssuerPrefix));
    const directory = cloud && issuer.slice(cloud.v2IssuerPrefix.length).split("/")[0]?.toLowerCase();
    if (directory === undefined || !isGuid(directory) || own === undefined || directory === own) return [];
    const message =
      "is another directory's: an application takes managed identities of its own directory only (AADSTS700236)";
    return [{ path, message }];
  });
}

function roleFaults(resources: readonly unknown[]): CrossFault[] {
  return resources.flatMap((resource, at) =>
    list(mapping(resource)["grants"]).flatMap((grant, index) => {
      const { role, scope } = mapping(grant);
      const message = typeof role === "string" && typeof scope === "string" ? wrongRole(role, scope) : undefined;
      const path = ["resources", at, "grants", index];
      const type = typeof scope === "string" ? misspeltType(scope) : undefined;
      return [
        ...(message === undefined ? [] : [{ path: [...path, "role"], message: `is not the right one: ${message}` }]),
        ...(type === undefined ? [] : [{ path: [...path, "scope"], message: type }]),
      ];
    }),
  );
}

function hostKey(host: unknown): string | undefined {
  const { kind, name, resourceGroup, subscriptionId } = mapping(host);
  return typeof name === "string"
    ? JSON.stringify([kind, name, resourceGroup, subscriptionId]).toLowerCase()
    : undefined;
}

/** Every fault that shows only when two places of the file are read together. */
export function crossFaults(value: unknown): CrossFault[] {
  const root = mapping(value);
  const home = mapping(root["home"]);
  const resources = list(root["resources"]);
  return [
    ...identityFaults(home),
    ...swappedIds(home, resources),
    ...otherCloudFaults(root["cloud"], home),
    ...otherDirectoryFaults(home),
    ...roleFaults(resources),
    ...repeated(list(home["hosts"]).map(hostKey), (index, first) => ({
      path: ["home", "hosts", index],
      message: `is the same host as home.hosts[${first}]`,
    })),
    ...repeated(list(home["trusts"]).map(trustKey), (index, first) => ({
      path: ["home", "trusts", index],
      message: `is the same as home.trusts[${first}]; issuer and subject must be unique in one application`,
    })),
    ...repeated(
      list(home["trusts"]).map((trust) => lower(mapping(trust)["name"])),
      (index, first) => ({
        path: ["home", "trusts", index, "name"],
        message: `is also the name of home.trusts[${first}]`,
      }),
    ),
    ...repeated(
      resources.map((resource) => lower(mapping(resource)["tenantId"])),
      (index, first) => ({
        path: ["resources", index, "tenantId"],
        message: `is the directory of resources[${first}]; put its grants there`,
      }),
    ),
    ...resources.flatMap((resource, at) =>
      repeated(list(mapping(resource)["grants"]).map(grantKey), (index, first) => ({
        path: ["resources", at, "grants", index],
        message: `is the same as resources[${at}].grants[${first}]`,
      })),
    ),
  ];
}
