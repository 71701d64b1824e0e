import { isGuid } from "@tegata/core";
import type { Item } from "./call.ts";

/** Of the properties that have no value at first: those whose values are not texts. */
const booleans = new Set(["isDeviceOnlyAuthSupported", "isFallbackPublicClient"]);
const objects = new Set([
  "customSecurityAttributes",
  "optionalClaims",
  "requestSignatureVerification",
  "samlSingleSignOnSettings",
  "servicePrincipalLockConfiguration",
]);
const texts = new Set(["alternativeNames", "identifierUris", "notificationEmailAddresses", "replyUrls", "tags"]);

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isListOf(name: string, value: unknown): boolean {
  return Array.isArray(value) && (!texts.has(name) || value.every((each) => typeof each === "string"));
}

/** Whether a value has the type of the property, which the property's default tells. A list is never null. */
function fits(name: string, value: unknown, standard: unknown): boolean {
  if (Array.isArray(standard)) return isListOf(name, value);
  if (typeof standard === "boolean") return typeof value === "boolean";
  if (value === null) return true;
  if (isObject(standard) || objects.has(name)) return isObject(value);
  return typeof value === (booleans.has(name) ? "boolean" : "string");
}

const invalid = (property: string, resource: string): string =>
  `Invalid value specified for property '${property}' of resource '${resource}'.`;

/** What a body's values have of a wrong type, as sentences; that Graph refuses them is documented by its metadata. */
export function valueFaults(
  body: Item,
  { resource, standards }: { readonly resource: string; readonly standards: Readonly<Record<string, unknown>> },
): string[] {
  return Object.keys(standards)
    .filter((name) => body[name] !== undefined && !fits(name, body[name], standards[name]))
    .map((name) => invalid(name, resource));
}

/** @see https://learn.microsoft.com/graph/api/resources/requiredresourceaccess */
export function requiredAccessFaults({ requiredResourceAccess: wanted }: Item): string[] {
  const entries: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
  const isAccess = (each: unknown): boolean =>
    isObject(each) && isGuid(String(each["id"])) && (each["type"] === "Role" || each["type"] === "Scope");
  const faults = entries.flatMap((entry) => {
    const { resourceAppId, resourceAccess } = isObject(entry) ? entry : {};
    return [
      ...(isGuid(String(resourceAppId)) ? [] : [invalid("resourceAppId", "RequiredResourceAccess")]),
      ...(Array.isArray(resourceAccess) && resourceAccess.every(isAccess)
        ? []
        : [invalid("resourceAccess", "RequiredResourceAccess")]),
    ];
  });
  return [...new Set(faults)];
}
