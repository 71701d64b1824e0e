import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import type { Access } from "../../resources/access.ts";
import { findAllowing, roleIdOf } from "../../resources/access.ts";
import type { Resource, Resources, RoleAssignment } from "../../resources/resource.ts";
import { findSubscription } from "../../resources/resource.ts";
import { neededAccess } from "./access.ts";
import { networkRefusal, permitsKeys, permitsPublicAccess } from "./account-switches.ts";
import type { BlobCredential } from "./credential.ts";
import { credentialOf } from "./credential.ts";
import type { BlobPermission, BlobRefusal, BlobRequest } from "./engine.ts";
import { judgedByPart } from "./operations.ts";
import { challenge, refusals } from "./refusals.ts";

const storageAccounts = "Microsoft.Storage/storageAccounts";

/** The storage account of a name; names are unique over all directories, as in Azure. */
export function findAccount(context: Context, name: string): Resource | undefined {
  return context.store.state.arm.resources.find(
    (resource) => resource.type === storageAccounts && resource.name === name,
  );
}

/** A request with the account it is for and the directory that the account's subscription trusts. */
interface Trusting extends BlobRequest {
  readonly resource: Resource;
  readonly tenantId: string;
}

function scopeOf(account: Resource, request: BlobRequest): string {
  return request.container ? `${account.id}/blobServices/default/containers/${request.container}` : account.id;
}

function journalRefusal(context: Context, request: BlobRequest & { tenantId?: string }, refused: BlobRefusal): void {
  const directory = context.store.state.directories.find(({ tenantId }) => tenantId === request.tenantId);
  context.journal.add({
    kind: "refusal",
    service: "blob",
    directory: directory?.name ?? null,
    code: refused.code,
    message: `${request.operation} on ${[request.account, request.container, request.blob].filter(Boolean).join("/")}: ${refused.message}`,
    correlationId: context.world.uuid(),
    verdicts: [],
  });
}

function firstAllowing(resources: Resources, group: Iterable<Access>): RoleAssignment | undefined {
  for (const access of group) {
    const found = findAllowing(resources, access);
    if (found) return found;
  }
  return undefined;
}

/** Whether a principal's roles allow the operation, with everything that it does on the side. */
function judge(context: Context, request: Trusting, principalId: string): BlobPermission {
  // A batch has no permission of its own.
  if (judgedByPart.has(request.operation)) return { allowed: true };
  const scope = scopeOf(request.resource, request);
  for (const group of neededAccess(request, scope, principalId)) {
    const found = firstAllowing(context.store.state.arm, group);
    if (!found) return refusals.mismatch;
    context.journal.add({
      kind: "access",
      service: "blob",
      principalId,
      operation: request.operation,
      scope,
      role: roleIdOf(found.roleDefinitionId),
      assignedAt: found.scope,
    });
  }
  return { allowed: true };
}

/**
 * The first version of Storage that takes tokens; who names none is served by an older one.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#call-storage-operations-with-oauth-tokens
 */
const takesTokensSince = "2017-11-09";

async function judgeBearer(context: Context, request: Trusting): Promise<BlobPermission> {
  if (!request.isPart && (request.header("x-ms-version") ?? "") < takesTokensSince) return refusals.oldVersion;
  const outcome = await authenticate(context, "storage", request.authorization);
  if (!outcome.ok || outcome.caller.directory.tenantId !== request.tenantId) return challenge(context, request, false);
  return judge(context, request, outcome.caller.principalId);
}

const signed = { allowed: true, provenBy: "shared access signature", otherwise: refusals.badSignature } as const;

/**
 * A user delegation SAS can do what it says and its signer may do, at the moment of use.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas#assign-permissions-with-rbac
 */
function judgeDelegation(
  context: Context,
  request: Trusting,
  signer: Extract<BlobCredential, { kind: "delegation SAS" }>,
): BlobPermission {
  const directory = context.store.state.directories.find(({ tenantId }) => tenantId === request.tenantId);
  const principal = directory?.servicePrincipals.find(({ id }) => id === signer.principalId);
  if (signer.tenantId !== request.tenantId || !principal?.accountEnabled) return refusals.badSignature;
  const judged = judge(context, request, principal.id);
  return judged.allowed ? signed : judged;
}

/** The first version of Storage that answers who brings nothing with a challenge. */
const challengesSince = "2019-12-12";

/**
 * Without credentials, public containers are read. Else newer clients are challenged, and older ones told that there
 * is nothing.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#bearer-challenge
 */
function judgeAnonymous(context: Context, request: Trusting): BlobPermission {
  const isChallenged = (request.header("x-ms-version") ?? "") >= challengesSince;
  const challenged = isChallenged ? challenge(context, request, true) : undefined;
  if (permitsPublicAccess(request.resource)) {
    return { allowed: true, provenBy: "public access", otherwise: challenged ?? refusals.notFound };
  }
  return challenged ?? refusals.publicAccessNotPermitted;
}

async function judgeCredential(context: Context, request: Trusting): Promise<BlobPermission> {
  const credential = credentialOf(request);
  if (credential.kind === "bearer") return judgeBearer(context, request);
  if (credential.kind === "delegation SAS") return judgeDelegation(context, request, credential);
  if (credential.kind === "none") return judgeAnonymous(context, request);
  if (!permitsKeys(request.resource)) return refusals.keysNotPermitted;
  return credential.kind === "key SAS" ? signed : { ...signed, provenBy: "shared key" };
}

function opensContainer(request: BlobRequest): boolean {
  const operations = ["Container_Create", "Container_SetAccessPolicy"];
  return operations.includes(request.operation) && request.header("x-ms-blob-public-access") !== undefined;
}

/** A version is a day. Whether Storage has a version of that day is not asked: clients are newer than the engine. */
function hasBadVersion(request: BlobRequest): boolean {
  const version = request.header("x-ms-version");
  return version !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(version);
}

async function decide(context: Context, request: Trusting): Promise<BlobPermission> {
  const refused = networkRefusal(request.resource);
  if (refused) return refused;
  if (hasBadVersion(request)) return refusals.badVersion;
  const judged = await judgeCredential(context, request);
  // No container is opened to everybody where the account forbids it.
  const forbidden = opensContainer(request) && !permitsPublicAccess(request.resource);
  return judged.allowed && forbidden ? refusals.publicAccessNotPermitted : judged;
}

/**
 * Whether a blob operation is allowed. A bearer token must be for Storage, of the directory that the account's
 * subscription trusts, and its principal must hold a role that allows the operation at the container or above;
 * signatures are left to the engine, once account and signer permit them.
 */
export async function authorizeBlob(context: Context, request: BlobRequest): Promise<BlobPermission> {
  const resource = findAccount(context, request.account);
  const tenantId = resource && findSubscription(context.store.state.arm, resource.id)?.tenantId;
  if (!resource || tenantId === undefined) {
    journalRefusal(context, request, refusals.notFound);
    return refusals.notFound;
  }
  const trusting = { ...request, resource, tenantId };
  const decision = await decide(context, trusting);
  if (!decision.allowed) journalRefusal(context, trusting, decision);
  return decision;
}
