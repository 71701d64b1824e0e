// A policy of the home directory that forbids secrets on the application: the vendor binds itself.
import type { ObjectId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { isRefusal, SetupError } from "../errors.ts";
import type { Owner } from "./ownership.ts";
import type { Resource } from "./resource.ts";
import { propagationLimitMs, removeAt } from "./resource.ts";

/** @see https://learn.microsoft.com/graph/api/resources/appmanagementpolicy */
interface Policy {
  readonly id: string;
  readonly displayName: string;
  readonly isEnabled?: boolean;
  readonly restrictions?: {
    readonly passwordCredentials?: readonly { readonly restrictionType: string; readonly state?: string }[];
  };
}

/** What the directory lets us know of its policies; `undefined` when it does not let us, or has none of the kind. */
export type Policies = readonly Policy[] | undefined;

export interface SeenPolicy {
  readonly id: string;
  readonly forbidsSecrets: boolean;
  readonly owner: Owner;
  /** The directory refused to make it, and it was not demanded. */
  readonly isSkipped?: true;
}

const displayName = "Tegata: no secrets";
const collection = "/v1.0/policies/appManagementPolicies";
export const policyPermission =
  "Application Administrator or Cloud Application Administrator (app-only: Policy.ReadWrite.ApplicationConfiguration)";

/** @see https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy */
const restrictions = {
  passwordCredentials: ["passwordAddition", "customPasswordAddition", "symmetricKeyAddition"].map(
    (restrictionType) => ({
      restrictionType,
      state: "enabled",
      maxLifetime: null,
      restrictForAppsCreatedAfterDateTime: "2019-10-19T10:37:00Z",
    }),
  ),
};

/** The policy that is made where none of its name is there. */
export const noSecretsPolicy: Readonly<Record<string, unknown>> = {
  displayName,
  description: "No password may be added to the applications that this policy is assigned to.",
  isEnabled: true,
  restrictions,
};

/** The policies of the directory. One request; undefined when they cannot be had. */
export async function readPolicies(directory: Directory, isDemanded: boolean): Promise<Policies> {
  try {
    return (await directory.graph.list(collection, { permission: policyPermission })) as Policy[];
  } catch (error) {
    const isUnavailable = [400, 403, 404, 501].some((status) => isRefusal(error, status));
    if (isUnavailable && !isDemanded) return undefined;
    throw error;
  }
}

function forbidsSecrets({ isEnabled, restrictions: held }: Policy): boolean {
  return (
    isEnabled !== false &&
    (held?.passwordCredentials ?? []).some(
      ({ restrictionType, state }) => restrictionType === "passwordAddition" && state !== "disabled",
    )
  );
}

function read(policy: Policy): SeenPolicy {
  const owner = policy.displayName === displayName ? "ours" : "theirs";
  return { id: policy.id, forbidsSecrets: forbidsSecrets(policy), owner };
}

export interface PolicyWanted {
  readonly policies: readonly Policy[];
  readonly applicationName: string;
  /** Unknown while the application is not made. */
  readonly applicationObjectId: ObjectId | undefined;
  readonly isDemanded: boolean;
}

/** The assignment of a no-secrets policy to the application; the policy itself is shared and made when missing. */
export function appManagementPolicy(directory: Directory, wanted: PolicyWanted): Resource<SeenPolicy> {
  const ofApplication = `/v1.0/applications/${wanted.applicationObjectId}/appManagementPolicies`;

  async function makePolicy(): Promise<string> {
    const existing = wanted.policies.find((policy) => policy.displayName === displayName);
    if (existing) return existing.id;
    const answer = await directory.graph.send("POST", collection, {
      body: noSecretsPolicy,
      permission: policyPermission,
    });
    return (answer.body as Policy).id;
  }

  async function assign(): Promise<SeenPolicy> {
    const id = await makePolicy();
    const body = { "@odata.id": `${directory.graph.origin}${collection}/${id}` };
    await directory.graph.send("POST", `${ofApplication}/$ref`, { body, permission: policyPermission });
    return { id, forbidsSecrets: true, owner: "ours" };
  }

  return {
    directory,
    kind: "appManagementPolicy",
    address: `no-secrets policy of ${wanted.applicationName}`,
    isNamed: false,
    because: "nobody can add a secret to the application while it is assigned",
    permission: policyPermission,
    fields: [{ field: "passwordAddition", to: "forbidden" }],
    observe: async () => {
      if (wanted.applicationObjectId === undefined) return undefined;
      const [assigned] = (await directory.graph.list(ofApplication, { permission: policyPermission })) as Policy[];
      return assigned && read(assigned);
    },
    // An application has one policy at most, so another's is left.
    differences: () => [],
    create: async () => {
      try {
        return await assign();
      } catch (error) {
        if (wanted.isDemanded || !(error instanceof SetupError) || error.code !== "permission.denied") throw error;
        return { id: "", forbidsSecrets: false, owner: "theirs", isSkipped: true };
      }
    },
    update: async (seen) => seen,
    isSkipped: (seen) => seen.isSkipped === true,
    ownerOf: (seen) => seen.owner,
    remove: (seen) => removeAt(directory.graph, `${ofApplication}/${seen.id}/$ref`, policyPermission),
    waitFor: (error) =>
      isRefusal(error, 404)
        ? {
            reason: "the application has not reached every copy of the directory yet",
            limitMs: propagationLimitMs.application,
          }
        : undefined,
    isAlreadyThere: (error) => isRefusal(error, 409),
    notices: (seen) =>
      seen.forbidsSecrets
        ? []
        : [
            {
              kind: "policy.missing",
              message: "nothing forbids secrets on the application: the directory has another policy, or allows none",
            },
          ],
  };
}
