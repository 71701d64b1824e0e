// The proof that a role writes: an empty blob of a random name is written and removed. Nothing may stay behind, so the
// right to remove is tried first, on the blob that is not there yet.
// https://learn.microsoft.com/rest/api/storageservices/put-blob
// https://learn.microsoft.com/rest/api/storageservices/delete-blob
import { findBuiltInRole } from "@tegata/core";
import type { RoleGrant } from "../../configuration/configuration.ts";
import type { Answer, DataCallOptions, DataOutcome } from "./data-call.ts";
import { isAnswer, refused, send } from "./data-call.ts";

export const version = { "x-ms-version": "2023-11-03", accept: "application/xml" } as const;

/** Where to call: the account's origin, and the container. */
export interface BlobPlace {
  readonly account: string;
  readonly origin: string;
  readonly container: string;
  /** Whether the grant is for this container alone: then no other can be tried. */
  readonly isGranted: boolean;
}

/** How long the removal may take after an interruption. */
const removalMs = 10_000;

interface Probe {
  readonly name: string;
  readonly url: string;
  readonly options: DataCallOptions<RoleGrant>;
}

function callOf({ url }: Probe, method: "PUT" | "DELETE"): Parameters<typeof refused>[0] {
  return { service: "blob", method, url };
}

async function remove({ url, options }: Probe): Promise<Answer | DataOutcome> {
  // What interrupts the write does not interrupt the removal.
  const signal = AbortSignal.timeout(removalMs);
  return send({ service: "blob", method: "DELETE", url, headers: version }, { ...options, signal }).catch(() => ({
    outcome: "refused",
    what: `DELETE ${url}`,
    message: `there was no answer within ${removalMs / 1000} s`,
  }));
}

function notProven(what: string): DataOutcome {
  return { outcome: "not proven", what: `writing was not proven: ${what}`, writing: "not proven" };
}

/** Names of some containers, where they may be listed. @see https://learn.microsoft.com/rest/api/storageservices/list-containers2 */
async function containersOf({ origin }: BlobPlace, options: DataCallOptions<RoleGrant>): Promise<string[]> {
  const url = `${origin}/?comp=list&maxresults=5`;
  const answer = await send({ service: "blob", method: "GET", url, headers: version }, options);
  if (!isAnswer(answer) || answer.status !== 200) return [];
  return [...answer.text.matchAll(/<Container>\s*<Name>([^<]+)/g)].map((found) => found[1] ?? "");
}

/** Where there is no container to write to. */
export async function withoutContainer(place: BlobPlace, options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const { account, container, isGranted } = place;
  if (isGranted) return notProven(`the container ${container} of the grant is not there`);
  const there = await containersOf(place, options);
  const has = there.length === 0 ? "" : ` (it has ${there.join(", ")})`;
  return notProven(`${account} has no container ${container}${has}; name one that is there with --container`);
}

function isMissing({ status, headers }: Answer): boolean {
  return status === 404 && headers.get("x-ms-error-code") === "ContainerNotFound";
}

function isRemoved(answer: Answer | DataOutcome): boolean {
  return isAnswer(answer) && (answer.status === 202 || answer.status === 404);
}

/** Twice, then it is told that something is left. */
async function clean(probe: Probe): Promise<DataOutcome | undefined> {
  const first = await remove(probe);
  const last = isRemoved(first) ? first : await remove(probe);
  if (isRemoved(last)) return undefined;
  const { name, options } = probe;
  const why = isAnswer(last) ? refused(callOf(probe, "DELETE"), last, options.tenantId) : last;
  const left = `the blob ${name} was written and could not be removed: remove it by hand`;
  return { ...why, outcome: "refused", message: [left, why.message].filter(Boolean).join("; "), writing: "not proven" };
}

async function write(probe: Probe): Promise<DataOutcome> {
  const { url, options } = probe;
  const headers = { ...version, "x-ms-blob-type": "BlockBlob" };
  const written = await send({ service: "blob", method: "PUT", url, headers, body: "" }, options).catch(
    async (interruption: unknown) => {
      await clean(probe);
      throw interruption;
    },
  );
  // A clear no has written nothing. Of anything else nobody knows.
  const isRefused = isAnswer(written) && written.status >= 400 && written.status < 500;
  const left = isRefused ? undefined : await clean(probe);
  if (left !== undefined) return left;
  if (!isAnswer(written)) return written;
  if (written.status !== 201) return refused(callOf(probe, "PUT"), written, options.tenantId);
  return { outcome: "proven", what: "a blob was written and removed again", writing: "proven" };
}

/** Writes an empty blob and removes it, unless it could not be removed: then nothing is written. */
export async function writeAndRemove(place: BlobPlace, options: DataCallOptions<RoleGrant>): Promise<DataOutcome> {
  const name = `tegata-verify-${options.randomUuid()}`;
  const probe: Probe = {
    name: `${place.container}/${name}`,
    url: `${place.origin}/${place.container}/${name}`,
    options,
  };
  const removable = await remove(probe);
  if (!isAnswer(removable)) return removable;
  if (isMissing(removable)) return withoutContainer(place, options);
  if (isRemoved(removable)) return write(probe);
  const isKnown = findBuiltInRole(options.grant.role)?.permissions.dataActions.some((one) =>
    /blobs\/(delete|\*)/.test(one),
  );
  if (removable.status !== 403 || isKnown === true)
    return refused(callOf(probe, "DELETE"), removable, options.tenantId);
  return notProven("the role may not remove a blob, so none was written");
}
