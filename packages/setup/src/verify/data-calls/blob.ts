// Blob storage: listing one blob of a container proves the right to read data. Nothing is changed unless asked for.
// https://learn.microsoft.com/rest/api/storageservices/list-blobs
import { allowsAction, findBuiltInRole } from "@tegata/core";
import type { RoleGrant } from "../../configuration/configuration.ts";
import { targetOf } from "../targets.ts";
import type { DataCallOptions, DataOutcome } from "./data-call.ts";
import { isAnswer, refused, send, trustedDirectory } from "./data-call.ts";

const version = { "x-ms-version": "2023-11-03", accept: "application/xml" };
const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";

/** Where no container is named: authorization comes before the look whether it is there. */
const probeContainer = "tegata-verify";

function allows(role: string, operation: string): boolean {
  const permissions = findBuiltInRole(role)?.permissions;
  return permissions === undefined || allowsAction(permissions, "dataAction", operation);
}

async function writeAndRemove(container: string, options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const url = `${container}/tegata-verify-${options.randomUuid()}`;
  const put = { service: "blob", method: "PUT", url, headers: { ...version, "x-ms-blob-type": "BlockBlob" } } as const;
  const written = await send({ ...put, body: "" }, options);
  if (!isAnswer(written)) return written;
  if (written.status === 404) return { outcome: "not proven", what: "no container to write to is there" };
  if (written.status !== 201) return refused(put, written, options.tenantId);
  const remove = { service: "blob", method: "DELETE", url, headers: version } as const;
  const removed = await send(remove, options);
  if (!isAnswer(removed)) return removed;
  if (removed.status !== 202) return refused(remove, removed, options.tenantId);
  return { outcome: "proven", what: "a blob was written and removed again" };
}

async function readOne(container: string, options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const url = `${container}?restype=container&comp=list&maxresults=1`;
  const call = { service: "blob", method: "GET", url, headers: version } as const;
  const answer = await send(call, options);
  if (!isAnswer(answer)) return answer;
  const isMissing = answer.status === 404 && answer.headers.get("x-ms-error-code") === "ContainerNotFound";
  if (answer.status !== 200 && !isMissing) return refused(call, answer, options.tenantId);
  const name = container.split("/").at(-1) ?? "";
  if (answer.status === 200) return { outcome: "proven", what: `the blobs of container ${name} were listed` };
  return {
    outcome: "proven",
    what: `reading blobs is allowed (there is no container ${name}, which was told only then)`,
  };
}

/** Reads; writes too when that was asked for. */
export async function callBlob(options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const { grant, cloud, dataEndpoint, mayWrite } = options;
  const { account, container = probeContainer } = targetOf(grant.scope);
  if (account === undefined) return { outcome: "not proven", what: "the scope names no storage account to call" };
  const origin = (dataEndpoint ?? `https://${account}.${cloud.blobSuffix}`).replace(/\/+$/, "");
  const url = `${origin}/${container}`;
  const reads = allows(grant.role, `${blobs}/read`);
  const read = reads ? await readOne(url, options) : undefined;
  if (read !== undefined && read.outcome !== "proven") return read;
  const writes = allows(grant.role, `${blobs}/write`);
  if (mayWrite && writes) {
    const written = await writeAndRemove(url, options);
    if (written.outcome === "refused" || (written.outcome === "not proven" && read === undefined)) return written;
    return { outcome: "proven", what: [read?.what, written.what].filter(Boolean).join("; ") };
  }
  if (read === undefined)
    return { outcome: "not proven", what: "the role reads no blobs; --prove-writes would write one" };
  return writes ? { ...read, what: `${read.what}; writing was not tried` } : read;
}

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
