import { federatedCredentialLimits, findCredentialFaults } from "@tegata/core";
import type { Context } from "../../context.ts";
import type { FederatedIdentityCredential, ServicePrincipal } from "../../directory/directory.ts";
import { findResource } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler, ArmType } from "./answer.ts";
import { ArmRefusal, propertiesOf } from "./answer.ts";
import type { ArmPath } from "./path.ts";
import { identityApiVersions, userAssignedIdentityType } from "./user-assigned-identities.ts";

const type = `${userAssignedIdentityType}/federatedIdentityCredentials`;

/** The identity's id in front of `/federatedIdentityCredentials[/…]`. */
function identityIdOf(id: string): string {
  return id.replace(/\/federatedIdentityCredentials(\/[^/]*)?$/i, "");
}

/** The service principal that holds the identity's credentials: Entra keeps them, Resource Manager shows them. */
function requirePrincipal(call: ArmCall): ServicePrincipal {
  const id = identityIdOf(call.path.id);
  const identity = findResource(call.context.store.state.arm, id);
  const principal = call.caller.directory.servicePrincipals.find(
    (candidate) => candidate.id === identity?.properties["principalId"],
  );
  if (identity && principal) return principal;
  throw new ArmRefusal(
    404,
    "ParentResourceNotFound",
    `Failed to perform '${call.method === "GET" ? "read" : "write"}' on resource(s) of type 'userAssignedIdentities/federatedIdentityCredentials', because the parent resource '${id}' could not be found.`,
  );
}

function show(call: ArmCall, credential: FederatedIdentityCredential): Record<string, unknown> {
  const { name, issuer, subject, audiences } = credential;
  const id = `${identityIdOf(call.path.id)}/federatedIdentityCredentials/${name}`;
  return { id, name, type, properties: { issuer, subject, audiences } };
}

function find(call: ArmCall, principal: ServicePrincipal): FederatedIdentityCredential | undefined {
  const name = call.path.name?.toLowerCase();
  return principal.federatedIdentityCredentials?.find((candidate) => candidate.name.toLowerCase() === name);
}

function badRequest(message: string): ArmRefusal {
  return new ArmRefusal(400, "BadRequest", message);
}

function read(call: ArmCall): Omit<FederatedIdentityCredential, "id"> {
  const { issuer, subject, audiences } = propertiesOf(call.body);
  const credential = {
    name: call.path.name ?? "",
    issuer: typeof issuer === "string" ? issuer : "",
    subject: typeof subject === "string" ? subject : "",
    audiences: Array.isArray(audiences) ? audiences.map(String) : [],
    description: null,
  };
  const faults = findCredentialFaults(credential);
  if (faults.length > 0) throw badRequest(`The federated identity credential is not valid: ${faults.join("; ")}.`);
  return credential;
}

const put: ArmHandler = (call) => {
  const principal = requirePrincipal(call);
  const wanted = read(call);
  const existing = find(call, principal);
  const credentials = (principal.federatedIdentityCredentials ??= []);
  const isTaken = credentials.some(
    (other) => other !== existing && other.issuer === wanted.issuer && other.subject === wanted.subject,
  );
  if (isTaken) throw badRequest("Issuer and subject combination already exists for this Managed Identity.");
  if (existing) {
    const { issuer, subject, audiences } = wanted;
    Object.assign(existing, { issuer, subject, audiences });
    return { status: 200, body: show(call, existing) };
  }
  if (credentials.length >= federatedCredentialLimits.perApplication) {
    throw badRequest("The managed identity already has 20 federated identity credentials, which is the limit.");
  }
  const made = { id: call.context.world.uuid(), ...wanted };
  credentials.push(made);
  return { status: 201, body: show(call, made) };
};

const get: ArmHandler = (call) => {
  const credential = find(call, requirePrincipal(call));
  if (credential) return { status: 200, body: show(call, credential) };
  throw new ArmRefusal(
    404,
    "NotFound",
    `The federated identity credential '${call.path.name ?? ""}' was not found under the managed identity.`,
  );
};

const remove: ArmHandler = (call) => {
  const principal = requirePrincipal(call);
  const credential = find(call, principal);
  if (!credential) return { status: 204 };
  principal.federatedIdentityCredentials?.splice(principal.federatedIdentityCredentials.indexOf(credential), 1);
  return { status: 200 };
};

export const identityCredentials: ArmType = {
  type,
  apiVersions: identityApiVersions,
  one: { GET: get, PUT: put, DELETE: remove },
  list: (call) => ({
    status: 200,
    body: { value: (requirePrincipal(call).federatedIdentityCredentials ?? []).map((each) => show(call, each)) },
  }),
};

const writing = new WeakMap<Context, Set<string>>();

/**
 * Holds an identity while one of its credentials is written: a second write that comes meanwhile is refused. Returns
 * what lets go, or undefined when the call writes no such credential.
 *
 * @see https://github.com/hashicorp/terraform-provider-azurerm/issues/19968
 */
export function holdForWrite(context: Context, path: ArmPath, method: string): (() => void) | undefined {
  if (method === "GET" || path.type?.toLowerCase() !== type.toLowerCase()) return undefined;
  const id = identityIdOf(path.id).toLowerCase();
  const held = writing.get(context) ?? new Set();
  writing.set(context, held);
  if (held.has(id)) {
    throw new ArmRefusal(
      409,
      "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
      `Too many Federated Identity Credentials are written concurrently for the managed identity '${id}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
    );
  }
  held.add(id);
  return () => held.delete(id);
}
