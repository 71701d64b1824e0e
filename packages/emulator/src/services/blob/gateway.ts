import { mkdir } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../../context.ts";
import { EmulatorError } from "../../errors.ts";
import { journalFailure } from "../../failure.ts";
import { serviceOfMicrosoftName } from "../../origins.ts";
import { authorizeBlob, findAccount } from "./authorize.ts";
import type { BlobEngine } from "./engine.ts";
import { loadBlobEngine } from "./engine.ts";
import { ManagedContainers } from "./managed-containers.ts";

/** Blob storage: Azurite's engine behind the emulator's own authorization. */
export interface BlobGateway {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  /** Resource Manager has written: its containers are brought to the engine. */
  readonly reflect: () => Promise<void>;
  /** Writes what is held in memory and lets go of the files. */
  readonly close: () => Promise<void>;
}

function keysOf(context: Context, name: string): ReturnType<Parameters<typeof loadBlobEngine>[0]["getAccount"]> {
  const { key1, key2 } = findAccount(context, name)?.secrets ?? {};
  if (key1 === undefined) return undefined;
  const decode = (key: string): Buffer => Buffer.from(key, "base64");
  return { name, key1: decode(key1), ...(key2 === undefined ? {} : { key2: decode(key2) }) };
}

/** Whether a host names this service: its own origin in either spelling, or one of Microsoft's names for it. */
function isOwnHost({ cloud, origins }: Context, host: string): boolean {
  const { port } = new URL(origins.blob);
  if ([`localhost:${port}`, `127.0.0.1:${port}`].includes(host.toLowerCase())) return true;
  return serviceOfMicrosoftName(cloud, host.split(":")[0] ?? "") === "blob";
}

/** Kept, so that a user delegation SAS outlives a restart. */
async function delegationSeed({ store, truth, world }: Context): Promise<string> {
  if (truth.delegationSeed === undefined) {
    truth.delegationSeed = Buffer.from(world.randomBytes(32)).toString("base64url");
    await store.save();
  }
  return truth.delegationSeed;
}

function unwritable(folder: string, cause: NodeJS.ErrnoException): EmulatorError {
  return new EmulatorError("state.unwritable", `the blobs in ${folder} cannot be written (${cause.code})`, {
    fix: "Free space or permissions there; what was acknowledged is safe, and the next write tries again.",
    cause,
  });
}

interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

/** What is answered without the engine, in Storage's form. */
function refuse(response: ServerResponse, { status, code, message, requestId }: Failure): void {
  response.writeHead(status, {
    "Content-Type": "application/xml",
    "x-ms-error-code": code,
    "x-ms-request-id": requestId,
  });
  response.end(
    `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  );
}

/** The engine itself failed to start: Storage's own 500, with the reason where the emulator's user can read it. */
function fail(context: Context, error: unknown, response: ServerResponse): void {
  const requestId = journalFailure(context, "blob", error);
  const message = "The emulator's blob engine did not start; its journal has the reason.";
  refuse(response, { status: 500, code: "InternalError", message, requestId });
}

/** Whether a path's percent signs stand for UTF-8. */
function isDecodable(url: string): boolean {
  if (!url.includes("%")) return true;
  try {
    decodeURIComponent(url.split("?")[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** A gateway whose engine is loaded at the first request. `folder` is where blobs are kept; without it, in memory. */
export function blobGateway(context: Context, folder?: string): BlobGateway {
  let starting: Promise<BlobEngine> | undefined;

  const start = async (): Promise<BlobEngine> => {
    if (folder !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
    const engine = loadBlobEngine({
      ...(folder === undefined ? {} : { folder }),
      getAccount: (name) => keysOf(context, name),
      authorize: (request) => authorizeBlob(context, request),
      isOwnHost: (host) => isOwnHost(context, host),
      delegationSeed: await delegationSeed(context),
      now: () => context.world.now(),
      onFailure: (error) => journalFailure(context, "blob", unwritable(folder ?? "", error)),
    });
    await engine.start();
    return engine;
  };

  const started = async (): Promise<BlobEngine> => {
    starting ??= start();
    const attempt = starting;
    return attempt.catch((error: unknown) => {
      // The next request tries again: room was made, perhaps, or a permission given.
      if (starting === attempt) starting = undefined;
      throw error;
    });
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    (await started()).listener(request, response);
  };
  const containers = new ManagedContainers(context, async (method, path) => (await started()).act(method, path));

  return {
    listener: (request, response) => {
      if (!isDecodable(request.url ?? "")) {
        // https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
        const message = "The requested URI does not represent any resource on the server.";
        return refuse(response, { status: 400, code: "InvalidUri", message, requestId: context.world.uuid() });
      }
      serve(request, response).catch((error: unknown) => fail(context, error, response));
    },
    reflect: () => containers.reflect(),
    close: async () => {
      // A start that failed was answered and is in the journal; there is nothing to stop then.
      const engine = await starting?.catch(() => undefined);
      await engine?.stop();
    },
  };
}
