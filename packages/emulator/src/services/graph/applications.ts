import { parseObjectId } from "@tegata/core";
import type { Application } from "../../directory/directory.ts";
import type { GraphAnswer, GraphCall, GraphHandler } from "./answer.ts";
import { badRequest, entity, GraphRefusal, listOf, notFound } from "./answer.ts";
import { filterItems } from "./filter.ts";
import type { Key } from "./path.ts";

const signInAudiences = new Set([
  "AzureADMyOrg",
  "AzureADMultipleOrgs",
  "AzureADandPersonalMicrosoftAccount",
  "PersonalMicrosoftAccount",
]);

/** Properties that may be written and have no meaning to the emulator beyond being read back, with their defaults. */
const carried: Readonly<Record<string, unknown>> = {
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  appRoles: [],
  defaultRedirectUri: null,
  description: null,
  groupMembershipClaims: null,
  info: {},
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  keyCredentials: [],
  nativeAuthenticationApisEnabled: null,
  notes: null,
  optionalClaims: null,
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  publicClient: { redirectUris: [] },
  requestSignatureVerification: null,
  requiredResourceAccess: [],
  samlMetadataUrl: null,
  serviceManagementReference: null,
  servicePrincipalLockConfiguration: null,
  spa: { redirectUris: [] },
  tags: [],
  tokenEncryptionKeyId: null,
  verifiedPublisher: {},
  web: { redirectUris: [], implicitGrantSettings: {} },
};

/** An application as Graph shows it. Secrets are shown by id and end only. */
export function showApplication(application: Application): Record<string, unknown> {
  const { id, appId, createdDateTime, displayName, uniqueName, signInAudience, identifierUris } = application;
  return {
    ...carried,
    ...application.other,
    id,
    deletedDateTime: null,
    appId,
    createdDateTime,
    displayName,
    uniqueName,
    signInAudience,
    identifierUris,
    passwordCredentials: application.passwordCredentials.map(({ keyId, displayName: name, endDateTime }) => ({
      keyId,
      displayName: name,
      endDateTime,
      secretText: null,
    })),
  };
}

/** The application that a key names in the caller's directory. */
export function applicationOf(call: GraphCall, key: Key | undefined): Application | undefined {
  const { property, value } = key ?? { property: "id", value: "" };
  const wanted = value.toLowerCase();
  return call.directory.applications.find((candidate) => {
    if (property === "appId") return candidate.appId === wanted;
    if (property === "uniqueName") return candidate.uniqueName === value;
    return candidate.id === wanted;
  });
}

export function requireApplication(call: GraphCall): Application {
  const application = applicationOf(call, call.keys[0]);
  if (!application) throw notFound(call.keys[0]);
  return application;
}

interface WriteOptions {
  readonly isNew: boolean;
}

function faultsOf(body: Readonly<Record<string, unknown>>, { isNew }: WriteOptions): string[] {
  const known = new Set(["displayName", "signInAudience", "identifierUris", "uniqueName", ...Object.keys(carried)]);
  const faults = Object.keys(body)
    .filter((name) => !known.has(name) && !name.includes("@odata"))
    .map((name) => `Invalid property '${name}'.`);
  if (!isNew && body["uniqueName"] !== undefined)
    faults.push("Property 'uniqueName' is read-only and cannot be updated.");
  if (isNew && (typeof body["displayName"] !== "string" || body["displayName"] === "")) {
    faults.push("A value is required for property 'displayName' of resource 'Application'.");
  }
  const audience = body["signInAudience"];
  if (audience !== undefined && !(typeof audience === "string" && signInAudiences.has(audience))) {
    faults.push("Invalid value specified for property 'signInAudience' of resource 'Application'.");
  }
  return faults;
}

function write(application: Application, body: Readonly<Record<string, unknown>>): void {
  if (typeof body["displayName"] === "string") application.displayName = body["displayName"];
  if (typeof body["signInAudience"] === "string") application.signInAudience = body["signInAudience"];
  if (Array.isArray(body["identifierUris"])) application.identifierUris = body["identifierUris"].map(String);
  for (const name of Object.keys(carried)) if (body[name] !== undefined) application.other[name] = body[name];
}

function create(call: GraphCall, uniqueName: string | null): GraphAnswer {
  const faults = faultsOf(call.body, { isNew: true });
  if (faults.length > 0) throw badRequest(faults.join(" "));
  const { world } = call.context;
  const application: Application = {
    id: parseObjectId(world.uuid()),
    appId: world.uuid(),
    createdDateTime: new Date(world.now()).toISOString(),
    displayName: "",
    uniqueName,
    signInAudience: "AzureADMultipleOrgs",
    identifierUris: [],
    passwordCredentials: [],
    federatedIdentityCredentials: [],
    other: {},
  };
  write(application, call.body);
  call.directory.applications.push(application);
  return { status: 201, body: entity(call, "applications", showApplication(application)) };
}

function update(application: Application, call: GraphCall): GraphAnswer {
  const faults = faultsOf(call.body, { isNew: false });
  if (faults.length > 0) throw badRequest(faults.join(" "));
  write(application, call.body);
  return { status: 204 };
}

function post(call: GraphCall): GraphAnswer {
  const { uniqueName } = call.body;
  if (typeof uniqueName === "string" && applicationOf(call, { property: "uniqueName", value: uniqueName })) {
    throw new GraphRefusal(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "Another object with the same value for property uniqueName already exists.",
    );
  }
  return create(call, typeof uniqueName === "string" ? uniqueName : null);
}

/** PATCH updates; with `Prefer: create-if-missing` and a `uniqueName` key it creates what is not there. */
function patch(call: GraphCall): GraphAnswer {
  const application = applicationOf(call, call.keys[0]);
  if (application) return update(application, call);
  const [key] = call.keys;
  if (!call.createIfMissing || key?.property !== "uniqueName") throw notFound(key);
  return create(call, key.value);
}

function remove(call: GraphCall): GraphAnswer {
  const application = requireApplication(call);
  call.directory.applications.splice(call.directory.applications.indexOf(application), 1);
  // At home, the service principal goes with its application; in other directories it stays behind, without use.
  const { servicePrincipals } = call.directory;
  call.directory.servicePrincipals = servicePrincipals.filter((principal) => principal.appId !== application.appId);
  return { status: 204 };
}

export const applicationHandlers: Readonly<Record<string, GraphHandler>> = {
  "GET applications": (call) =>
    listOf(
      call,
      "applications",
      filterItems(call.directory.applications.map(showApplication), call.query.get("$filter")),
    ),
  "POST applications": post,
  "GET applications/{}": (call) => ({
    status: 200,
    body: entity(call, "applications", showApplication(requireApplication(call))),
  }),
  "PATCH applications/{}": patch,
  "DELETE applications/{}": remove,
};
