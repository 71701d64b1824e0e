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
}

export type BlobPermission =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly status: number;
      readonly code: string;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

export interface BlobEngineOptions {
  /** Where blobs are kept; in memory without it. */
  readonly folder?: string;
  readonly getAccount: (
    name: string,
  ) => { readonly name: string; readonly key1: Buffer; readonly key2?: Buffer } | undefined;
  readonly authorize: (request: BlobRequest) => Promise<BlobPermission>;
}

export interface BlobEngine {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
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
