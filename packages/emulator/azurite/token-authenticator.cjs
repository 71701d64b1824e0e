"use strict";
// Stands in for Azurite's BlobTokenAuthenticator in the bundle, which looks at a token's shape only. It carries what the
// engine was given to where requests and parts of batches are judged (gate.cjs), and lets nobody in itself.
Object.defineProperty(exports, "__esModule", { value: true });

exports.default = class TokenAuthenticator {
  constructor(accounts) {
    this.accounts = accounts;
  }

  async validate() {
    return false;
  }
};
