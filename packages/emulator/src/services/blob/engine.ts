import { existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { EmulatorError } from "../../errors.ts";

/** One operation that waits for permission, as the engine recognised it. A batch asks once for every part. */
export interface BlobRequest {
  readonly account: string;
  readonly container: string | undefined;
  readonly blob: string | undefined;
  readonly operation: string;
  readonly authorization: string | undefined;
  /** The name at which the client reached the service. */
  readonly host: string | undefined;
  /** Whether it is a part of a batch, or a copy's source: its version is that of the request that it came in. */
  readonly isPart: boolean;
  readonly header: (name: string) => string | undefined;
  readonly query: (name: string) => string | undefined;
  /** The index tags of the blob that is named; undefined when there is no such blob. */
  readonly tagsOfBlob: () => Readonly<Record<string, string>> | undefined;
}

/** Storage's own refusal: what goes into the answer's status, headers and XML. */
export interface BlobRefusal {
  readonly allowed: false;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** More elements of the XML, behind code and message. */
  readonly elements?: Readonly<Record<string, string>>;
}

/** Allowed as it is, or if the engine finds that a signature, or the container's public access, holds. */
export type BlobPermission =
  | { readonly allowed: true }
  | { readonly allowed: true; readonly provenBy: Proof; readonly otherwise: BlobRefusal }
  | BlobRefusal;

export type Proof = "shared key" | "shared access signature" | "public access";

export interface BlobEngineOptions {
  /** Where blobs are kept; in memory without it. */
  readonly folder?: string;
  readonly getAccount: (
    name: string,
  ) => { readonly name: string; readonly key1: Buffer; readonly key2?: Buffer } | undefined;
  readonly authorize: (request: BlobRequest) => Promise<BlobPermission>;
  /** Whether a host, with its port, is the engine's own: copy sources elsewhere are out of reach. */
  readonly isOwnHost: (host: string) => boolean;
  /** What user delegation keys are derived from. */
  readonly delegationSeed: string;
  /** Milliseconds since the epoch, by the emulator's clock: what signatures are held against. */
  readonly now: () => number;
  /** Told that the disk does not take what would have been acknowledged; the client is told by a 500. */
  readonly onFailure: (error: NodeJS.ErrnoException) => void;
}

export interface BlobEngine {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** Does what nobody has to be allowed, without a body; gives the status. */
  readonly act: (method: string, path: string) => Promise<number>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const bundle = fileURLToPath(new URL("../../../vendor/azurite-blob.cjs", import.meta.url));

/** Loads Azurite's blob engine (a fifth of a second) and makes one. The bundle is built when the package is packed. */
export function loadBlobEngine(options: BlobEngineOptions): BlobEngine {
  if (!existsSync(bundle)) {
    throw new EmulatorError("blob-engine.missing", "the blob engine's bundle is not there", {
      fix: "In a clone, any npm script builds it; from a registry, install @tegata/emulator again.",
    });
  }
  const module = createRequire(import.meta.url)(bundle) as { createEngine: (options: BlobEngineOptions) => BlobEngine };
  return module.createEngine(options);
}
