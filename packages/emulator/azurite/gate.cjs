"use strict";
// Every request of the bundle passes here, and every part of a batch: instead of Azurite's "the first authenticator that
// says yes", the emulator decides which credential counts, and Azurite's own classes only verify signatures and public
// access. A copy source passes as the read that it is.
const BlobStorageContext = require("azurite/dist/src/blob/context/BlobStorageContext").default;
const StorageError = require("azurite/dist/src/blob/errors/StorageError").default;
const Context = require("azurite/dist/src/blob/generated/Context").default;
const Operation = require("azurite/dist/src/blob/generated/artifacts/operation").default;
const dispatch = require("azurite/dist/src/blob/generated/middleware/dispatch.middleware").default;
const { BlobBatchSubRequest } = require("azurite/dist/src/blob/handlers/BlobBatchSubRequest");
const { BlobBatchSubResponse } = require("azurite/dist/src/blob/handlers/BlobBatchSubResponse");
const {
  internalBlobStorageContextMiddleware,
} = require("azurite/dist/src/blob/middlewares/blobStorageContext.middleware");
const { DEFAULT_CONTEXT_PATH } = require("azurite/dist/src/blob/utils/constants");
const logger = require("azurite/dist/src/common/Logger").default;
const { isJudged } = require("./loopback.cjs");
const { refusalByLimits } = require("./sas-limits.cjs");

const copies = new Set([
  "Blob_StartCopyFromURL",
  "Blob_CopyFromURL",
  "PageBlob_CopyIncremental",
  "PageBlob_UploadPagesFromURL",
  "AppendBlob_AppendBlockFromUrl",
  "BlockBlob_PutBlobFromUrl",
  "BlockBlob_StageBlockFromURL",
]);
/** Only Copy Blob takes the caller's own credentials for a source in the same account. */
const takesOwnCredentials = new Set(["Blob_StartCopyFromURL", "PageBlob_CopyIncremental"]);

function refusalOf(answer, contextId) {
  const error = new StorageError(answer.status, answer.code, answer.message, contextId ?? "", answer.elements);
  Object.assign(error.headers, answer.headers);
  error.answer = answer;
  return error;
}

function questionOf(blobContext, request, accounts) {
  const { account, container, blob, operation } = blobContext;
  return {
    account,
    container: container || undefined,
    blob: blob || undefined,
    operation: Operation[operation],
    authorization: request.getHeader("authorization"),
    host: request.getHeader("host"),
    // What is not on a wire of its own has no headers of its own either.
    isPart: request.req === undefined,
    header: (name) => request.getHeader(name),
    // Said twice, it has no value, but it is there.
    query: (name) => request.getQuery(name) ?? (request.req?.query?.[name] === undefined ? undefined : ""),
    tagsOfBlob: () => accounts.tagsOfBlob(account, container, blob, request.getQuery("snapshot")),
  };
}

/** Runs those of Azurite's authenticators that fit the credential. */
async function prove(by, { context, request, authenticators }) {
  const [publicAccess, sharedKey, accountSas, serviceSas] = authenticators;
  if (by === "public access") return (await publicAccess.validate(request, context)) === true;
  if (by === "shared key") return (await sharedKey.validate(request, context)) === true;
  return (
    (await accountSas.validate(request, context)) === true || (await serviceSas.validate(request, context)) === true
  );
}

async function proveOrRefuse(answer, call) {
  let isProven;
  try {
    isProven = await prove(answer.provenBy, call);
  } catch (error) {
    // Azurite answers so where Storage says that a signature does not hold (any more); and over fields that are broken
    // or that it does not know, such as an encryption scope, it trips.
    const isRefusal = error.statusCode < 500 && error.storageErrorCode !== "AuthorizationFailure";
    if (isRefusal) throw error;
    isProven = false;
  }
  if (!isProven) throw refusalOf(answer.otherwise, call.context.contextId);
  const refusal = answer.provenBy === "shared access signature" ? await refusalByLimits(call) : undefined;
  if (refusal) throw refusalOf(refusal, call.context.contextId);
}

async function recognise(url, headers) {
  const request = new BlobBatchSubRequest(0, url.href, "GET", "HTTP/1.1", headers);
  const response = new BlobBatchSubResponse(0, "HTTP/1.1");
  const locals = {};
  const context = new BlobStorageContext(locals, DEFAULT_CONTEXT_PATH);
  const step = (run) => new Promise((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
  await step((next) =>
    internalBlobStorageContextMiddleware(
      context,
      request,
      response,
      url.hostname,
      url.pathname,
      next,
      true,
      false,
      false,
    ),
  );
  await step((next) => dispatch(new Context(locals, DEFAULT_CONTEXT_PATH, request, response), request, next, logger));
  return { request, context: new BlobStorageContext(locals, DEFAULT_CONTEXT_PATH) };
}

function sourceHeaders(url, destination, blobContext) {
  const authorization = destination.getHeader("x-ms-copy-source-authorization");
  const isSigned = url.searchParams.has("sig");
  const headers = { host: url.host, "x-ms-version": destination.getHeader("x-ms-version") };
  if (authorization !== undefined) return { headers: { ...headers, authorization }, isOwn: false };
  const mayPass = takesOwnCredentials.has(Operation[blobContext.operation]) && !isSigned;
  const own = destination.getHeader("authorization");
  if (!mayPass || own === undefined) return { headers, isOwn: false };
  return { headers: { ...headers, authorization: own }, isOwn: true };
}

function cannotVerify({ status, code, message }, contextId) {
  const elements = { CopySourceStatusCode: status, CopySourceErrorCode: code, CopySourceErrorMessage: message };
  return refusalOf({ status, code: "CannotVerifyCopySource", message, elements }, contextId);
}

const notFound = { status: 404, code: "ResourceNotFound", message: "The specified resource does not exist." };

/** The request's own key has proven the caller for everything in the same account. */
function isOwnKey(headers, source, destination) {
  return (headers.authorization ?? "").startsWith("SharedKey") && source.account === destination.account;
}

/** Whether a URL's path can be read: its percent signs stand for UTF-8. */
function isReadable(url) {
  try {
    decodeURIComponent(url.pathname);
    return true;
  } catch {
    return false;
  }
}

const badHeader = {
  status: 400,
  code: "InvalidHeaderValue",
  message: "The value for one of the HTTP headers is not in the correct format.",
};

async function authorizeSource(text, call) {
  const { context, request, authenticators, accounts } = call;
  const blobContext = new BlobStorageContext(context);
  const url = URL.parse(text);
  if (url === null || !isReadable(url)) throw refusalOf(badHeader, context.contextId);
  if (!accounts.isOwnHost(url.host)) throw cannotVerify(notFound, context.contextId);
  const { headers, isOwn } = sourceHeaders(url, request, blobContext);
  const source = await recognise(url, headers);
  const isSameAccount = source.context.account === blobContext.account;
  if (isOwn && isOwnKey(headers, source.context, blobContext)) return;
  if (isOwn && !isSameAccount) delete headers.authorization;
  try {
    await authenticate(source.context, source.request, undefined, authenticators);
  } catch (error) {
    if (!error.storageErrorCode || (isOwn && isSameAccount)) throw error;
    const refused = { status: error.statusCode, code: error.storageErrorCode, message: error.storageErrorMessage };
    throw cannotVerify(refused, context.contextId);
  }
}

/** Stands in for AuthenticationMiddlewareFactory.authenticate: true, or Storage's own refusal thrown. */
async function authenticate(context, request, _response, authenticators) {
  // The last authenticator holds what the engine was given; the others are Azurite's own.
  const { accounts } = authenticators.at(-1);
  const blobContext = new BlobStorageContext(context);
  if (isJudged(request.req)) return true;
  const answer = await accounts.authorize(questionOf(blobContext, request, accounts));
  if (!answer.allowed) throw refusalOf(answer, context.contextId);
  const call = { context, request, authenticators, accounts };
  if (answer.provenBy) await proveOrRefuse(answer, call);
  const source = request.getHeader("x-ms-copy-source");
  if (source !== undefined && copies.has(Operation[blobContext.operation])) await authorizeSource(source, call);
  return true;
}

module.exports = { authenticate };
