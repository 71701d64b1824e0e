import { federatedCredentialLimits, findCredentialFaults } from "@tegata/core";
import type { Application, FederatedIdentityCredential } from "../../directory/directory.ts";
import { entity, listOf } from "./answer.ts";
import { requireApplication, requireOwnApplication } from "./applications.ts";
import type { GraphAnswer, GraphCall, GraphRoutes } from "./call.ts";
import { routes, textOr } from "./call.ts";
import { refuseUnreadable } from "./ownership.ts";
import { badRequest, GraphRefusal, notFound } from "./refusal.ts";

const writable = new Set(["id", "name", "issuer", "subject", "audiences", "description"]);

/** Only beta knows expressions: https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials */
function show(call: GraphCall, credential: FederatedIdentityCredential): Record<string, unknown> {
  const { id, name, issuer, subject, description, audiences, claimsMatchingExpression = null } = credential;
  const shown = { id, name, issuer, description, audiences };
  return call.version === "beta"
    ? { ...shown, subject: claimsMatchingExpression === null ? subject : null, claimsMatchingExpression }
    : { ...shown, subject };
}

function expressionOf(value: unknown): FederatedIdentityCredential["claimsMatchingExpression"] {
  if (typeof value !== "object" || value === null) return null;
  const { value: text, languageVersion } = value as { readonly value?: unknown; readonly languageVersion?: unknown };
  return { value: textOr(text, ""), languageVersion: typeof languageVersion === "number" ? languageVersion : 1 };
}

function credentialOf(call: GraphCall, application: Application): FederatedIdentityCredential | undefined {
  const key = call.keys[1];
  return application.federatedIdentityCredentials.find(
    (candidate) => candidate.id === key?.value.toLowerCase() || candidate.name === key?.value,
  );
}

function requireCredential(call: GraphCall, application: Application): FederatedIdentityCredential {
  const credential = credentialOf(call, application);
  if (!credential) throw notFound(call.keys[1]);
  return credential;
}

/** What a request would make of a credential; every fault in one answer. Values are not judged: Entra stores nonsense too. */
function candidate(
  call: GraphCall,
  before: Partial<FederatedIdentityCredential>,
): Omit<FederatedIdentityCredential, "id"> {
  const isKnown = (name: string): boolean =>
    writable.has(name) || (call.version === "beta" && name === "claimsMatchingExpression");
  const unknown = Object.keys(call.body).filter((name) => !isKnown(name) && !name.includes("@odata"));
  const wanted: Record<string, unknown> = { ...before, ...call.body };
  const { name, issuer, subject, audiences, description } = wanted;
  const claimsMatchingExpression = expressionOf(wanted["claimsMatchingExpression"]);
  const credential = {
    name: typeof name === "string" ? name : "",
    issuer: typeof issuer === "string" ? issuer : "",
    subject: typeof subject === "string" ? subject : "",
    audiences: Array.isArray(audiences) ? audiences.map(String) : [],
    description: typeof description === "string" ? description : null,
    ...(claimsMatchingExpression ? { claimsMatchingExpression } : {}),
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
  return { status: 201, body: entity(call, "federatedIdentityCredentials", show(call, credential)) };
}

function patch(call: GraphCall): GraphAnswer {
  const application = requireOwnApplication(call);
  const credential = credentialOf(call, application);
  const key = call.keys[1];
  if (!credential) {
    if (!call.createIfMissing || key?.property !== "name") throw notFound(key);
    return create(call, application, key.value);
  }
  const wanted = candidate(call, credential);
  if (wanted.name !== credential.name) throw badRequest("Property 'name' is immutable.");
  refuseDuplicate(application, wanted, credential.id);
  const { issuer, subject, audiences, description, claimsMatchingExpression = null } = wanted;
  Object.assign(credential, { issuer, subject, audiences, description, claimsMatchingExpression });
  return { status: 204 };
}

function remove(call: GraphCall): GraphAnswer {
  const application = requireOwnApplication(call);
  const { federatedIdentityCredentials } = application;
  federatedIdentityCredentials.splice(federatedIdentityCredentials.indexOf(requireCredential(call, application)), 1);
  return { status: 204 };
}

function readable(call: GraphCall): Application {
  const application = requireApplication(call);
  refuseUnreadable(call, application);
  return application;
}

const path = "applications/{}/federatedIdentityCredentials";

export const federatedCredentialRoutes: GraphRoutes = {
  ...routes(["read", "ownApplications"], {
    [`GET ${path}`]: (call) =>
      listOf(
        call,
        "federatedIdentityCredentials",
        readable(call).federatedIdentityCredentials.map((each) => show(call, each)),
      ),
    [`GET ${path}/{}`]: (call) => ({
      status: 200,
      body: entity(call, "federatedIdentityCredentials", show(call, requireCredential(call, readable(call)))),
    }),
  }),
  ...routes(["applications", "ownApplications"], {
    [`POST ${path}`]: (call) => create(call, requireOwnApplication(call)),
    [`PATCH ${path}/{}`]: patch,
    [`DELETE ${path}/{}`]: remove,
  }),
};
