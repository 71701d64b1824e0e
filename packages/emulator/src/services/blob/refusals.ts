import { storageChallenge } from "@tegata/core";
import type { Context } from "../../context.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import type { BlobRefusal, BlobRequest } from "./engine.ts";

function refusal(status: number, code: string, message: string): BlobRefusal {
  return { allowed: false, status, code, message };
}

type RefusalName =
  | "mismatch"
  | "badSignature"
  | "oldVersion"
  | "badVersion"
  | "keysNotPermitted"
  | "network"
  | "publicAccessNotPermitted"
  | "notFound";

/** @see https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes */
export const refusals: Readonly<Record<RefusalName, BlobRefusal>> = {
  mismatch: refusal(
    403,
    "AuthorizationPermissionMismatch",
    "This request is not authorized to perform this operation using this permission.",
  ),
  badSignature: refusal(
    403,
    "AuthenticationFailed",
    "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
  ),
  /** As recorded at https://github.com/MicrosoftDocs/azure-docs/issues/95050, among others. */
  oldVersion: {
    ...refusal(
      403,
      "AuthenticationFailed",
      "Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.",
    ),
    elements: { AuthenticationErrorDetail: "Authentication scheme Bearer is not supported in this version." },
  },
  /** As recorded at https://github.com/Azure/azure-rest-api-specs/issues/8947. */
  badVersion: {
    ...refusal(400, "InvalidHeaderValue", "The value for one of the HTTP headers is not in the correct format."),
    elements: { HeaderName: "x-ms-version" },
  },
  keysNotPermitted: refusal(
    403,
    "KeyBasedAuthenticationNotPermitted",
    "Key based authentication is not permitted on this storage account.",
  ),
  network: refusal(403, "AuthorizationFailure", "This request is not authorized to perform this operation."),
  publicAccessNotPermitted: refusal(
    409,
    "PublicAccessNotPermitted",
    "Public access is not permitted on this storage account.",
  ),
  /** Also for an account that does not exist: in Azure its host name does not resolve, here the path names it. */
  notFound: refusal(404, "ResourceNotFound", "The specified resource does not exist."),
};

/**
 * Storage's 401: the token is missing, unusable or of another directory. The challenge names the directory that the
 * account trusts, so that a client may ask there.
 */
export function challenge(
  context: Context,
  request: BlobRequest & { readonly tenantId: string },
  isMissing: boolean,
): BlobRefusal {
  const hostname = (request.host ?? "").split(":")[0] ?? "";
  const isMicrosoftName = serviceOfMicrosoftName(context.cloud, hostname) !== undefined;
  const authority = isMicrosoftName ? context.cloud.authority : context.origins.token;
  return {
    ...refusal(
      401,
      isMissing ? "NoAuthenticationInformation" : "InvalidAuthenticationInfo",
      "Server failed to authenticate the request. Please refer to the information in the www-authenticate header.",
    ),
    headers: { "WWW-Authenticate": storageChallenge(authority, request.tenantId) },
  };
}
