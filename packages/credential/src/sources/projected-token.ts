// Kubernetes: the kubelet writes the service account's token into a file and replaces it before it ends.
// https://learn.microsoft.com/azure/aks/workload-identity-overview
import { tryDecodeToken } from "@tegata/core";
import { expiryOf, type AssertionSource, type Source } from "../assertion.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import { systemCode } from "../foreign-text.ts";
import { readSourceOptions } from "./source-options.ts";

export interface ProjectedTokenOptions {
  /** The file's path. Default: the variable `AZURE_FEDERATED_TOKEN_FILE`, which the AKS webhook sets. */
  readonly file?: string | undefined;
  /** What the token's `aud` must be. Default: the exchange audience of the cloud. */
  readonly audience?: string | undefined;
}

/** A file costs little, and a token may be replaced long before its end when the cluster's keys are. */
const askAgainAfterMs = 300_000;

/**
 * The token that Kubernetes keeps in a file, as source of assertions. The file is read again when its token is at 70 to
 * 80 % of its life, at least every 5 minutes while tokens are asked for, and when Microsoft Entra refused it.
 *
 * The application must trust the cluster's issuer itself: a managed identity's token that a pod got for its service
 * account's token cannot be exchanged a second time (AADSTS700231).
 *
 * @throws CrossTenantCredentialError `options.invalid`
 * @see https://learn.microsoft.com/azure/aks/workload-identity-overview
 * @example
 * ```ts
 * import { projectedToken } from "@tegata/credential";
 *
 * export const source = projectedToken();
 * ```
 */
export function projectedToken(options: ProjectedTokenOptions = {}): AssertionSource {
  const { file, audience } = readSourceOptions("projectedToken", options, ["file", "audience"]);
  const source: Source = {
    name: "projected token",
    audienceOf: (exchangeAudience) => audience ?? exchangeAudience,
    request: async ({ world }) => {
      const path = file ?? world.environment["AZURE_FEDERATED_TOKEN_FILE"]?.trim();
      if (!path) throw unavailable("AZURE_FEDERATED_TOKEN_FILE is not set and no file is named", { passing: false });
      const token = (await readToken(path, world.readFile)).trim();
      // Written in two steps, or not yet.
      if (token === "") throw unavailable(`the token file ${path} is empty`, { passing: true });
      const expiresOnMs = expiryOf(tryDecodeToken(token)) ?? 0;
      return { token, expiresOnMs, askAgainAfterMs };
    },
  };
  return source;
}

async function readToken(path: string, readFile: (path: string) => Promise<string>): Promise<string> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = systemCode(error);
    const why = code === undefined ? "" : ` (${code})`;
    throw unavailable(`the token file ${path} cannot be read${why}`, { passing: code !== undefined });
  }
}

function unavailable(message: string, { passing }: { readonly passing: boolean }): CrossTenantCredentialError {
  return new CrossTenantCredentialError("source.unavailable", message, {
    hop: 1,
    fix: 'Label the pod azure.workload.identity/use: "true" and give it the annotated service account, or name the file.',
    unavailable: true,
    retryable: passing,
  });
}
