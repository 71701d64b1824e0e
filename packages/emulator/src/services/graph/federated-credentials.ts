import { federatedCredentialLimits, findCredentialFaults } from "@tegata/core";
import type { Application, FederatedIdentityCredential } from "../../directory/directory.ts";
import type { GraphAnswer, GraphCall, GraphHandler } from "./answer.ts";
import { badRequest, entity, GraphRefusal, listOf, notFound } from "./answer.ts";
import { requireApplication } from "./applications.ts";
import { filterItems } from "./filter.ts";

const writable = new Set(["id", "name", "issuer", "subject", "audiences", "description"]);

function show(credential: FederatedIdentityCredential): Record<string, unknown> {
  const { id, name, issuer, subject, description, audiences } = credential;
  return { id, name, issuer, subject, description, audiences };
}

function credentialOf(call: GraphCall, application: Application): FederatedIdentityCredential | undefined {
  const key = call.keys[1];
  return application.federatedIdentityCredentials.find(
    (candidate) => candidate.id === key?.value.toLowerCase() || candidate.name === key?.value,
  );
}

function requireCredential(call: GraphCall): FederatedIdentityCredential {
  const credential = credentialOf(call, requireApplication(call));
  if (!credential) throw notFound(call.keys[1]);
  return credential;
}

/** What a request would make of a credential; every fault in one answer. Values are not judged: Entra stores nonsense too. */
function candidate(
  call: GraphCall,
  before: Partial<FederatedIdentityCredential>,
): Omit<FederatedIdentityCredential, "id"> {
  const unknown = Object.keys(call.body).filter((name) => !writable.has(name) && !name.includes("@odata"));
  const { name, issuer, subject, audiences, description } = { ...before, ...call.body } as Record<string, unknown>;
  const credential = {
    name: typeof name === "string" ? name : "",
    issuer: typeof issuer === "string" ? issuer : "",
    subject: typeof subject === "string" ? subject : "",
    audiences: Array.isArray(audiences) ? audiences.map(String) : [],
    description: typeof description === "string" ? description : null,
  };
  const faults = [...unknown.map((each) => `invalid property '${each}'`), ...findCredentialFaults(credential)];
  if (faults.length > 0) throw badRequest(`The federated identity credential is not valid: ${faults.join("; ")}.`);
  return credential;
}

function refuseDuplicate(
  application: Application,
  wanted: Omit<FederatedIdentityCredential, "id">,
  self?: string,
): void {
  const others = application.federatedIdentityCredentials.filter(({ id }) => id !== self);
  if (others.some(({ name }) => name === wanted.name)) {
    throw new GraphRefusal(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `FederatedIdentityCredential with name ${wanted.name} already exists.`,
    );
  }
  if (others.some(({ issuer, subject }) => issuer === wanted.issuer && subject === wanted.subject)) {
    throw badRequest("Issuer and subject combination already exists for this application.");
  }
}

function create(call: GraphCall, application: Application, name?: string): GraphAnswer {
  const wanted = candidate(call, name === undefined ? {} : { name });
  refuseDuplicate(application, wanted);
  if (application.federatedIdentityCredentials.length >= federatedCredentialLimits.perApplication) {
    throw new GraphRefusal(
      403,
      "Directory_QuotaExceeded",
      "The application already has 20 federated identity credentials, which is the limit.",
    );
  }
  const credential = { id: call.context.world.uuid(), ...wanted };
  application.federatedIdentityCredentials.push(credential);
  return { status: 201, body: entity(call, "federatedIdentityCredentials", show(credential)) };
}

function patch(call: GraphCall): GraphAnswer {
  const application = requireApplication(call);
  const credential = credentialOf(call, application);
  const key = call.keys[1];
  if (!credential) {
    if (!call.createIfMissing || key?.property !== "name") throw notFound(key);
    return create(call, application, key.value);
  }
  const wanted = candidate(call, credential);
  if (wanted.name !== credential.name) throw badRequest("Property 'name' is immutable.");
  refuseDuplicate(application, wanted, credential.id);
  const { issuer, subject, audiences, description } = wanted;
  Object.assign(credential, { issuer, subject, audiences, description });
  return { status: 204 };
}

function remove(call: GraphCall): GraphAnswer {
  const credential = requireCredential(call);
  const { federatedIdentityCredentials } = requireApplication(call);
  federatedIdentityCredentials.splice(federatedIdentityCredentials.indexOf(credential), 1);
  return { status: 204 };
}

const path = "applications/{}/federatedIdentityCredentials";

export const federatedCredentialHandlers: Readonly<Record<string, GraphHandler>> = {
  [`GET ${path}`]: (call) => {
    const items = requireApplication(call).federatedIdentityCredentials.map(show);
    return listOf(call, "federatedIdentityCredentials", filterItems(items, call.query.get("$filter")));
  },
  [`POST ${path}`]: (call) => create(call, requireApplication(call)),
  [`GET ${path}/{}`]: (call) => ({
    status: 200,
    body: entity(call, "federatedIdentityCredentials", show(requireCredential(call))),
  }),
  [`PATCH ${path}/{}`]: patch,
  [`DELETE ${path}/{}`]: remove,
};
