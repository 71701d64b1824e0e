"use strict";
// Where Azurite refuses without a word, or with words about its own command line, Storage's code and sentence are said.
// https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
const StorageError = require("azurite/dist/src/blob/errors/StorageError").default;
const errorMiddleware = require("azurite/dist/src/blob/generated/middleware/error.middleware");
const { randomUUID } = require("node:crypto");

const verbs = new Set(["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]);

const say = (status, code, message, elements) => ({ status, code, message, elements });
const unsupportedVerb = say(405, "UnsupportedHttpVerb", "The resource doesn't support specified Http Verb.");
const unknownParameter = say(
  400,
  "InvalidQueryParameterValue",
  "Value for one of the query parameters specified in the request URI is invalid.",
);
const noBlobType = say(
  400,
  "MissingRequiredHeader",
  "An HTTP header that's mandatory for this request is not specified.",
  { HeaderName: "x-ms-blob-type" },
);
const invalidInput = say(400, "InvalidInput", "One of the request inputs is not valid.");
const internal = say(500, "InternalError", "Server encountered an internal error. Please try again after some time.");

const notThere = say(501, "APINotImplemented", "The emulator's blob engine does not have this operation.");

/** Why a request is none of Storage's operations. */
function unrecognised(request) {
  if (!verbs.has(request.getMethod())) return unsupportedVerb;
  const isOfABlob = request.getPath().split("/").filter(Boolean).length > 2;
  const hasParameter = ["comp", "restype"].some((name) => request.getQuery(name) !== undefined);
  const isPutBlob = request.getMethod() === "PUT" && isOfABlob && !hasParameter;
  return isPutBlob && request.getHeader("x-ms-blob-type") === undefined ? noBlobType : unknownParameter;
}

function wordsFor(error, request) {
  if (error.storageErrorCode === "FeatureNotSupported") {
    const feature = error.storageErrorMessage.split(" header or parameter ")[0];
    // As its own 501 for operations that the engine does not have: a 500 would be tried again by every client.
    return say(501, "APINotImplemented", `The emulator's blob engine does not have ${feature}.`);
  }
  if (error.storageErrorCode === notThere.code) return notThere;
  if (error.storageErrorCode !== undefined) return undefined;
  if (error.name === "UnsupportedRequestError") return unrecognised(request);
  if (error.name === "DeserializationError") return invalidInput;
  return error.statusCode === undefined ? internal : undefined;
}

const original = errorMiddleware.default;
errorMiddleware.default = (context, error, request, ...rest) => {
  const words = wordsFor(error, request);
  if (words === undefined) return original(context, error, request, ...rest);
  const id = context.contextId ?? randomUUID();
  const refusal = new StorageError(words.status, words.code, words.message, id, words.elements);
  return original(context, refusal, request, ...rest);
};
