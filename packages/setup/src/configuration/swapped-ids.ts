// Ids that stand where another kind of id belongs. All of them are GUIDs, so only comparing them tells.
import type { CrossFault } from "./raw.ts";
import { list, lower, mapping } from "./raw.ts";

function subscriptionOfScope(scope: unknown): string | undefined {
  return typeof scope === "string" ? /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1]?.toLowerCase() : undefined;
}

interface Ids {
  readonly tenants: readonly (string | undefined)[];
  readonly homeSubscription: string | undefined;
  /** Of the scopes, by resource directory. */
  readonly subscriptions: readonly (readonly (string | undefined)[])[];
}

function idsOf(home: Readonly<Record<string, unknown>>, resources: readonly unknown[]): Ids {
  return {
    tenants: [home, ...resources].map((one) => lower(mapping(one)["tenantId"])),
    homeSubscription: lower(home["subscriptionId"]),
    subscriptions: resources.map((one) =>
      list(mapping(one)["grants"]).map((grant) => subscriptionOfScope(mapping(grant)["scope"])),
    ),
  };
}

function homeFaults(home: Readonly<Record<string, unknown>>, { tenants, homeSubscription }: Ids): CrossFault[] {
  const client = lower(mapping(home["application"])["clientId"]);
  const faults: CrossFault[] = [];
  if (homeSubscription !== undefined && tenants.includes(homeSubscription)) {
    const message = "is the same GUID as a directory's tenantId; one of them is wrong";
    faults.push({ path: ["home", "subscriptionId"], message });
  }
  if (client !== undefined && [...tenants, homeSubscription].includes(client)) {
    const message = "is the id of a directory or subscription, not of an application";
    faults.push({ path: ["home", "application", "clientId"], message });
  }
  return faults;
}

/** Faults of ids that were mixed up. */
export function swappedIds(home: Readonly<Record<string, unknown>>, resources: readonly unknown[]): CrossFault[] {
  const ids = idsOf(home, resources);
  const { tenants, homeSubscription, subscriptions } = ids;
  const resourceFaults = resources.flatMap((resource, at): CrossFault[] => {
    const tenant = lower(mapping(resource)["tenantId"]);
    return (subscriptions[at] ?? []).flatMap((subscription, index): CrossFault[] => {
      const path = ["resources", at, "grants", index, "scope"];
      if (subscription === undefined) return [];
      if (tenants.includes(subscription)) {
        return [
          { path, message: "has a directory's tenantId where a subscription's id belongs; one of the two is wrong" },
        ];
      }
      if (subscription !== homeSubscription || tenant === tenants[0]) return [];
      return [{ path, message: "is in the subscription of home, which belongs to another directory than this one" }];
    });
  });
  return [...homeFaults(home, ids), ...resourceFaults];
}
