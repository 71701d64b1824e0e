import type { RequestIds } from "@tegata/core";
import { redact } from "@tegata/core";
import type { SetupErrorCode } from "../errors.ts";
import { ServiceError } from "../errors.ts";
import { isTransient } from "./retry.ts";

/** A request as messages name it: no headers, no body. */
export interface RequestName {
  readonly method: string;
  readonly url: string;
  /** The permission that the step needs; shown when the service refuses. */
  readonly permission?: string;
}

interface ServiceFault {
  readonly codes: readonly string[];
  readonly message: string;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Graph and Resource Manager both answer `{"error": {"code", "message", "details": [{"code"}]}}`. */
function faultOf(body: unknown): ServiceFault {
  const error = property(body, "error");
  const details = property(error, "details");
  const codes = [error, ...(Array.isArray(details) ? (details as unknown[]) : [])].map((one) => property(one, "code"));
  const message = property(error, "message");
  return {
    codes: codes.filter((code) => typeof code === "string"),
    message: typeof message === "string" ? redact(message) : "no message",
  };
}

interface Meaning {
  readonly code: SetupErrorCode;
  readonly fix: string;
}

/** Codes of the services that have a meaning of their own here. */
const meanings: Readonly<Record<string, Meaning>> = {
  InvalidAuthenticationTokenTenant: {
    code: "subscription.wrong-directory",
    fix: "The subscription belongs to another directory than the configuration says; correct tenantId or the subscription.",
  },
  SubscriptionNotFound: {
    code: "subscription.not-found",
    fix: "Correct the subscription, or sign in with a right to see it.",
  },
  ResourceGroupNotFound: {
    code: "resource-group.not-found",
    fix: "Create the resource group first, or correct its name.",
  },
  // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting
  RoleAssignmentUpdateNotPermitted: {
    code: "role.name-taken",
    fix: "Another assignment has the name that follows from scope, principal and role; look at it before deleting it.",
  },
  // https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits
  RoleAssignmentLimitExceeded: {
    code: "role.assignment-limit",
    fix: "The subscription has as many role assignments as it may (4,000); grant to a group or at a wider scope.",
  },
  // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
  MissingSubscriptionRegistration: {
    code: "service.refused",
    fix: "Register the provider that the message names, once for the subscription: az provider register --wait --namespace <its name>; then run this again.",
  },
  // https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy
  RequestDisallowedByPolicy: {
    code: "service.refused",
    fix: "An Azure Policy forbids this, and no role lifts it: do what the policy in the message wants, or ask who assigned it for an exemption.",
  },
  // https://learn.microsoft.com/azure/role-based-access-control/deny-assignments
  DenyAssignmentAuthorizationFailed: {
    code: "permission.denied",
    fix: "A deny assignment forbids this, and no role lifts it: ask who made what the message names (a managed application, a deployment stack).",
  },
  // https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources
  ScopeLocked: {
    code: "service.refused",
    fix: "A lock forbids this: have the one that the message names removed (az lock delete), then run this again.",
  },
  // A host's list of identities is checked as a whole: one that was deleted under it bars every change.
  FailedIdentityOperation: {
    code: "service.refused",
    fix: "The host may still list an identity that was deleted: take the one that the message names off the host (its page, Identity, User assigned), then run this again.",
  },
  // https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions
  Directory_QuotaExceeded: {
    code: "service.refused",
    fix: "The directory, or what the caller may own in it (250 objects, deleted ones too), is full: delete for good what nobody uses, or act as somebody else.",
  },
};

/** Graph answers a foreign application's service principal so when the caller may only make local ones. */
export const localTenantOnly = "must in the local tenant";

function meaningOf403(request: RequestName, fault: ServiceFault): Meaning {
  if (fault.message.includes(localTenantOnly)) {
    return {
      code: "permission.denied",
      fix: "Sign in as Application Administrator or Cloud Application Administrator of this directory (app-only: Application.ReadWrite.All, granted here).",
    };
  }
  return { code: "permission.denied", fix: `Sign in with: ${request.permission ?? "a right to do this"}.` };
}

function meaningOf(status: number, request: RequestName, fault: ServiceFault): Meaning {
  const known = fault.codes.map((one) => meanings[one]).find((meaning) => meaning !== undefined);
  if (known) return known;
  if (status === 401)
    return { code: "operator.token-refused", fix: "Sign in again; the service did not accept the token." };
  if (status === 403) return meaningOf403(request, fault);
  if (isTransient(status))
    return { code: "service.unavailable", fix: "Run the command again later; it goes on where it stopped." };
  return { code: "service.refused", fix: "Read the service's message; the ids lead its support to the request." };
}

/** The error that stands for a final answer of a service. */
export function refusalOf(
  request: RequestName,
  answer: { readonly status: number; readonly body: unknown; readonly ids: RequestIds },
): ServiceError {
  const fault = faultOf(answer.body);
  const { code, fix } = meaningOf(answer.status, request, fault);
  const saying = fault.codes.length > 0 ? `${fault.codes.join(", ")}: ${fault.message}` : "no error body";
  return new ServiceError(code, `${request.method} ${request.url} was answered ${answer.status}: ${saying}`, {
    fix,
    ids: answer.ids,
    status: answer.status,
    serviceCodes: fault.codes,
    details: {
      status: answer.status,
      ...(fault.codes[0] === undefined ? {} : { serviceCode: fault.codes[0] }),
      method: request.method,
      url: request.url,
    },
  });
}
