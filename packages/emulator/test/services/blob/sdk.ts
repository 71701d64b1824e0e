import { BlobServiceClient, RestError, StorageSharedKeyCredential } from "@azure/storage-blob";
import type { RunningEmulator } from "../../../src/testing.ts";
import type { ReadyChain } from "../../../src/testing.ts";

/** A credential for the unmodified SDK that asks for a new token each time. */
export function credentialOf(chain: ReadyChain): Access {
  return { getToken: async () => ({ token: await chain.token(), expiresOnTimestamp: Date.now() + 3_600_000 }) };
}

/** `TokenCredential`, as the SDK declares it elsewhere. */
interface TokenCredential {
  readonly getToken: () => Promise<{ readonly token: string; readonly expiresOnTimestamp: number }>;
}

export type Access = TokenCredential | StorageSharedKeyCredential;

/** The unmodified SDK over TLS, without retries. */
export function serviceClient(running: RunningEmulator, url: string, access?: Access): BlobServiceClient {
  const options = { tlsOptions: { ca: running.ca }, retryOptions: { maxTries: 1 } };
  return access ? new BlobServiceClient(url, access, options) : new BlobServiceClient(url, undefined, options);
}

export function accountKey(running: RunningEmulator, account: string): StorageSharedKeyCredential {
  const { resources } = running.emulator.context.store.state.arm;
  const key = resources.find(({ name }) => name === account)?.secrets?.["key1"] ?? "";
  return new StorageSharedKeyCredential(account, key);
}

/** What the SDK's caller sees of a refusal. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof RestError) return `${error.statusCode} ${error.code}`;
    throw error;
  }
  return "allowed";
}
