import type { ClientId, GraphFederatedIdentityCredential } from "@tegata/core";
import { federatedCredentialLimits } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { isRefusal, SetupError } from "../errors.ts";
import type { FieldChange } from "../plan/change.ts";
import { knownAfterApply } from "../plan/change.ts";
import { credentialDescription, ownerOfDescription } from "./ownership.ts";
import type { Finding, Removable, Resource } from "./resource.ts";
import { odataKey, propagationLimitMs, removeAt } from "./resource.ts";

export type SeenCredential = Pick<GraphFederatedIdentityCredential, "name" | "issuer" | "subject" | "audiences"> &
  Partial<Pick<GraphFederatedIdentityCredential, "description">>;

/** The credentials of one application. */
export interface CredentialList {
  /** Every credential there is. One answer serves all readers; who reads again gets a fresh one. */
  read(reader: string): Promise<readonly SeenCredential[]>;
  readonly path: string;
}

export interface CredentialWanted {
  readonly name: string;
  /** Whether the name stands in the configuration: then a credential of that name may be brought in line. */
  readonly isNamed: boolean;
  readonly issuer: string;
  /** Unknown while the identity that it names is not made. */
  readonly subject: string | undefined;
  readonly audience: string;
  /** What it trusts, for people. */
  readonly trusts: string;
}

export const credentialPermission =
  "Application Developer and owner of the application, or Application Administrator (app-only: Application.ReadWrite.OwnedBy)";

export function credentialList(directory: Directory, applicationId: ClientId | undefined): CredentialList {
  const path = `/v1.0/applications(appId='${applicationId}')/federatedIdentityCredentials`;
  let last: Promise<readonly SeenCredential[]> | undefined;
  const readers = new Set<string>();
  const ask = async (): Promise<readonly SeenCredential[]> =>
    (await directory.graph.list(path, { permission: credentialPermission })) as SeenCredential[];
  return {
    path,
    read: (reader) => {
      if (applicationId === undefined) return Promise.resolve([]);
      if (readers.has(reader)) {
        readers.clear();
        last = undefined;
      }
      readers.add(reader);
      return (last ??= ask());
    },
  };
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
export function pickCredential(
  list: readonly SeenCredential[],
  wanted: Pick<CredentialWanted, "name" | "issuer" | "subject">,
): SeenCredential | undefined {
  const same = list.find(({ issuer, subject }) => issuer === wanted.issuer && subject === wanted.subject);
  return same ?? list.find(({ name }) => name === wanted.name);
}

/**
 * A managed identity that was deleted and made again has another principal id, which no credential knows. A subject that
 * differs only in case is a slip of the pen, and shown as the change that it is.
 */
function recreated(seen: SeenCredential, wanted: CredentialWanted): Finding[] {
  const { subject } = wanted;
  if (seen.issuer !== wanted.issuer || seen.subject.toLowerCase() === subject?.toLowerCase()) return [];
  const now = subject === undefined ? "is not there any more" : `is ${subject} now; was the identity made again?`;
  return [
    {
      kind: "identity.recreated",
      message: `trusts principal ${seen.subject}, but the principal of ${wanted.trusts} ${now}`,
    },
  ];
}

/** One federated identity credential of the application. */
export function federatedCredential(
  directory: Directory,
  wanted: CredentialWanted & { readonly list: CredentialList },
): Resource<SeenCredential> {
  const { subject, list } = wanted;
  const body = {
    issuer: wanted.issuer,
    subject,
    audiences: [wanted.audience],
    description: credentialDescription(wanted.trusts),
  };

  const shown = (name: string): SeenCredential => ({ name, ...body, subject: subject ?? "" });

  // POST makes or refuses. An upsert would change one that is there and that a stale read did not show.
  async function make(): Promise<SeenCredential> {
    const { name } = wanted;
    await directory.graph.send("POST", list.path, { body: { name, ...body }, permission: credentialPermission });
    return shown(name);
  }

  async function change({ name }: SeenCredential): Promise<SeenCredential> {
    const path = `${list.path}(name='${odataKey(name)}')`;
    await directory.graph.send("PATCH", path, { body, permission: credentialPermission });
    return shown(name);
  }

  return {
    directory,
    kind: "federatedIdentityCredential",
    address: `federated identity credential ${wanted.name}`,
    isNamed: wanted.isNamed,
    because: `lets ${wanted.trusts} act as the application`,
    permission: credentialPermission,
    fields: [
      { field: "issuer", to: wanted.issuer },
      { field: "subject", to: subject ?? knownAfterApply },
      { field: "audience", to: wanted.audience },
    ],
    observe: async () => pickCredential(await list.read(wanted.name), wanted),
    differences: (seen) => compare(seen, wanted),
    create: make,
    update: change,
    ownerOf: (seen) => ownerOfDescription(seen.description),
    remove: (seen) => removeAt(directory.graph, `${list.path}(name='${odataKey(seen.name)}')`, credentialPermission),
    // Right after its creation, another copy of the directory may not know the application yet (azuread#1764).
    waitFor: (error) =>
      isRefusal(error, 404) || isRefusal(error, 409, "ConcurrencyViolation")
        ? {
            reason: "the application has not reached every copy of the directory yet",
            limitMs: propagationLimitMs.application,
          }
        : undefined,
    isAlreadyThere: (error) => isRefusal(error, 409) || isRefusal(error, 400, "Request_BadRequest"),
    notices: (seen) => recreated(seen, wanted),
  };
}

/** A credential that carries our mark and that no trust wants any more. */
export function staleCredential(
  directory: Directory,
  list: CredentialList,
  seen: SeenCredential,
): Removable<SeenCredential> {
  return {
    directory,
    kind: "federatedIdentityCredential",
    address: `federated identity credential ${seen.name}`,
    because: `lets ${seen.subject} of ${seen.issuer} act as the application`,
    permission: credentialPermission,
    ownerOf: () => ownerOfDescription(seen.description),
    remove: () => removeAt(directory.graph, `${list.path}(name='${odataKey(seen.name)}')`, credentialPermission),
  };
}

/** @throws SetupError `federation.limit` when what stays and what is wanted do not fit into one application. */
export function checkCredentialLimit(staying: number, wanted: number): void {
  const limit = federatedCredentialLimits.perApplication;
  if (staying + wanted <= limit) return;
  throw new SetupError(
    "federation.limit",
    `the application would have ${staying + wanted} federated identity credentials, ${wanted} of this configuration beside ${staying} of others; it may have ${limit}`,
    { fix: "Delete one that is not used, or use a second application." },
  );
}
