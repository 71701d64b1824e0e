import { isGuid } from "@tegata/core";
import type { Application } from "../../directory/directory.ts";
import { betaOnly, carried } from "./application-shape.ts";
import type { GraphCall, Item } from "./call.ts";
import type { GraphRefusal } from "./refusal.ts";
import { requiredAccessFaults, valueFaults } from "./property-values.ts";
import { badRequest, GraphRefusal as Refusal } from "./refusal.ts";

const signInAudiences = new Set([
  "AzureADMyOrg",
  "AzureADMultipleOrgs",
  "AzureADandPersonalMicrosoftAccount",
  "PersonalMicrosoftAccount",
]);

/** @see https://learn.microsoft.com/graph/api/resources/application#properties */
const longestDescription = 1024;
const standards = { ...carried, identifierUris: [] };

/** Clients send an object's own id back with its changes, as Terraform's provider does: it may stand there unchanged. */
function isOwnId({ body }: GraphCall, before: Application | undefined): boolean {
  return before !== undefined && String(body["id"]).toLowerCase() === before.id;
}

function shapeFaults(call: GraphCall, before: Application | undefined): string[] {
  const { body, version } = call;
  const isNew = before === undefined;
  const known = new Set(["displayName", "signInAudience", "identifierUris", "uniqueName", ...Object.keys(carried)]);
  const isKnown = (name: string): boolean =>
    known.has(name) || name.includes("@odata") || (version === "beta" && betaOnly.has(name));
  const faults = Object.keys(body)
    .filter((name) => !isKnown(name) && !(name === "id" && isOwnId(call, before)))
    .map((name) => `Invalid property '${name}'.`);
  if (!isNew && body["uniqueName"] !== undefined)
    faults.push("Property 'uniqueName' is read-only and cannot be updated.");
  const { displayName, signInAudience: audience } = body;
  if (isNew && (typeof displayName !== "string" || displayName === ""))
    faults.push("A value is required for property 'displayName' of resource 'Application'.");
  const isBadName = typeof displayName !== "string" || displayName === "" || displayName.length > 256;
  if (faults.length === 0 && displayName !== undefined && isBadName)
    faults.push("Invalid value specified for property 'displayName' of resource 'Application'.");
  if (audience !== undefined && !(typeof audience === "string" && signInAudiences.has(audience)))
    faults.push("Invalid value specified for property 'signInAudience' of resource 'Application'.");
  const { uniqueName, description } = body;
  if (uniqueName !== undefined && uniqueName !== null && (typeof uniqueName !== "string" || uniqueName === ""))
    faults.push("Invalid value specified for property 'uniqueName' of resource 'Application'.");
  if (typeof description === "string" && description.length > longestDescription)
    faults.push("Invalid value specified for property 'description' of resource 'Application'.");
  return [...faults, ...valueFaults(body, { resource: "Application", standards }), ...requiredAccessFaults(body)];
}

interface Role {
  readonly id?: string;
  readonly value?: string | null;
  readonly isEnabled?: boolean;
}

function rolesOf(value: unknown): Role[] {
  return Array.isArray(value) ? (value as Role[]) : [];
}

function scopesOf(api: unknown): unknown {
  return typeof api === "object" && api !== null && "oauth2PermissionScopes" in api
    ? api.oauth2PermissionScopes
    : undefined;
}

/** Whether an enabled one would be left out. What is not named at all stays. */
function losesEnabled(before: unknown, after: unknown): boolean {
  if (after === undefined) return false;
  const wanted = rolesOf(after);
  return rolesOf(before).some(({ id, isEnabled }) => isEnabled !== false && !wanted.some((role) => role.id === id));
}

/**
 * An app role or a scope must be disabled before it is left out.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps
 */
function refuseEnabledEntitlements(before: Application | undefined, body: Item): void {
  if (!before) return;
  const isLost =
    losesEnabled(before.other["appRoles"], body["appRoles"]) ||
    losesEnabled(scopesOf(before.other["api"]), scopesOf(body["api"]));
  if (!isLost) return;
  throw new Refusal(
    400,
    "CannotDeleteOrUpdateEnabledEntitlement",
    "Property value cannot be deleted unless it is disabled first.",
  );
}

function roleFaults(body: Item): string[] {
  const roles = rolesOf(body["appRoles"]);
  const ids = new Set(roles.map(({ id }) => id));
  const values = roles.flatMap(({ value }) => (typeof value === "string" && value !== "" ? [value] : []));
  return [
    ...(roles.every(({ id }) => isGuid(id ?? "")) ? [] : ["Property 'id' of an app role must be a GUID."]),
    ...(ids.size === roles.length ? [] : ["Property 'id' of app roles must be unique."]),
    ...(new Set(values).size === values.length ? [] : ["Property 'value' of app roles must be unique."]),
  ];
}

/** Identifier URIs name one application of a directory; those on a host need a verified domain. */
function refuseIdentifierUris(call: GraphCall, before: Application | undefined): void {
  const uris = Array.isArray(call.body["identifierUris"]) ? call.body["identifierUris"].map(String) : [];
  const { directory } = call;
  for (const uri of uris) {
    const isTaken = directory.applications.some(
      (other) => other !== before && other.identifierUris.some((each) => each.toLowerCase() === uri.toLowerCase()),
    );
    if (isTaken) throw conflict("identifierUris");
    const host = /^https?:\/\/([^/]+)/i.exec(uri)?.[1]?.toLowerCase();
    const isOwn =
      host === undefined || directory.domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
    if (isOwn) continue;
    throw new Refusal(
      400,
      "HostNameNotOnVerifiedDomain",
      `Values of identifierUris property must use a verified domain of the organization or its subdomain: '${uri}'`,
    );
  }
}

export function conflict(property: string): GraphRefusal {
  const message = `Another object with the same value for property ${property} already exists.`;
  return new Refusal(409, "Request_MultipleObjectsWithSameKeyValue", message, [
    { code: "ObjectConflict", message, target: property },
  ]);
}

/** Refuses what Graph refuses of an application's new properties; every fault of form at once. */
export function refuseApplicationFaults(call: GraphCall, before?: Application): void {
  const faults = [...shapeFaults(call, before), ...roleFaults(call.body)];
  if (faults.length > 0) throw badRequest(faults.join(" "));
  refuseEnabledEntitlements(before, call.body);
  refuseIdentifierUris(call, before);
}
