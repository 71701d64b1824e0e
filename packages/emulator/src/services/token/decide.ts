import type { Check, ClientFacts } from "@tegata/core";
import {
  accessChecks,
  certificateChecks,
  clientChecks,
  clientCredentialChecks,
  isSelfIssued,
  requestChecks,
  requestChecksV1,
  requestFormChecks,
  resourceChecks,
  resourceOfScope,
  resourceParameterChecks,
  scopeChecks,
  secretChecks,
  tenantChecks,
} from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Directory } from "../../directory/directory.ts";
import { findDirectory } from "../../directory/directory.ts";
import { appRolesOf } from "../../tokens/app-roles.ts";
import { findTokenResource } from "../../tokens/resource-api.ts";
import { grantedCapabilities } from "./capabilities.ts";
import type { Client } from "./client.ts";
import { findClient } from "./client.ts";
import { certificateFacts } from "./client-certificate.ts";
import { compareSecret } from "./client-secret.ts";
import type { Decision, Grant } from "./deliberation.ts";
import { Deliberation } from "./deliberation.ts";
import { takesAssertion } from "./federation.ts";
import type { TokenRequest } from "./request.ts";

const ofServicePrincipal = new Set(["client.service-principal", "client.enabled"]);
const clientAnywhere: readonly Check<ClientFacts>[] = clientChecks.filter(({ id }) => !ofServicePrincipal.has(id));
const clientHere: readonly Check<ClientFacts>[] = clientChecks.filter(({ id }) => ofServicePrincipal.has(id));

/** What of a request can be judged without knowing the client. */
function isWellFormed(deliberation: Deliberation, request: TokenRequest): boolean {
  const { fields, duplicated, tenant, version } = request;
  if (!deliberation.passes(tenantChecks, { tenant, tenantId: deliberation.directory?.tenantId })) return false;
  if (!deliberation.passes(requestFormChecks, { duplicated })) return false;
  if (version === "1.0") return deliberation.passes(requestChecksV1, fields);
  const { scope = "", resource } = fields;
  return (
    deliberation.passes(requestChecks, fields) &&
    deliberation.passes(scopeChecks, { scope }) &&
    (resource === undefined || deliberation.passes(resourceParameterChecks, { scope, resource }))
  );
}

/** The resource that a well-formed request asks for. */
function resourceOf({ fields, version }: TokenRequest): string {
  return version === "1.0"
    ? (fields["resource"] ?? "").trim()
    : (resourceOfScope((fields["scope"] ?? "").trim()) ?? "");
}

/**
 * Decides a client credentials request by the checks of `@tegata/core`, list after list: directory, request, client,
 * its credential, resource, access. Whether Entra looks for the service principal before or behind the credential is
 * not known; a fault turns the order round.
 */
export async function decide(context: Context, request: TokenRequest): Promise<Decision> {
  const directory = findDirectory(context.store.state.directories, request.tenant);
  const deliberation = new Deliberation(directory);
  if (!isWellFormed(deliberation, request) || !directory) return deliberation.refused();
  const { facts, client } = findClient(context, directory, request.fields["client_id"] ?? "");
  const credentialFirst = context.faults.credentialFirst(directory.name);
  if (!deliberation.passes(credentialFirst ? clientAnywhere : clientChecks, facts) || !client) {
    return deliberation.refused();
  }
  if (!deliberation.passes(clientCredentialChecks, request.fields)) return deliberation.refused();
  const credential = await judgeCredential(context, request, { deliberation, directory, client });
  if (!credential) return deliberation.refused();
  if (credentialFirst && !deliberation.passes(clientHere, facts)) return deliberation.refused();
  const granted = judgeAccess(context, request, { deliberation, directory, client, credential });
  return granted ? deliberation.grant(granted) : deliberation.refused();
}

interface Asking {
  readonly deliberation: Deliberation;
  readonly directory: Directory;
  readonly client: Client;
}

/** How the client proved who it is; undefined when it did not. */
async function judgeCredential(
  context: Context,
  { fields }: TokenRequest,
  { deliberation, directory, client }: Asking,
): Promise<Grant["credential"] | undefined> {
  const text = fields["client_assertion"];
  if (!text) {
    const facts = compareSecret(client, fields["client_secret"] ?? "", context.world.now());
    return deliberation.passes(secretChecks, facts) ? "client secret" : undefined;
  }
  const decoded = context.keys.proven.decode(text);
  if (decoded && isSelfIssued(decoded)) {
    const facts = certificateFacts(context, { text, decoded }, { directory, client });
    return deliberation.passes(certificateChecks, facts) ? "certificate" : undefined;
  }
  const isTaken = await takesAssertion(context, { text, decoded }, { deliberation, client });
  return isTaken ? "federated identity credential" : undefined;
}

/** What the client gets, or undefined when the directory does not give it. */
function judgeAccess(
  context: Context,
  request: TokenRequest,
  { deliberation, directory, client, credential }: Asking & { readonly credential: Grant["credential"] },
): Grant | undefined {
  const { servicePrincipal, clientId } = client;
  const resource = resourceOf(request);
  const api = findTokenResource(context, directory, resource);
  const roles = servicePrincipal && api ? appRolesOf(servicePrincipal, api.appId) : { assigned: [], values: [] };
  const resourceFacts = {
    tenantId: directory.tenantId,
    clientId,
    clientName: client.displayName,
    resource,
    api,
    roles: roles.assigned,
  };
  if (!deliberation.passes(resourceChecks, resourceFacts)) return undefined;
  const policy = directory.policy?.conditionalAccess?.find(({ clientIds }) => clientIds.includes(clientId));
  if (!deliberation.passes(accessChecks, { blockedBy: policy?.id }) || !api || !servicePrincipal) return undefined;
  const capabilities = grantedCapabilities(request.fields["claims"], { api, client, directory });
  return { directory, servicePrincipal, credential, api, resource, roles: roles.values, capabilities };
}
