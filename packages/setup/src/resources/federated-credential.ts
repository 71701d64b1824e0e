import type { ClientId, GraphFederatedIdentityCredential } from "@tegata/core";
import { federatedCredentialLimits } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { isRefusal, SetupError } from "../errors.ts";
import type { FieldChange } from "../plan/change.ts";
import { knownAfterApply } from "../plan/change.ts";
import type { Resource } from "./resource.ts";
import { odataKey, propagationLimitMs } from "./resource.ts";

export interface CredentialWanted {
  readonly name: string;
  readonly issuer: string;
  /** Unknown while the identity that it names is not made. */
  readonly subject: string | undefined;
  readonly audience: string;
  /** What it trusts, for people. */
  readonly trusts: string;
  /** Unknown while the application is not made. */
  readonly applicationId: ClientId | undefined;
  /** Whether any trust of the configuration wants this one; what none wants is noticed and left alone. */
  readonly isWanted: (seen: SeenCredential) => boolean;
}

export type SeenCredential = Pick<GraphFederatedIdentityCredential, "name" | "issuer" | "subject" | "audiences">;

interface Seen {
  readonly credential: SeenCredential;
  readonly others: readonly SeenCredential[];
}

function compare(seen: SeenCredential, wanted: CredentialWanted): FieldChange[] {
  const audiences = seen.audiences.join(", ");
  const pairs: [string, string, string][] = [
    ["issuer", seen.issuer, wanted.issuer],
    ["subject", seen.subject, wanted.subject ?? knownAfterApply],
    ["audience", audiences, wanted.audience],
  ];
  return pairs.filter(([, from, to]) => from !== to).map(([field, from, to]) => ({ field, from, to }));
}

/** Issuer and subject are unique in an application, so they find a credential under whatever name; else our name does. */
function pick(list: readonly SeenCredential[], wanted: CredentialWanted): SeenCredential | undefined {
  const same = list.find(({ issuer, subject }) => issuer === wanted.issuer && subject === wanted.subject);
  return same ?? list.find(({ name }) => name === wanted.name);
}

const permission =
  "Application Developer and owner of the application, or Application Administrator (app-only: Application.ReadWrite.OwnedBy)";

/** One federated identity credential of the application. */
export function federatedCredential(directory: Directory, wanted: CredentialWanted): Resource<Seen> {
  const { applicationId, subject } = wanted;
  const collection = `/v1.0/applications(appId='${applicationId}')/federatedIdentityCredentials`;
  const body = {
    issuer: wanted.issuer,
    subject,
    audiences: [wanted.audience],
    description: `Tegata: trusts ${wanted.trusts}.`,
  };

  let count = 0;

  async function upsert(name: string): Promise<Seen> {
    const headers = { prefer: "create-if-missing" };
    await directory.graph.send("PATCH", `${collection}(name='${odataKey(name)}')`, { body, headers, permission });
    return {
      credential: { name, issuer: wanted.issuer, subject: subject ?? "", audiences: [wanted.audience] },
      others: [],
    };
  }

  return {
    directory,
    kind: "federatedIdentityCredential",
    address: `federated identity credential ${wanted.name}`,
    because: `lets ${wanted.trusts} act as the application`,
    permission,
    fields: [
      { field: "issuer", to: wanted.issuer },
      { field: "subject", to: subject ?? knownAfterApply },
      { field: "audience", to: wanted.audience },
    ],
    observe: async () => {
      if (applicationId === undefined) return undefined;
      const list = (await directory.graph.list(collection, { permission })) as SeenCredential[];
      count = list.length;
      const credential = pick(list, wanted);
      return credential && { credential, others: list.filter((other) => other !== credential) };
    },
    differences: (seen) => compare(seen.credential, wanted),
    create: async () => {
      if (count >= federatedCredentialLimits.perApplication) throw tooMany(count);
      return upsert(wanted.name);
    },
    update: (seen) => upsert(seen.credential.name),
    // Right after its creation, another copy of the directory may not know the application yet (azuread#1764).
    waitFor: (error) =>
      isRefusal(error, 404) || isRefusal(error, 409, "ConcurrencyViolation")
        ? {
            reason: "the application has not reached every copy of the directory yet",
            limitMs: propagationLimitMs.application,
          }
        : undefined,
    isAlreadyThere: (error) => isRefusal(error, 409) || isRefusal(error, 400, "Request_BadRequest"),
    notices: (seen) =>
      seen.others
        .filter((other) => !wanted.isWanted(other))
        .map(
          ({ name, issuer }) =>
            `the application also trusts ${name} (issuer ${issuer}), which the configuration does not name`,
        ),
  };
}

function tooMany(count: number): SetupError {
  return new SetupError(
    "federation.limit",
    `the application has ${count} federated identity credentials, as many as it may`,
    {
      fix: "Delete one that is not used, or use a second application.",
    },
  );
}
