// What the administrator of the home directory sees. Reads only.
import type { Cloud } from "@tegata/core";
import { parseClientId } from "@tegata/core";
import type { Configuration } from "../../configuration/configuration.ts";
import type { Directory } from "../../directory/directory.ts";
import { SetupError } from "../../errors.ts";
import { applicationUniqueName } from "../../names.ts";
import type { CredentialWanted, SeenCredential } from "../../resources/federated-credential.ts";
import { hostIdentity, hostResourceId } from "../../resources/host-identity.ts";
import { ownerOfLabels } from "../../resources/ownership.ts";
import { odataKey } from "../../resources/resource.ts";
import type { IdentityWanted } from "../../resources/user-assigned-identity.ts";
import { identityResourceId, userAssignedIdentity } from "../../resources/user-assigned-identity.ts";
import { nameTrust, placedIdentity } from "../../walk-home.ts";
import type { Seen } from "../seen.ts";
import { look, valueOf } from "../seen.ts";
import type { HomeSight, SeenApplication, SeenHost, SeenIdentity } from "../sights.ts";
import { seeSettings } from "./settings.ts";

const absent = { kind: "absent" } as const;

const right = "Application Developer or Application Administrator (to read applications)";

interface Application {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly signInAudience: string;
  readonly tags?: readonly string[] | null;
}

export interface HomePlace {
  readonly directory: Directory;
  readonly configuration: Configuration;
  readonly cloud: Cloud;
  /** Which application the workload says it is, for one that has no name of ours. */
  readonly claimedId: string | undefined;
}

async function findApplication({ directory, configuration, claimedId }: HomePlace): Promise<Seen<SeenApplication>> {
  const { name, clientId } = configuration.home.application;
  const key = clientId === undefined ? `uniqueName='${odataKey(applicationUniqueName(name))}'` : `appId='${clientId}'`;
  const find = async (by: string): Promise<Application | undefined> =>
    (await directory.graph.find(`/v1.0/applications(${by})`, { permission: right })) as Application | undefined;
  return look(async () => {
    const found = (await find(key)) ?? (claimedId === undefined ? undefined : await find(`appId='${claimedId}'`));
    if (found === undefined) return undefined;
    const { id, appId, displayName, signInAudience, tags } = found;
    const isOurs = clientId !== undefined || ownerOfLabels(tags) === "ours";
    return { objectId: id, clientId: parseClientId(appId), displayName, signInAudience, isOurs };
  });
}

interface Deleted {
  readonly id: string;
  readonly appId: string;
  readonly displayName?: string;
  readonly uniqueName?: string | null;
}

/** @see https://learn.microsoft.com/graph/api/directory-deleteditems-list */
async function findDeleted(place: HomePlace): Promise<HomeSight["deletedApplication"]> {
  const { directory, configuration, claimedId } = place;
  const { name, clientId } = configuration.home.application;
  const path = "/v1.0/directory/deletedItems/microsoft.graph.application";
  return look(async () => {
    const all = (await directory.graph.list(path, { permission: right })) as Deleted[];
    const ours = all.filter((one) => one.uniqueName === applicationUniqueName(name) || one.displayName === name);
    const wanted = clientId ?? claimedId?.toLowerCase();
    const found = all.find(({ appId }) => appId === wanted) ?? ours.at(-1);
    return found && { objectId: found.id, clientId: found.appId };
  });
}

async function seeIdentity(
  directory: Directory,
  placed: IdentityWanted | undefined,
): Promise<Pick<HomeSight, "identity" | "isGroupGone">> {
  if (placed === undefined) return { identity: { kind: "absent" }, isGroupGone: false };
  const seen = await look(() => userAssignedIdentity(directory, placed).observe());
  // A group that is gone took the identity along.
  const isGroupGone = seen.kind === "unseen" && seen.code === "resource-group.not-found";
  return { identity: isGroupGone ? { kind: "absent" } : seen, isGroupGone };
}

async function seeHosts(place: HomePlace, placed: IdentityWanted): Promise<SeenHost[]> {
  const { subscriptionId, resourceGroup } = placed;
  const identityId = identityResourceId(placed);
  const hosts = place.configuration.home.hosts ?? [];
  return Promise.all(
    hosts.map(async (host) => {
      const wanted = { host, subscriptionId, resourceGroup, identityId, identityOwner: () => "ours" as const };
      const resource = hostIdentity(place.directory, wanted);
      const isAssigned = await look(async () => {
        const seen = await resource.observe();
        return seen === undefined ? undefined : resource.differences(seen).length === 0;
      });
      const hostId = hostResourceId(wanted);
      // What no host is there for has no settings.
      const settings = isAssigned.kind === "unseen" ? absent : await seeSettings(place.directory, host, hostId);
      return { name: host.name, kind: host.kind, hostId, isAssigned, settings };
    }),
  );
}

async function seeIdentityPrincipal(
  directory: Directory,
  identity: SeenIdentity | undefined,
): Promise<HomeSight["identityPrincipal"]> {
  if (identity === undefined) return { kind: "absent" };
  return look(async () => {
    const path = `/v1.0/servicePrincipals/${identity.principalId}?$select=id,accountEnabled`;
    const found = await directory.graph.find(path, { permission: right });
    const { id, accountEnabled } = (found ?? {}) as { readonly id?: string; readonly accountEnabled?: boolean };
    return id === undefined ? undefined : { objectId: id, isEnabled: accountEnabled !== false };
  });
}

async function seeCredentials(
  directory: Directory,
  application: SeenApplication | undefined,
): Promise<HomeSight["credentials"]> {
  if (application === undefined) return { kind: "absent" };
  const path = `/v1.0/applications/${application.objectId}/federatedIdentityCredentials`;
  return look(async () => (await directory.graph.list(path, { permission: right })) as SeenCredential[]);
}

function wantedCredentials(place: HomePlace, identity: SeenIdentity | undefined): CredentialWanted[] {
  return place.configuration.home.trusts.flatMap((trust) => {
    try {
      return [nameTrust(trust, place, identity)];
    } catch (error) {
      // A trust that names the identity's client id is told where the credential is judged.
      if (!(error instanceof SetupError) || trust === "managedIdentity") throw error;
      return [];
    }
  });
}

async function seeSubscription({ directory, configuration }: HomePlace): Promise<HomeSight["subscription"]> {
  const { subscriptionId, identity } = configuration.home;
  if (subscriptionId === undefined || identity === undefined) return { kind: "absent" };
  return look(async () => {
    const path = `/subscriptions/${subscriptionId}?api-version=2022-12-01`;
    const body = await directory.resourceManager.find(path, { permission: `Reader on subscription ${subscriptionId}` });
    return body as { readonly state: string } | undefined;
  });
}

export async function observeHome(place: HomePlace): Promise<HomeSight> {
  const { directory, configuration } = place;
  const placed = placedIdentity(configuration.home);
  const [subscription, { identity, isGroupGone }, hosts, application, deletedApplication] = await Promise.all([
    seeSubscription(place),
    seeIdentity(directory, placed),
    placed ? seeHosts(place, placed) : [],
    findApplication(place),
    findDeleted(place),
  ]);
  const [identityPrincipal, credentials] = await Promise.all([
    seeIdentityPrincipal(directory, valueOf(identity)),
    seeCredentials(directory, valueOf(application)),
  ]);
  return {
    subscription,
    identity,
    isGroupGone,
    identityPrincipal,
    hosts,
    application,
    deletedApplication,
    credentials,
    wantedCredentials: wantedCredentials(place, valueOf(identity)),
  };
}
