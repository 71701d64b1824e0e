import type { Check, ExchangeFacts, SignatureOutcome, Verdict } from "@tegata/core";
import {
  assertionChecks,
  clientChecks,
  clientCredentialChecks,
  judge,
  requestChecks,
  resourceOfScope,
  scopeChecks,
  stringClaim,
  tenantChecks,
  tenantOfIssuer,
  tryDecodeToken,
} from "@tegata/core";
import type { Context } from "../../context.ts";
import type { Application, Directory, ServicePrincipal } from "../../directory/directory.ts";
import { findApplication, findDirectory, findServicePrincipal } from "../../directory/directory.ts";
import type { CredentialKind } from "../../journal.ts";
import type { TokenResource } from "../../tokens/resource-api.ts";
import { findTokenResource } from "../../tokens/resource-api.ts";
import { checkSignature } from "../../tokens/verify.ts";
import { judgeSecret } from "./client-secret.ts";
import type { TokenRequest } from "./request.ts";

/** Why a token is refused: an AADSTS number and the values that its message mentions. */
export interface Refusal {
  readonly code: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Who gets a token for what. */
export interface Grant {
  readonly directory: Directory;
  readonly servicePrincipal: ServicePrincipal;
  readonly credential: Exclude<CredentialKind, "managed identity">;
  readonly api: TokenResource;
  readonly resource: string;
}

export interface Decision {
  readonly verdicts: readonly Verdict[];
  readonly directory: Directory | undefined;
  readonly outcome: { readonly granted: Grant } | { readonly refused: Refusal };
}

/** Collects the verdicts of one list of checks after the other, until one refuses. */
class Deliberation {
  readonly verdicts: Verdict[] = [];
  directory: Directory | undefined;
  #refusal: Refusal | undefined;

  /** Whether every check passed. */
  passes<Facts>(checks: readonly Check<Facts>[], facts: Facts): boolean {
    const { verdicts, refusal } = judge(checks, facts);
    this.verdicts.push(...verdicts);
    if (refusal) this.#refusal = refusal;
    return !refusal;
  }

  refuse(refusal: Refusal): Decision {
    return { verdicts: this.verdicts, directory: this.directory, outcome: { refused: refusal } };
  }

  refused(): Decision {
    return this.refuse(this.#refusal as Refusal);
  }

  grant(granted: Grant): Decision {
    return { verdicts: this.verdicts, directory: this.directory, outcome: { granted } };
  }
}

interface KnownClient {
  readonly application: Application;
  readonly owner: Directory;
  readonly servicePrincipal: ServicePrincipal;
}

/**
 * Decides a client credentials request by the checks of `@tegata/core`, list after list: directory, request, scope,
 * client, its credential, resource.
 */
export async function decide(context: Context, request: TokenRequest): Promise<Decision> {
  const { fields } = request;
  const deliberation = new Deliberation();
  const directory = findDirectory(context.store.state.directories, request.tenant);
  deliberation.directory = directory;
  if (!deliberation.passes(tenantChecks, { tenant: request.tenant, tenantId: directory?.tenantId }) || !directory) {
    return deliberation.refused();
  }
  if (!deliberation.passes(requestChecks, fields)) return deliberation.refused();
  if (!deliberation.passes(scopeChecks, { scope: fields["scope"] ?? "" })) return deliberation.refused();
  const client = findClient(context, directory, fields["client_id"] ?? "");
  if (!deliberation.passes(clientChecks, client.facts) || !client.known) return deliberation.refused();
  if (!deliberation.passes(clientCredentialChecks, fields)) return deliberation.refused();
  const credential = await judgeCredential(context, request, client.known, deliberation);
  if (!credential) return deliberation.refused();
  const resource = resourceOfScope((fields["scope"] ?? "").trim()) ?? "";
  const api = findTokenResource(context, directory, resource);
  if (!api) return deliberation.refuse({ code: 500011, values: { resource, tenant: directory.tenantId } });
  return deliberation.grant({ directory, servicePrincipal: client.known.servicePrincipal, credential, api, resource });
}

function findClient(context: Context, directory: Directory, clientId: string) {
  const found = findApplication(context.store.state.directories, clientId);
  const servicePrincipal = findServicePrincipal(directory, clientId);
  const facts = {
    tenantId: directory.tenantId,
    clientId,
    application: found && {
      displayName: found.application.displayName,
      homeTenantId: found.owner.tenantId,
      signInAudience: found.application.signInAudience,
    },
    servicePrincipal: servicePrincipal && {
      accountEnabled: servicePrincipal.accountEnabled,
      isManagedIdentity: servicePrincipal.servicePrincipalType === "ManagedIdentity",
    },
  };
  const known: KnownClient | undefined = found && servicePrincipal && { ...found, servicePrincipal };
  return { facts, known };
}

async function judgeCredential(
  context: Context,
  request: TokenRequest,
  client: KnownClient,
  deliberation: Deliberation,
): Promise<Grant["credential"] | undefined> {
  const assertion = request.fields["client_assertion"];
  if (assertion === undefined || assertion === "") {
    const secret = request.fields["client_secret"] ?? "";
    return deliberation.passes(judgeSecret, { application: client.application, secret, nowMs: context.world.now() })
      ? "client secret"
      : undefined;
  }
  const facts = await exchangeFacts(context, assertion, client);
  return deliberation.passes(assertionChecks, facts) ? "federated identity credential" : undefined;
}

async function exchangeFacts(context: Context, text: string, client: KnownClient): Promise<ExchangeFacts> {
  const assertion = tryDecodeToken(text);
  const issuer = assertion ? (stringClaim(assertion, "iss") ?? "") : "";
  const issuerTenantId = tenantOfIssuer(context.cloud, issuer)?.tenantId;
  const issuerDirectory = context.store.state.directories.find((candidate) => candidate.tenantId === issuerTenantId);
  let signature: SignatureOutcome = "issuer unreachable";
  if (assertion && issuerDirectory) {
    signature = await checkSignature(text, assertion, { directory: issuerDirectory, keys: context.keys });
  }
  const uti = assertion && stringClaim(assertion, "uti");
  return {
    cloud: context.cloud,
    nowMs: context.world.now(),
    application: {
      appId: client.application.appId,
      displayName: client.application.displayName,
      homeTenantId: client.owner.tenantId,
      signInAudience: client.application.signInAudience,
      federatedCredentials: client.application.federatedIdentityCredentials,
    },
    assertion,
    issuerTenantId,
    signature,
    obtainedThroughFederation: uti !== undefined && context.exchanged.has(uti),
  };
}
