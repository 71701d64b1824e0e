"use strict";
// The entry of the build-time bundle of Azurite's blob part: its storage engine and its REST surface, with accounts and
// authorization handed in. Composed here instead of through BlobServer, which opens a port, reads account keys from the
// environment every minute and allows whatever a well-formed token asks for.
const BlobRequestListenerFactory = require("azurite/dist/src/blob/BlobRequestListenerFactory").default;
const BlobGCManager = require("azurite/dist/src/blob/gc/BlobGCManager").default;
const LokiBlobMetadataStore = require("azurite/dist/src/blob/persistence/LokiBlobMetadataStore").default;
const StorageError = require("azurite/dist/src/blob/errors/StorageError").default;
const logger = require("azurite/dist/src/common/Logger").default;
const FSExtentStore = require("azurite/dist/src/common/persistence/FSExtentStore").default;
const LokiExtentMetadataStore = require("azurite/dist/src/common/persistence/LokiExtentMetadataStore").default;
const {
  default: MemoryExtentStore,
  MemoryExtentChunkStore,
} = require("azurite/dist/src/common/persistence/MemoryExtentStore");
const AuthenticationMiddlewareFactory =
  require("azurite/dist/src/blob/middlewares/AuthenticationMiddlewareFactory").default;
const BlobHandler = require("azurite/dist/src/blob/handlers/BlobHandler").default;
const BlockBlobHandler = require("azurite/dist/src/blob/handlers/BlockBlobHandler").default;
const ServiceHandler = require("azurite/dist/src/blob/handlers/ServiceHandler").default;
const AccountSASAuthenticator = require("azurite/dist/src/blob/authentication/AccountSASAuthenticator").default;
const BlobSASAuthenticator = require("azurite/dist/src/blob/authentication/BlobSASAuthenticator").default;
const BlobStorageContext = require("azurite/dist/src/blob/context/BlobStorageContext").default;
const utils = require("azurite/dist/src/blob/utils/utils");
const { authenticate } = require("./gate.cjs");
const { ChangeLog, recover } = require("./change-log.cjs");
const { DiskSync } = require("./disk-sync.cjs");
const loopback = require("./loopback.cjs");
require("./own-words.cjs");
require("./delegation-key.cjs");
const axios = require("axios");
const { AsyncLocalStorage } = require("node:async_hooks");
const { createHmac } = require("node:crypto");
const { join } = require("node:path");

// The bundle's own copies of these classes; nobody else sees them.
AuthenticationMiddlewareFactory.prototype.authenticate = authenticate;
// Sources were judged before; Azurite would ask over the network, with its own idea of who may.
BlobHandler.prototype.validateCopySource = async () => undefined;

/** What Azurite's functions have no argument for, carried beside the call: the engine's listener and its seed. */
const engines = new AsyncLocalStorage();

/**
 * Carries the engine of an object beside one of its methods. Beside no more than needs it: once anything is carried so,
 * every promise of the process costs more.
 */
function carryBeside({ prototype }, name, engineOf) {
  const method = prototype[name];
  prototype[name] = function (...parameters) {
    return engines.run(engineOf(this), () => method.apply(this, parameters));
  };
}
carryBeside(ServiceHandler, "getUserDelegationKey", ({ accountDataStore }) => accountDataStore.engine);
carryBeside(BlobSASAuthenticator, "validate", ({ accountDataStore }) => accountDataStore.engine);
carryBeside(BlockBlobHandler, "stageBlockFromURL", ({ metadataStore }) => metadataStore.engine);

// Azurite fetches by axios from nowhere but itself.
axios.get = (url, { headers }) => loopback.ask(engines.getStore().listener, url, headers);

/**
 * Azurite derives user delegation keys from a constant that everybody knows. The signer's id and the times are part of
 * the key; the seed is the engine's own.
 */
utils.getUserDelegationKeyValue = (...signed) =>
  createHmac("sha256", engines.getStore().delegationSeed).update(signed.join("\n"), "utf8").digest("base64");

const namesNothing = /<StorageServiceProperties\b[^>]*(?:\/>|>\s*<\/StorageServiceProperties>)/;

// Properties of which none is named are taken, and nothing is changed. Azurite trips over an element without children.
const { setProperties } = ServiceHandler.prototype;
ServiceHandler.prototype.setProperties = function (properties, options, context) {
  const { request } = new BlobStorageContext(context);
  if (!namesNothing.test(request.getBody() ?? "")) return setProperties.call(this, properties, options, context);
  request.setBody("<StorageServiceProperties><Nothing /></StorageServiceProperties>");
  return setProperties.call(this, {}, options, context);
};

/** Signatures hold by the emulator's clock, which can be moved. A time that cannot be read is no time. */
function isInTime(expiry, start) {
  const nowMs = this.accountDataStore.engine.now();
  const isBefore = (time) => nowMs < Date.parse(time);
  return (expiry === undefined || isBefore(expiry)) && (start === undefined || Date.parse(start) <= nowMs);
}
AccountSASAuthenticator.prototype.validateTime = isInTime;
BlobSASAuthenticator.prototype.validateTime = isInTime;

function tagsOfBlob(metadata, { account, container, blob, snapshot = "" }) {
  const collection = metadata.db.getCollection(metadata.BLOBS_COLLECTION);
  const found = collection.findOne({ name: blob, accountName: account, containerName: container, snapshot });
  if (!found || found.isCommitted === false) return undefined;
  return Object.fromEntries((found.blobTags?.blobTagSet ?? []).map(({ key, value }) => [key, value]));
}

const writersPerFolder = 10;

function extentStoreOf(folder, metadata) {
  if (folder === undefined) {
    const error = (...details) => new StorageError(...details);
    return new MemoryExtentStore("blob", new MemoryExtentChunkStore(), metadata, logger, error);
  }
  const place = { locationId: "Default", locationPath: join(folder, "blobs"), maxConcurrency: writersPerFolder };
  return new FSExtentStore(metadata, [place], logger);
}

const reads = new Set(["GET", "HEAD", "OPTIONS"]);

/** No answer goes out before the changes behind it are in the logs. */
function answerAfter(flush, { request, response, onFailure }) {
  const writeHead = response.writeHead;
  response.writeHead = function (...head) {
    response.writeHead = writeHead;
    try {
      flush();
    } catch (error) {
      // A read acknowledges nothing.
      if (reads.has(request.method)) return writeHead.apply(response, head);
      onFailure(error);
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      response.statusMessage = `The emulator cannot write its blobs (${error.code})`;
      return writeHead.call(response, 500, { "x-ms-error-code": "InternalError" });
    }
    return writeHead.apply(response, head);
  };
}

/**
 * @param {{ folder?: string, getAccount: (name: string) => { name: string, key1: Buffer, key2?: Buffer } | undefined,
 *   authorize: (request: object) => Promise<object>, isOwnHost: (host: string) => boolean, delegationSeed: string, now: () => number,
 *   onFailure: (error: Error) => void }} options
 */
exports.createEngine = function createEngine({
  folder,
  getAccount,
  authorize,
  isOwnHost,
  delegationSeed,
  now,
  onFailure,
}) {
  const inMemory = folder === undefined;
  const database = (name) => (inMemory ? name : join(folder, name));
  const metadata = new LokiBlobMetadataStore(database("blobs.json"), inMemory);
  const extentMetadata = new LokiExtentMetadataStore(database("extents.json"), inMemory);
  const extents = extentStoreOf(folder, extentMetadata);
  const accounts = {
    getAccount,
    authorize,
    isOwnHost,
    tagsOfBlob: (account, container, blob, snapshot) => tagsOfBlob(metadata, { account, container, blob, snapshot }),
  };
  let failure;
  const collector = new BlobGCManager(metadata, extentMetadata, extents, (error) => (failure = error), logger);
  const factory = new BlobRequestListenerFactory(
    metadata,
    extents,
    accounts,
    false, // no access log
    undefined,
    false, // strict: what is not supported is refused
    true, // any service version: clients are newer than the engine
    "basic", // bearer tokens on; the authenticator is replaced by the one beside this file
    false, // account.blob.… host names as well as paths
  );
  const express = factory.createRequestListener();
  accounts.engine = metadata.engine = { delegationSeed, listener: express, now };
  const databases = inMemory ? [] : [extentMetadata, metadata].map((store) => ({ store, file: store.lokiDBPath }));
  let logs = [];
  let sync;
  // Extents first: one that no blob names is garbage, a blob whose extent is unknown is lost.
  const flush = () => {
    const isWritten = logs.map((log) => log.flush()).includes(true);
    if (isWritten) sync.written();
  };
  const listener = (request, response) => {
    // Azurite reads it to pin the connection that loopback.cjs spares it; a stream in process has none.
    request.socket.getCertificate ??= () => ({ raw: Buffer.alloc(0) });
    answerAfter(flush, { request, response, onFailure });
    express(request, response);
  };
  return {
    listener,
    async act(method, path) {
      const { status, data } = await loopback.ask(
        listener,
        `https://localhost${path}`,
        { "content-length": 0 },
        method,
      );
      data.resume();
      return status;
    },
    async start() {
      try {
        for (const { file } of databases) recover(file);
        for (const store of [metadata, extentMetadata, extents]) await store.init();
      } catch (error) {
        // Loki saves every few seconds from when it is made: that would keep the process, and save nothing over something.
        for (const { db } of [metadata, extentMetadata]) db.autosaveDisable();
        throw error;
      }
      logs = databases.map(({ store, file }) => new ChangeLog(store.db, file));
      sync = new DiskSync(inMemory ? undefined : join(folder, "blobs"), logs);
      await collector.start();
    },
    async stop() {
      await collector.close();
      await sync.stop();
      for (const log of logs) await log.settle();
      for (const part of [extents, extentMetadata, metadata]) await part.close();
      for (const log of logs) log.remove();
      if (failure) throw failure;
    },
  };
};
