import type { Cloud } from "@tegata/core";
import { clouds } from "@tegata/core";
import { z } from "zod";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import type { Configuration } from "./configuration/configuration.ts";
import { SetupError } from "./errors.ts";
import type { Fetch, RetryNotice } from "./http/json-client.ts";
import { createJsonClient } from "./http/json-client.ts";
import { defaultRetryPolicy } from "./http/retry.ts";

/** Where the services of a cloud are, each an origin without a slash at the end. */
export interface Endpoints {
  /** Issuers, audiences and names. For a metadata URL of no well-known cloud: those of the public cloud. */
  readonly cloud: Cloud;
  readonly authority: string;
  readonly resourceManager: string;
  readonly graph: string;
}

interface Metadata {
  readonly name: string;
  readonly resourceManager: string;
  readonly microsoftGraphResourceId: string;
  readonly authentication: { readonly loginEndpoint: string };
}

const origin = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).protocol === "https:", "must be an https URL")
  .transform((text) => text.replace(/\/+$/, ""));

// Not strict: clouds add fields as they like. https://learn.microsoft.com/azure/azure-stack/user/azure-stack-rest-api-use
const metadataSchema: z.ZodType<Metadata> = z.object({
  name: z.string().min(1),
  resourceManager: origin,
  microsoftGraphResourceId: origin,
  authentication: z.object({ loginEndpoint: origin }),
});

/** Names that the metadata of Microsoft's own clouds carry. */
const wellKnown: Readonly<Record<string, Cloud>> = {
  AzureCloud: clouds.public,
  AzureUSGovernment: clouds.usgov,
  AzureChinaCloud: clouds.china,
};

function metadataUrl(cloud: string): URL {
  const url = new URL(cloud);
  if (url.pathname === "/") url.pathname = "/metadata/endpoints";
  if (!url.searchParams.has("api-version")) url.searchParams.set("api-version", "2022-09-01");
  return url;
}

async function readMetadata(url: URL, options: EndpointOptions): Promise<Metadata> {
  const client = createJsonClient({
    fetch: options.fetch ?? fetch,
    clock: options.clock ?? systemClock,
    randomUuid: () => crypto.randomUUID(),
    origin: url.origin,
    retryPolicy: { ...defaultRetryPolicy, attempts: 3 },
    ...(options.onRetry ? { onRetry: options.onRetry } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  const { body } = await client.send("GET", `${url.pathname}${url.search}`);
  const result = metadataSchema.safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".") || "the document"}: ${issue.message}`);
  throw new SetupError("cloud.metadata-invalid", `the cloud metadata at ${url.href} has faults: ${faults.join("; ")}`, {
    fix: "Give the URL of a metadata document of api-version 2022-09-01, or the name of a cloud.",
    details: { faults },
  });
}

export interface EndpointOptions {
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** Told of every request that is sent again. */
  readonly onRetry?: (notice: RetryNotice) => void;
  readonly signal?: AbortSignal;
}

/**
 * The endpoints of the cloud that a configuration names. A cloud named public, usgov or china costs no request; a
 * metadata URL one GET, without any token.
 *
 * @throws SetupError `cloud.metadata-invalid`, `network.failed`, `service.refused`, `service.unavailable`,
 *   `service.unreadable`, `cancelled`
 */
export async function resolveEndpoints(
  configuration: Pick<Configuration, "cloud">,
  options: EndpointOptions = {},
): Promise<Endpoints> {
  const named = configuration.cloud;
  if (named === "public" || named === "usgov" || named === "china") {
    const cloud = clouds[named];
    return { cloud, authority: cloud.authority, resourceManager: cloud.resourceManager, graph: cloud.graph };
  }
  const metadata = await readMetadata(metadataUrl(named), options);
  return {
    cloud: wellKnown[metadata.name] ?? clouds.public,
    authority: metadata.authentication.loginEndpoint,
    resourceManager: metadata.resourceManager,
    graph: metadata.microsoftGraphResourceId,
  };
}
