"use strict";
// Stands in for Azurite's BlobTokenAuthenticator in the bundle. Azurite's own looks at a token's shape only; this one
// asks the emulator, once for every request and every part of a batch, with the operation that was recognised.
const BlobStorageContext = require("azurite/dist/src/blob/context/BlobStorageContext").default;
const StorageError = require("azurite/dist/src/blob/errors/StorageError").default;
const Operation = require("azurite/dist/src/blob/generated/artifacts/operation").default;

// The importing modules were compiled from ES modules and look for this mark.
Object.defineProperty(exports, "__esModule", { value: true });

exports.default = class TokenAuthenticator {
  constructor(accounts) {
    this.accounts = accounts;
  }

  async validate(request, context) {
    const { account, container, blob, operation, contextId } = new BlobStorageContext(context);
    const answer = await this.accounts.authorize({
      account,
      container,
      blob,
      operation: Operation[operation],
      authorization: request.getHeader("authorization"),
      host: request.getHeader("host"),
    });
    if (answer.allowed) return true;
    const error = new StorageError(answer.status, answer.code, answer.message, contextId ?? "");
    Object.assign(error.headers, answer.headers);
    throw error;
  }
};
