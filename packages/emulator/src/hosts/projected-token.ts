import { chmod, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Context } from "../context.ts";
import { exchangeAudience, mintKubernetesToken } from "../issuers/workload-token.ts";
import { writeWhole } from "../state/folder.ts";
import type { Host } from "../state/state.ts";

/** Kubernetes renews a projected token when four fifths of its life are over. */
const renewedAfter = 0.8;

/**
 * The tokens that a cluster projects into its pods: one file a host of kind `kubernetes`, for its owner only.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#serviceaccount-token-volume-projection
 */
export class ProjectedTokens {
  readonly #context: Context;
  readonly #kept = new Map<string, { readonly issuedMs: number; readonly renewMs: number }>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Writes the tokens that are missing or due. `pathOf` says where a host's token lies. */
  async refresh(pathOf: (host: Host) => string): Promise<void> {
    for (const host of this.#context.truth.hosts)
      if (host.workload && this.#isDue(host)) await this.#write(host, pathOf(host));
  }

  /** A token of the future is due as well: the clock was set back. */
  #isDue({ name }: Host): boolean {
    const nowMs = this.#context.world.now();
    const kept = this.#kept.get(name);
    return !kept || nowMs >= kept.renewMs || nowMs < kept.issuedMs;
  }

  async #write(host: Host, path: string): Promise<void> {
    const { world, keys, issuers } = this.#context;
    const issuer = issuers.local.find(({ kind }) => kind === "kubernetes");
    if (!issuer || !host.workload) return;
    const { namespace, serviceAccount } = host.workload;
    const workload = { namespace, serviceAccount, audience: exchangeAudience };
    const nowMs = world.now();
    const { token, expiresOnSeconds } = await mintKubernetesToken(workload, { world, keys, issuer });
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await chmod(dirname(path), 0o700);
    await writeWhole(path, token);
    this.#kept.set(host.name, { issuedMs: nowMs, renewMs: nowMs + (expiresOnSeconds * 1000 - nowMs) * renewedAfter });
  }
}
