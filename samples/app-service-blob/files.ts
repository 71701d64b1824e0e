import type { Readable } from "node:stream";
import { BlobServiceClient, RestError, type ContainerClient } from "@azure/storage-blob";
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import type { Settings } from "./settings.ts";

export interface StoredFile {
  readonly name: string;
  readonly size: number;
}

export interface Download {
  readonly body: NodeJS.ReadableStream;
  readonly contentType: string;
  readonly size: number | undefined;
}

const blockBytes = 4 * 1024 * 1024;

/** The files of the app: blobs of one container, in another organisation's storage account. */
export class Files {
  readonly #container: ContainerClient;
  #ready: Promise<unknown> | undefined;

  constructor(settings: Settings) {
    // All that reaching another directory takes. There is no secret to keep, and the client never learns of it.
    const credential = new CrossTenantCredential({
      tenantId: settings.resourceTenantId,
      clientId: settings.applicationClientId,
      assertion: managedIdentity({ clientId: settings.managedIdentityClientId }),
      authority: settings.authority,
    });
    this.#container = new BlobServiceClient(settings.blobEndpoint, credential).getContainerClient(settings.container);
  }

  async list(): Promise<StoredFile[]> {
    const container = await this.#open();
    const files: StoredFile[] = [];
    for await (const blob of container.listBlobsFlat()) {
      files.push({ name: blob.name, size: blob.properties.contentLength ?? 0 });
    }
    return files;
  }

  async write(name: string, content: { readonly body: Readable; readonly contentType: string }): Promise<void> {
    const container = await this.#open();
    await container.getBlockBlobClient(name).uploadStream(content.body, blockBytes, 2, {
      blobHTTPHeaders: { blobContentType: content.contentType },
    });
  }

  /** The file's content, or undefined when there is no such file. */
  async read(name: string): Promise<Download | undefined> {
    const container = await this.#open();
    try {
      const blob = await container.getBlobClient(name).download();
      if (!blob.readableStreamBody) throw new Error("the answer of the storage account has no body");
      const contentType = blob.contentType ?? "application/octet-stream";
      return { body: blob.readableStreamBody, contentType, size: blob.contentLength };
    } catch (error) {
      if (error instanceof RestError && error.statusCode === 404 && error.code === "BlobNotFound") return undefined;
      throw error;
    }
  }

  /** The container, created on first use. Not at start: the app should start, and say why, when storage is out of reach. */
  async #open(): Promise<ContainerClient> {
    this.#ready ??= this.#container.createIfNotExists();
    try {
      await this.#ready;
    } catch (error) {
      this.#ready = undefined;
      throw error;
    }
    return this.#container;
  }
}
