import type { Context } from "../../context.ts";
import { findResource } from "../../resources/resource.ts";
import type { Host } from "../../state/state.ts";
import { findImdsFault, imdsJson, versionRefusal } from "./imds-request.ts";

const messages = {
  header: "Bad request. Required metadata header not specified",
  forwarded: "Bad request. Requests with X-Forwarded-For are refused",
  twice: "Bad request. A query parameter is given twice",
} as const;

/** What a machine can learn about itself, as far as clients ask: MSAL takes its region from `location`. */
function computeOf(context: Context, host: Host): Readonly<Record<string, string>> {
  const resource = findResource(context.store.state.arm, host.resourceId);
  const [, subscriptionId = "", resourceGroupName = ""] =
    /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\//i.exec(host.resourceId) ?? [];
  return {
    azEnvironment: "AzurePublicCloud",
    location: resource?.location ?? "",
    name: host.name,
    osType: "Linux",
    provider: "Microsoft.Compute",
    resourceGroupName,
    resourceId: host.resourceId,
    subscriptionId,
    tags: "",
    vmScaleSetName: "",
    vmSize: "Standard_B2s",
    zone: "",
  };
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[segment];
  }
  return value;
}

/**
 * The instance metadata of a virtual machine, minimal. MSAL asks for `/metadata/instance/compute` to learn its region
 * when the application wants a regional token service.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service#instance-metadata
 */
export function instanceMetadata(context: Context, host: Host, request: Request): Response {
  const fault = findImdsFault(request);
  if (fault) return imdsJson(fault.kind === "version" ? versionRefusal : { error: messages[fault.kind] }, 400);
  const { pathname, searchParams } = new URL(request.url);
  const path = pathname.split("/").filter((segment) => segment !== "");
  const value = valueAt({ compute: computeOf(context, host), network: { interface: [] } }, path.slice(2));
  if (value === undefined) return imdsJson({ error: "Not found" }, 404);
  if (typeof value !== "string") return imdsJson(value);
  // A leaf is given as text only, as the page above says.
  return searchParams.get("format") === "text"
    ? new Response(value, { headers: { "Content-Type": "text/plain; charset=utf-8" } })
    : imdsJson({ error: "Bad request. A leaf is given with format=text only" }, 400);
}
