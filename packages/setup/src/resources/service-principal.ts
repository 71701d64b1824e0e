import type { ClientId, GraphServicePrincipal, PrincipalId, TenantId } from "@tegata/core";
import { parsePrincipalId } from "@tegata/core";
import type { Directory } from "../directory/directory.ts";
import { isRefusal, ServiceError, SetupError } from "../errors.ts";
import { localTenantOnly } from "../http/refusal.ts";
import { knownAfterApply } from "../plan/change.ts";
import type { Owner } from "./ownership.ts";
import { ownerOfLabels, servicePrincipalNotes, servicePrincipalTags } from "./ownership.ts";
import type { Finding, Resource } from "./resource.ts";
import { propagationLimitMs, removeAt } from "./resource.ts";

/** The application's service principal in one directory. */
export interface ServicePrincipal {
  readonly objectId: PrincipalId;
  readonly isEnabled: boolean;
  readonly owner: Owner;
  /** Credentials on the service principal itself: the app instance lock should have kept them away. */
  readonly credentialCount: number;
}

export interface ServicePrincipalWanted {
  readonly applicationName: string;
  /** Unknown while the application is not made. */
  readonly applicationId: ClientId | undefined;
  /** Whether the application object has been seen in its home directory in this run. */
  readonly applicationSeen: boolean;
  readonly homeTenantId: TenantId;
}

function read(body: unknown, wanted: ServicePrincipalWanted, directory: Directory): ServicePrincipal {
  const { id, accountEnabled, appOwnerOrganizationId, tags } = body as GraphServicePrincipal;
  if (appOwnerOrganizationId && appOwnerOrganizationId.toLowerCase() !== wanted.homeTenantId) {
    throw new SetupError(
      "service-principal.wrong-owner",
      `application ${wanted.applicationId} in directory ${directory.tenantId} belongs to directory ${appOwnerOrganizationId}, not to ${wanted.homeTenantId}`,
      { fix: "Correct home.tenantId or the application's client id; nothing was granted to it." },
    );
  }
  const held = body as {
    readonly passwordCredentials?: readonly unknown[];
    readonly keyCredentials?: readonly unknown[];
  };
  return {
    objectId: parsePrincipalId(id),
    isEnabled: accountEnabled,
    owner: ownerOfLabels(tags),
    credentialCount: (held.passwordCredentials?.length ?? 0) + (held.keyCredentials?.length ?? 0),
  };
}

function isMissingApplication(error: SetupError): boolean {
  return (
    error instanceof ServiceError &&
    error.status === 400 &&
    (error.serviceCodes.includes("NoBackingApplicationObject") ||
      error.message.includes("does not reference a valid application object"))
  );
}

function findingsOf(seen: ServicePrincipal): Finding[] {
  const findings: Finding[] = [];
  if (!seen.isEnabled) {
    const message = "is disabled in this directory, so it gets no tokens; whoever disabled it must enable it";
    findings.push({ kind: "principal.disabled", message });
  }
  if (seen.credentialCount > 0) {
    const message = `has ${seen.credentialCount} secrets or certificates of its own in this directory; this chain needs none`;
    findings.push({ kind: "principal.secret", message });
  }
  return findings;
}

/** What makes the application known in one directory. An existing one is taken as it is, disabled or not. */
export function servicePrincipal(directory: Directory, wanted: ServicePrincipalWanted): Resource<ServicePrincipal> {
  const { applicationId, applicationSeen, homeTenantId } = wanted;
  const url = `/v1.0/servicePrincipals(appId='${applicationId}')`;
  const isForeign = directory.tenantId !== homeTenantId;
  const permission = isForeign
    ? "Application Administrator or Cloud Application Administrator (app-only: Application.ReadWrite.All)"
    : "Application Developer and owner of the application, or Application Administrator (app-only: Application.ReadWrite.OwnedBy)";

  async function observe(): Promise<ServicePrincipal | undefined> {
    if (applicationId === undefined) return undefined;
    const body = await directory.graph.find(url, { permission });
    return body === undefined ? undefined : read(body, wanted, directory);
  }

  return {
    directory,
    kind: "servicePrincipal",
    address: `service principal of ${wanted.applicationName}`,
    isNamed: true,
    because: "a directory gives tokens only to applications that have a service principal in it",
    permission,
    fields: [{ field: "appId", to: applicationId ?? knownAfterApply }],
    observe,
    differences: () => [],
    create: async () => {
      // POST makes or refuses. An upsert would change one that is there and that a stale read did not show.
      const body = { appId: applicationId, tags: servicePrincipalTags, notes: servicePrincipalNotes(homeTenantId) };
      const answer = await directory.graph.send("POST", "/v1.0/servicePrincipals", { body, permission });
      return read(answer.body, wanted, directory);
    },
    update: async (seen) => seen,
    ownerOf: (seen) => seen.owner,
    remove: () => removeAt(directory.graph, url, permission),
    waitFor: (error) => {
      if (isMissingApplication(error)) {
        // An id that nobody saw as an application may be a typing mistake, or a managed identity's client id.
        const limitMs = applicationSeen ? propagationLimitMs.servicePrincipal : 60_000;
        const fix = `Check that ${applicationId} is the application's client id (not an object id, not a managed identity's) and that it is multi-tenant; if so, run apply again later.`;
        return { reason: "the application is not known in this directory yet", limitMs, fix };
      }
      // In the application's own directory the same text is replication lag; in another it is final (azure-cli#28009).
      const isLag = isRefusal(error, 403) && error.message.includes(localTenantOnly) && !isForeign;
      return isLag
        ? {
            reason: "the service principal has not reached every copy of the directory yet",
            limitMs: propagationLimitMs.servicePrincipal,
          }
        : undefined;
    },
    isAlreadyThere: (error) => isRefusal(error, 409),
    notices: findingsOf,
  };
}
