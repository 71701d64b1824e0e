import type { ArmIdentity, ResourceId } from "@tegata/core";
import { parseResourceId, sameResource } from "@tegata/core";
import type { HostConfiguration, HostKind } from "../configuration/configuration.ts";
import type { Directory } from "../directory/directory.ts";
import { SetupError } from "../errors.ts";
import type { Owner } from "./ownership.ts";
import type { Finding, Resource } from "./resource.ts";
import { propagationLimitMs } from "./resource.ts";

interface HostType {
  readonly type: string;
  readonly apiVersion: string;
  /** How the service spells "both kinds of identity". */
  readonly both: string;
}

/**
 * @see https://learn.microsoft.com/rest/api/appservice/web-apps/update
 * @see https://learn.microsoft.com/rest/api/compute/virtual-machines/update
 * @see https://learn.microsoft.com/azure/container-apps/managed-identity (the template writes both without a blank)
 */
const hostTypes: Readonly<Record<HostKind, HostType>> = {
  appService: { type: "Microsoft.Web/sites", apiVersion: "2024-11-01", both: "SystemAssigned, UserAssigned" },
  functionApp: { type: "Microsoft.Web/sites", apiVersion: "2024-11-01", both: "SystemAssigned, UserAssigned" },
  virtualMachine: {
    type: "Microsoft.Compute/virtualMachines",
    apiVersion: "2024-07-01",
    both: "SystemAssigned, UserAssigned",
  },
  containerApp: { type: "Microsoft.App/containerApps", apiVersion: "2024-03-01", both: "SystemAssigned,UserAssigned" },
};

export interface HostWanted {
  readonly host: HostConfiguration;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  /** The identity to assign. Its id follows from its name, so it is known before it is made. */
  readonly identityId: ResourceId;
  /** Whose the identity is: an assignment carries no mark, it goes with the identity. Ours when it is still to be made. */
  readonly identityOwner: () => Owner;
}

export function hostResourceId({
  host,
  subscriptionId,
  resourceGroup,
}: Omit<HostWanted, "identityId" | "identityOwner">): ResourceId {
  const subscription = host.subscriptionId ?? subscriptionId;
  const group = host.resourceGroup ?? resourceGroup;
  return parseResourceId(
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/${hostTypes[host.kind].type}/${host.name}`,
  );
}

interface SeenHost {
  readonly identity: ArmIdentity | undefined;
  readonly settings: readonly IdentitySetting[];
}

/** @see https://learn.microsoft.com/javascript/api/@azure/arm-appcontainers/identitysettings */
interface IdentitySetting {
  readonly identity: string;
  readonly lifecycle?: string;
}

interface HostBody {
  readonly identity?: ArmIdentity;
  readonly properties?: { readonly configuration?: { readonly identitySettings?: readonly IdentitySetting[] } };
}

function assigned(seen: SeenHost): string[] {
  return Object.keys(seen.identity?.userAssignedIdentities ?? {});
}

function hasSystemAssigned(seen: SeenHost): boolean {
  return (seen.identity?.type ?? "None").split(",").some((type) => type.trim().toLowerCase() === "systemassigned");
}

/** The `identity` to write: what is there, and ours. */
function identityWith(seen: SeenHost, identityId: ResourceId, both: string): ArmIdentity {
  const others = assigned(seen).filter((id) => !sameResource(id, identityId));
  return {
    type: hasSystemAssigned(seen) ? both : "UserAssigned",
    userAssignedIdentities: Object.fromEntries([...others, identityId].map((id) => [id, {}])),
  };
}

/** The `identity` to write: what is there without ours. A map entry of null takes one away. */
function identityWithout(seen: SeenHost, identityId: ResourceId, both: string): ArmIdentity {
  const mine = assigned(seen).filter((id) => sameResource(id, identityId));
  const others = assigned(seen).filter((id) => !sameResource(id, identityId));
  const system = hasSystemAssigned(seen);
  if (others.length === 0) return { type: system ? "SystemAssigned" : "None" };
  return {
    type: system ? both : "UserAssigned",
    userAssignedIdentities: Object.fromEntries([
      ...others.map((id) => [id, {}] as const),
      ...mine.map((id) => [id, null] as const),
    ]),
  };
}

function lifecycleFindings({ settings }: SeenHost, identityId: ResourceId): Finding[] {
  const hidden = settings.filter(
    ({ identity, lifecycle }) => sameResource(identity, identityId) && /^(None|Init)$/i.test(lifecycle ?? ""),
  );
  return hidden.map(({ lifecycle }) => ({
    kind: "host.lifecycle",
    message: `hides the identity from its main container (identitySettings lifecycle ${lifecycle}); set it to All or Main`,
  }));
}

function nameOfIdentity(identityId: ResourceId): string {
  return identityId.slice(identityId.lastIndexOf("/") + 1);
}

/** The assignment of the identity to one host. What else the host has of identities stays. */
export function hostIdentity(directory: Directory, wanted: HostWanted): Resource<SeenHost> {
  const { host, identityId } = wanted;
  const { apiVersion, both } = hostTypes[host.kind];
  const id = hostResourceId(wanted);
  const url = `${id}?api-version=${apiVersion}`;
  const permission = `Managed Identity Operator on the identity, and write on ${host.kind} ${host.name}`;
  const isAssigned = (seen: SeenHost): boolean => assigned(seen).some((one) => sameResource(one, identityId));

  async function observe(): Promise<SeenHost> {
    const body = await directory.resourceManager.find(url, { permission: `Reader on ${host.kind} ${host.name}` });
    if (body !== undefined) {
      const { identity, properties } = body as HostBody;
      return { identity, settings: properties?.configuration?.identitySettings ?? [] };
    }
    throw new SetupError("host.not-found", `there is no ${host.kind} ${id}`, {
      fix: "Deploy the host first, or correct its kind, name or resourceGroup; setup assigns identities but makes no hosts.",
    });
  }

  async function assign(seen: SeenHost): Promise<SeenHost> {
    const body = { identity: identityWith(seen, identityId, both) };
    await directory.resourceManager.send("PATCH", url, { body, permission });
    // 202 means that the host is still at it; the read is what counts.
    const after = await observe();
    if (isAssigned(after)) return after;
    throw new SetupError("propagation.timeout", `${host.kind} ${host.name} does not show the identity yet`, {
      fix: "Run apply again; if it stays so, look at the host's activity log.",
    });
  }

  return {
    directory,
    kind: "hostIdentity",
    address: `${host.kind} ${host.name}`,
    isNamed: true,
    because: "only identities assigned to a host can be used on it",
    permission,
    takes: `identity ${nameOfIdentity(identityId)} from ${host.kind} ${host.name}`,
    fields: [{ field: "identity", to: identityId }],
    observe,
    differences: (seen) => (isAssigned(seen) ? [] : [{ field: "identity", from: "not assigned", to: "assigned" }]),
    create: async () => assign(await observe()),
    update: assign,
    // A host without the identity has nothing of ours.
    ownerOf: (seen) => (isAssigned(seen) ? wanted.identityOwner() : "theirs"),
    remove: async () => {
      const seen = await observe();
      if (!isAssigned(seen)) return;
      const body = { identity: identityWithout(seen, identityId, both) };
      await directory.resourceManager.send("PATCH", url, { body, permission });
    },
    notices: (seen) => lifecycleFindings(seen, identityId),
    waitFor: (error) =>
      error.code === "propagation.timeout"
        ? { reason: "the host has not taken the identity yet", limitMs: propagationLimitMs.host }
        : undefined,
  };
}
