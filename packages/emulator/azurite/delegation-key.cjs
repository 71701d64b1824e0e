"use strict";
// For how long a user delegation key may be asked. Azurite gives any; Storage refuses with the time in place of the
// node's name, as recorded at https://github.com/Azure/azure-sdk-for-net/issues/17690.
// https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key#request-body
const ServiceHandler = require("azurite/dist/src/blob/handlers/ServiceHandler").default;
const StorageError = require("azurite/dist/src/blob/errors/StorageError").default;

const longestMs = 7 * 24 * 60 * 60 * 1000;
const message = "The value for one of the XML nodes is not in the correct format.";

/** The time that is out of place; undefined when both are in. That a key ends after it begins is inferred. */
function timeOutOfPlace({ start, expiry }, nowMs) {
  const [startMs, expiryMs] = [start === undefined ? nowMs : Date.parse(start), Date.parse(expiry)];
  if (!(startMs <= nowMs + longestMs)) return start;
  return startMs < expiryMs && expiryMs <= nowMs + longestMs ? undefined : expiry;
}

const { getUserDelegationKey } = ServiceHandler.prototype;
ServiceHandler.prototype.getUserDelegationKey = function (keyInfo, options, context) {
  const time = timeOutOfPlace(keyInfo, this.accountDataStore.engine.now());
  if (time === undefined) return getUserDelegationKey.call(this, keyInfo, options, context);
  const elements = { XmlNodeName: time, XmlNodeValue: time };
  throw new StorageError(400, "InvalidXmlNodeValue", message, context.contextId, elements);
};
