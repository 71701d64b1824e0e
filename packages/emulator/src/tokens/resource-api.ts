import type { Api, ApiName } from "@tegata/core";
import { apiOfAudience } from "@tegata/core";
import type { Context } from "../context.ts";
import type { Application, Directory } from "../directory/directory.ts";
import { findApplication, findServicePrincipal } from "../directory/directory.ts";

/** An API that tokens are issued for: one of Microsoft's, or a custom one. */
export interface TokenResource {
  readonly appId: string;
  readonly displayName: string;
  readonly tokenVersion: "1.0" | "2.0";
  /** Whether a client needs an app role of the API to get a token at all. */
  readonly assignmentRequired: boolean;
  /** Which of Microsoft's APIs it is, if it is one. */
  readonly wellKnown?: ApiName;
}

/**
 * The API that a resource name means in a directory: one of Microsoft's, or an application that has a service
 * principal there, by application id or identifier URI.
 */
export function findTokenResource(context: Context, directory: Directory, resource: string): TokenResource | undefined {
  const known = apiOfAudience(context.cloud, resource, context.aliases);
  if (known) return wellKnown(known, directory);
  const directories = context.store.state.directories;
  const wanted = resource.toLowerCase();
  const application =
    findApplication(directories, wanted)?.application ??
    directories
      .flatMap((owner) => owner.applications)
      .find((candidate) => candidate.identifierUris.some((uri) => uri.toLowerCase() === wanted));
  return application && findServicePrincipal(directory, application.appId) ? custom(application, directory) : undefined;
}

function isAssignmentRequired(directory: Directory, appId: string): boolean {
  return findServicePrincipal(directory, appId)?.other["appRoleAssignmentRequired"] === true;
}

function wellKnown(api: Api, directory: Directory): TokenResource {
  const { appId, displayName, tokenVersion, name } = api;
  return {
    appId,
    displayName,
    tokenVersion,
    wellKnown: name,
    assignmentRequired: isAssignmentRequired(directory, appId),
  };
}

function custom(application: Application, directory: Directory): TokenResource {
  const api = application.other["api"];
  const version =
    typeof api === "object" && api !== null && "requestedAccessTokenVersion" in api
      ? api.requestedAccessTokenVersion
      : 1;
  return {
    appId: application.appId,
    displayName: application.displayName,
    tokenVersion: version === 2 ? "2.0" : "1.0",
    assignmentRequired: isAssignmentRequired(directory, application.appId),
  };
}
