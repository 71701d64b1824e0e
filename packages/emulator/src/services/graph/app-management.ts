import type { AppManagementPolicy, Application, ServicePrincipal } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import type { GraphCall, GraphRoutes, Item } from "./call.ts";
import { referencedId, routes, textOr } from "./call.ts";
import type { Key } from "./path.ts";
import { badRequest, GraphRefusal, notFound } from "./refusal.ts";

interface Restriction {
  readonly restrictionType?: string;
  readonly state?: string;
  readonly restrictForAppsCreatedAfterDateTime?: string | null;
}

function restrictionsOf(value: unknown): Restriction[] {
  const { passwordCredentials } = (value ?? {}) as { passwordCredentials?: Restriction[] };
  return Array.isArray(passwordCredentials) ? passwordCredentials : [];
}

/** The restrictions that hold for an object: its own policy's, else the directory's default. */
function restrictionsFor(
  call: GraphCall,
  { id }: Application | ServicePrincipal,
  isApplication: boolean,
): Restriction[] {
  const { appManagementPolicies = [], defaultAppManagementPolicy: standard } = call.directory;
  const own = appManagementPolicies.find(({ appliesTo, isEnabled }) => isEnabled && appliesTo.includes(id));
  if (own) return restrictionsOf(own.restrictions);
  if (standard?.isEnabled !== true) return [];
  return restrictionsOf(
    standard.restrictions[isApplication ? "applicationRestrictions" : "servicePrincipalRestrictions"],
  );
}

/**
 * Refuses a new secret that a policy forbids.
 *
 * @see https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy
 */
export function refuseByPolicy(
  call: GraphCall,
  object: Application | ServicePrincipal,
  types: readonly string[],
): void {
  const isApplication = "createdDateTime" in object;
  const created = isApplication ? Date.parse(object.createdDateTime) : call.context.world.now();
  const forbids = restrictionsFor(call, object, isApplication).some(
    ({ restrictionType = "", state, restrictForAppsCreatedAfterDateTime: after }) =>
      types.includes(restrictionType) && state !== "disabled" && (!after || created >= Date.parse(after)),
  );
  if (!forbids) return;
  throw new GraphRefusal(
    400,
    "CredentialTypeNotAllowedAsPerAppPolicy",
    "Credential type not allowed as per assigned policy.",
  );
}

function show({ id, displayName, description, isEnabled, restrictions }: AppManagementPolicy): Item {
  return { id, displayName, description, isEnabled, restrictions };
}

function find(call: GraphCall, key: Key | undefined): AppManagementPolicy {
  const policy = call.directory.appManagementPolicies?.find(({ id }) => id === key?.value.toLowerCase());
  if (!policy) throw notFound(key);
  return policy;
}

function write(policy: AppManagementPolicy, body: Item): void {
  policy.displayName = textOr(body["displayName"], policy.displayName);
  policy.description = textOr(body["description"], policy.description);
  if (typeof body["isEnabled"] === "boolean") policy.isEnabled = body["isEnabled"];
  const { restrictions } = body;
  if (typeof restrictions === "object" && restrictions !== null)
    policy.restrictions = restrictions as Record<string, unknown>;
}

function targetOf(call: GraphCall): Application | ServicePrincipal {
  const [key] = call.keys;
  const wanted = key?.value.toLowerCase();
  const collection = /\/applications[/(]/i.test(call.url.pathname)
    ? call.directory.applications
    : call.directory.servicePrincipals;
  const found = [...collection].find((each) => (key?.property === "appId" ? each.appId : each.id) === wanted);
  if (!found) throw notFound(key);
  return found;
}

const collection = "policies/appManagementPolicies";
const standardId = "00000000-0000-0000-0000-000000000000";
const standard = (call: GraphCall): AppManagementPolicy =>
  call.directory.defaultAppManagementPolicy ?? {
    id: standardId,
    displayName: "Default app management tenant policy",
    description:
      "Default tenant policy that enforces app management restrictions on applications and service principals.",
    isEnabled: false,
    restrictions: {},
    appliesTo: [],
  };
const showStandard = ({ id, displayName, description, isEnabled, restrictions }: AppManagementPolicy): Item => ({
  id,
  displayName,
  description,
  isEnabled,
  applicationRestrictions: restrictions["applicationRestrictions"] ?? { passwordCredentials: [], keyCredentials: [] },
  servicePrincipalRestrictions: restrictions["servicePrincipalRestrictions"] ?? {
    passwordCredentials: [],
    keyCredentials: [],
  },
});

const ofObject = (objects: string): GraphRoutes =>
  routes(["policies"], {
    [`GET ${objects}/{}/appManagementPolicies`]: (call) => {
      const { id } = targetOf(call);
      const assigned = (call.directory.appManagementPolicies ?? []).filter(({ appliesTo }) => appliesTo.includes(id));
      return listOf(call, "appManagementPolicies", assigned.map(show));
    },
    [`POST ${objects}/{}/appManagementPolicies/$ref`]: (call) => {
      const { id } = targetOf(call);
      const policy = find(call, { property: "id", value: referencedId(call.body) });
      const others = (call.directory.appManagementPolicies ?? []).some(({ appliesTo }) => appliesTo.includes(id));
      if (others)
        throw badRequest("Only one app management policy can be assigned to an application or service principal.");
      policy.appliesTo.push(id);
      return { status: 204 };
    },
    [`DELETE ${objects}/{}/appManagementPolicies/{}/$ref`]: (call) => {
      const { id } = targetOf(call);
      const policy = find(call, call.keys[1]);
      policy.appliesTo = policy.appliesTo.filter((each) => each !== id);
      return { status: 204 };
    },
  });

export const appManagementRoutes: GraphRoutes = {
  ...routes(["policies"], {
    [`GET ${collection}`]: (call) =>
      listOf(call, "policies/appManagementPolicies", (call.directory.appManagementPolicies ?? []).map(show)),
    [`GET ${collection}/{}`]: (call) => ({
      status: 200,
      body: entity(call, "policies/appManagementPolicies", show(find(call, call.keys[0]))),
    }),
    [`POST ${collection}`]: (call) => {
      const policy: AppManagementPolicy = {
        id: call.context.world.uuid(),
        displayName: "",
        description: "",
        isEnabled: true,
        restrictions: {},
        appliesTo: [],
      };
      write(policy, call.body);
      if (policy.displayName === "") throw badRequest("A value is required for property 'displayName'.");
      (call.directory.appManagementPolicies ??= []).push(policy);
      return { status: 201, body: entity(call, "policies/appManagementPolicies", show(policy)) };
    },
    [`PATCH ${collection}/{}`]: (call) => {
      write(find(call, call.keys[0]), call.body);
      return { status: 204 };
    },
    [`DELETE ${collection}/{}`]: (call) => {
      const policy = find(call, call.keys[0]);
      call.directory.appManagementPolicies =
        call.directory.appManagementPolicies?.filter((each) => each !== policy) ?? [];
      return { status: 204 };
    },
    "GET policies/defaultAppManagementPolicy": (call) => ({
      status: 200,
      body: entity(call, "policies/defaultAppManagementPolicy", showStandard(standard(call))),
    }),
    "PATCH policies/defaultAppManagementPolicy": (call) => {
      const policy = { ...standard(call) };
      const { applicationRestrictions, servicePrincipalRestrictions, ...rest } = call.body;
      write(policy, rest);
      policy.restrictions = {
        ...policy.restrictions,
        ...(applicationRestrictions === undefined ? {} : { applicationRestrictions }),
        ...(servicePrincipalRestrictions === undefined ? {} : { servicePrincipalRestrictions }),
      };
      call.directory.defaultAppManagementPolicy = policy;
      return { status: 204 };
    },
  }),
  ...ofObject("applications"),
  ...ofObject("servicePrincipals"),
};
