import { storageChallenge } from "@tegata/core";
import type { Context } from "../../context.ts";
import { authenticate } from "../../context.ts";
import { findAllowing, roleIdOf } from "../../resources/access.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import type { Resource } from "../../resources/resource.ts";
import { findSubscription } from "../../resources/resource.ts";
import type { BearerOutcome, Caller } from "../../tokens/verify.ts";
import type { BlobPermission, BlobRequest } from "./engine.ts";
import { judgedByPart, permissions } from "./operations.ts";

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

/**
 * Storage's 401: the token is missing, unusable or of another directory. The challenge names the directory that the
 * account trusts, so that a client may ask there.
 */
function challenge(
  context: Context,
  request: Trusting,
  outcome: Extract<BearerOutcome, { ok: false }>,
): BlobPermission {
  const hostname = (request.host ?? "").split(":")[0] ?? "";
  const isMicrosoftName = serviceOfMicrosoftName(context.cloud, hostname) !== undefined;
  const authority = isMicrosoftName ? context.cloud.authority : context.origins.token;
  return {
    allowed: false,
    status: 401,
    code: outcome.reason === "missing" ? "NoAuthenticationInformation" : "InvalidAuthenticationInfo",
    message:
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    headers: { "WWW-Authenticate": storageChallenge(authority, request.tenantId) },
  };
}

const mismatch: BlobPermission = {
  allowed: false,
  status: 403,
  code: "AuthorizationPermissionMismatch",
  message: "This request is not authorized to perform this operation using this permission.",
};

function scopeOf(account: Resource, request: BlobRequest): string {
  return request.container ? `${account.id}/blobServices/default/containers/${request.container}` : account.id;
}

function journal(context: Context, request: BlobRequest, refused: Extract<BlobPermission, { allowed: false }>): void {
  context.journal.add({
    kind: "refusal",
    service: "blob",
    directory: null,
    code: refused.code,
    message: `${request.operation} on ${[request.account, request.container, request.blob].filter(Boolean).join("/")}: ${refused.message}`,
    correlationId: context.world.uuid(),
    verdicts: [],
  });
}

function judge(context: Context, caller: Caller, request: Trusting): BlobPermission {
  const permission = permissions[request.operation];
  if (judgedByPart.has(request.operation)) return { allowed: true };
  const scope = scopeOf(request.resource, request);
  for (const operation of permission?.operations ?? []) {
    const access = { principalId: caller.principalId, scope, kind: permission?.kind ?? "dataAction", operation };
    const assignment = findAllowing(context.store.state.arm, access);
    if (!assignment) continue;
    const role = roleIdOf(assignment.roleDefinitionId);
    context.journal.add({
      kind: "access",
      service: "blob",
      principalId: caller.principalId,
      operation: request.operation,
      scope,
      role,
      assignedAt: assignment.scope,
    });
    return { allowed: true };
  }
  return mismatch;
}

/**
 * Whether a bearer token may perform a blob operation: it must be for Storage, of the directory that the account's
 * subscription trusts, and its principal must hold a role that allows the operation at the container or above.
 */
export async function authorizeBlob(context: Context, request: BlobRequest): Promise<BlobPermission> {
  const resource = findAccount(context, request.account);
  const tenantId = resource && findSubscription(context.store.state.arm, resource.id)?.tenantId;
  if (!resource || tenantId === undefined) return mismatch;
  const trusting = { ...request, resource, tenantId };
  const outcome = await authenticate(context, "storage", request.authorization);
  const refused = !outcome.ok
    ? challenge(context, trusting, outcome)
    : outcome.caller.directory.tenantId === tenantId
      ? judge(context, outcome.caller, trusting)
      : challenge(context, trusting, { ok: false, reason: "issuer", saw: outcome.caller.directory.tenantId });
  if (!refused.allowed) journal(context, request, refused);
  return refused;
}
