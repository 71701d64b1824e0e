import type { Context } from "../../context.ts";

const type = "microsoft.storage/storageaccounts/blobservices/containers";
const named = /\/storageAccounts\/([^/]+)\/blobServices\/default\/containers\/([^/]+)$/i;

/** What the engine is told to do, as if a client had asked with an account key; gives the status of its answer. */
export type BlobAct = (method: "PUT" | "DELETE", path: string) => Promise<number>;

/** Paths of the containers that Resource Manager has: `/account/container`. */
function pathsOf({ truth }: Context): ReadonlySet<string> {
  const containers = truth.arm.resources.filter((resource) => resource.type.toLowerCase() === type);
  const paths = containers.map(({ id }) => named.exec(id)?.slice(1, 3).join("/").toLowerCase() ?? "");
  return new Set(paths.filter((path) => path !== "").map((path) => `/${path}`));
}

/**
 * Brings containers that are made and deleted with Resource Manager, as Bicep, Terraform and `az storage container-rm`
 * do, to the engine: in Azure they are the same containers. The other way round is not seen here.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/blob-containers/create
 */
export class ManagedContainers {
  readonly #context: Context;
  readonly #act: BlobAct;
  #known: ReadonlySet<string>;
  #last: Promise<void> = Promise.resolve();

  constructor(context: Context, act: BlobAct) {
    this.#context = context;
    this.#act = act;
    this.#known = pathsOf(context);
  }

  /** After Resource Manager has written. Costs nothing, and loads no engine, unless containers came or went. */
  reflect(): Promise<void> {
    const next = this.#last.then(() => this.#bring());
    // One that failed is tried again with the next.
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #bring(): Promise<void> {
    const today = pathsOf(this.#context);
    for (const path of today) if (!this.#known.has(path)) await this.#ask("PUT", path, 409);
    for (const path of this.#known) if (!today.has(path)) await this.#ask("DELETE", path, 404);
    this.#known = today;
  }

  /** `settled` is the status that says that it is so already. */
  async #ask(method: "PUT" | "DELETE", path: string, settled: number): Promise<void> {
    const status = await this.#act(method, `${path}?restype=container`);
    if (status >= 400 && status !== settled) throw new Error(`the blob engine answered ${status} to ${method} ${path}`);
  }
}
