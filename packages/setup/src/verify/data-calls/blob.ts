// Blob storage: listing one blob of a container proves the right to read data. Nothing is changed unless asked for.
// https://learn.microsoft.com/rest/api/storageservices/list-blobs
import { allowsAction, findBuiltInRole } from "@tegata/core";
import type { RoleGrant } from "../../configuration/configuration.ts";
import { targetOf } from "../targets.ts";
import type { BlobPlace } from "./blob-write.ts";
import { version, withoutContainer, writeAndRemove } from "./blob-write.ts";
import type { DataCallOptions, DataOutcome } from "./data-call.ts";
import { isAnswer, refused, send, trustedDirectory } from "./data-call.ts";

const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/** Where no container is named: authorization comes before the look whether it is there. */
const probeContainer = "tegata-verify";

function allows(role: string, operation: string): boolean {
  const permissions = findBuiltInRole(role)?.permissions;
  return permissions === undefined || allowsAction(permissions, "dataAction", operation);
}

function placeOf({ grant, cloud, dataEndpoint, container }: DataCallOptions<RoleGrant>): BlobPlace | undefined {
  const { account, container: granted } = targetOf(grant.scope);
  if (account === undefined) return undefined;
  const origin = (dataEndpoint ?? `https://${account}.${cloud.blobSuffix}`).replace(/\/+$/, "");
  return { account, origin, container: granted ?? container ?? probeContainer, isGranted: granted !== undefined };
}

/** Nobody who may not read is told that a container is not there. */
const missingContainer = (name: string): string =>
  `reading blobs is allowed: the storage account answered "no such container" (${name}), which it tells only those who may read`;

async function readOne(
  { origin, container }: BlobPlace,
  options: DataCallOptions<RoleGrant>,
): Promise<DataOutcome & { readonly isMissing?: boolean }> {
  const url = `${origin}/${container}?restype=container&comp=list&maxresults=1`;
  const call = { service: "blob", method: "GET", url, headers: version } as const;
  const answer = await send(call, options);
  if (!isAnswer(answer)) return answer;
  if (answer.status === 200) return { outcome: "proven", what: `the blobs of container ${container} were listed` };
  const isMissing = answer.status === 404 && answer.headers.get("x-ms-error-code") === "ContainerNotFound";
  if (!isMissing) return refused(call, answer, options.tenantId);
  return { outcome: "proven", what: missingContainer(container), isMissing };
}

/** Reads; writes too when that was asked for: one request, with a write four or five. */
export async function callBlob(options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const { grant, mayWrite } = options;
  const place = placeOf(options);
  if (place === undefined) return { outcome: "not proven", what: "the scope names no storage account to call" };
  const reads = allows(grant.role, `${blobs}/read`);
  const { isMissing = false, ...read } = reads ? await readOne(place, options) : { ...cannotRead };
  if (read.outcome === "refused" || !allows(grant.role, `${blobs}/write`)) return read;
  if (!mayWrite) {
    const hint = reads ? "writing was not tried (--prove-writes)" : "--prove-writes would write a blob";
    return { ...read, what: `${read.what}; ${hint}`, writing: "not tried" };
  }
  const written = isMissing ? await withoutContainer(place, options) : await writeAndRemove(place, options);
  if (written.outcome === "refused") return written;
  const outcome = written.writing === "proven" ? "proven" : read.outcome;
  return { ...written, outcome, what: [...(reads ? [read.what] : []), written.what].join("; ") };
}

const cannotRead: DataOutcome & { readonly isMissing?: boolean } = {
  outcome: "not proven",
  what: "the role reads no blobs",
};

/**
 * The directory that a storage account trusts, as it tells anybody who comes without a token. One request; undefined
 * when it does not tell.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge
 */
export async function trustedDirectoryOf(
  scope: string,
  { fetch, cloud, dataEndpoint, signal }: Pick<DataCallOptions, "fetch" | "cloud" | "dataEndpoint" | "signal">,
): Promise<string | undefined> {
  const { account } = targetOf(scope);
  if (account === undefined) return undefined;
  const origin = (dataEndpoint ?? `https://${account}.${cloud.blobSuffix}`).replace(/\/+$/, "");
  const url = `${origin}/?comp=list&maxresults=1`;
  try {
    const response = await fetch(url, {
      method: "GET",
      headers: version,
      redirect: "manual",
      ...(signal ? { signal } : {}),
    });
    await response.text();
    return trustedDirectory(response.headers);
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    return undefined;
  }
}
