"use strict";
// What a shared access signature says and Azurite does not hold a request to: the addresses it may be used from, and the
// permission to set tags that come with a write.
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-an-ip-address-or-ip-range
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob
const BlobStorageContext = require("azurite/dist/src/blob/context/BlobStorageContext").default;
const Operation = require("azurite/dist/src/blob/generated/artifacts/operation").default;
const { BlockList, isIPv4 } = require("node:net");

/** Every caller comes over loopback, or without a socket at all. */
const callersAddress = "127.0.0.1";

const wrongAddress = {
  status: 403,
  code: "AuthorizationSourceIPMismatch",
  message: `This request is not authorized to perform this operation using this source IP ${callersAddress}.`,
};
const wrongPermission = {
  status: 403,
  code: "AuthorizationPermissionMismatch",
  message: "This request is not authorized to perform this operation using this permission.",
};

/** Whether an address, or two with a hyphen between them, have the caller among them. */
function coversCaller(range) {
  const [start = "", end = start] = range.split("-");
  if (!isIPv4(start) || !isIPv4(end)) return false;
  const list = new BlockList();
  try {
    list.addRange(start, end);
  } catch (error) {
    if (error.code !== "ERR_INVALID_ARG_VALUE") throw error;
    // The end comes before the start: nobody is between them.
    return false;
  }
  return list.check(callersAddress);
}

/** A stored access policy's permissions count in place of the signature's own. */
async function permissionsOf({ request, context, authenticators }) {
  const policyName = request.getQuery("si");
  if (policyName === undefined) return request.getQuery("sp");
  const { account, container } = new BlobStorageContext(context);
  const serviceSas = authenticators[3];
  return (await serviceSas.getContainerAccessPolicyByIdentifier(account, container, policyName, context))?.permission;
}

/** Tags that come in a header with what is written. */
function bringsTags(request, context) {
  const { operation } = new BlobStorageContext(context);
  return request.getHeader("x-ms-tags") !== undefined && Operation[operation] !== "Blob_SetTags";
}

/** Storage's refusal of a request whose signature is right and does not allow it; undefined when it does. */
async function refusalByLimits(call) {
  const { request, context } = call;
  const range = request.getQuery("sip");
  if (range !== undefined && !coversCaller(range)) return wrongAddress;
  if (bringsTags(request, context) && !(await permissionsOf(call))?.includes("t")) return wrongPermission;
  return undefined;
}

module.exports = { refusalByLimits };
