import type { Check, DecodedToken, ExchangeFacts } from "@tegata/core";
import { assertionChecks, claimedChecks, kindOfEntraToken, stringClaim, tenantOfIssuer } from "@tegata/core";
import type { Context } from "../../context.ts";
import { checkSignature } from "../../tokens/verify.ts";
import type { Client } from "./client.ts";
import type { Deliberation } from "./deliberation.ts";

/** What needs the issuer's keys: the checks behind those that the text alone decides. */
const provenChecks: readonly Check<ExchangeFacts>[] = assertionChecks.slice(claimedChecks.length);

/**
 * Whether a managed identity got its token through a federated identity credential. What the platform issues names the
 * host that asked; what an exchange issues has no host to name.
 */
function isProductOfExchange(assertion: DecodedToken): boolean {
  return kindOfEntraToken(assertion) === "user-assigned identity" && stringClaim(assertion, "xms_az_rid") === undefined;
}

function signatureOf(
  context: Context,
  assertion: { readonly text: string; readonly decoded: DecodedToken },
  issuerTenantId: string | undefined,
): ExchangeFacts["signature"] | Promise<ExchangeFacts["signature"]> {
  const { text, decoded } = assertion;
  if (issuerTenantId === undefined) return context.issuers.checkSignature(text, decoded);
  const directory = context.store.state.directories.find(({ tenantId }) => tenantId === issuerTenantId);
  return directory ? checkSignature(text, decoded, { holder: directory, keys: context.keys }) : "issuer unreachable";
}

/** Whether a fault keeps a change of the client's credentials from this request. */
function hasReplicated(context: Context, client: Client): boolean {
  if (context.faults.isQuiet || !client.application) return true;
  const { id } = client.application;
  const written = context.truth.directories.flatMap(({ applications }) => applications).find((each) => each.id === id);
  return JSON.stringify(written?.federatedIdentityCredentials) === JSON.stringify(client.federatedCredentials);
}

interface Assertion {
  readonly text: string;
  readonly decoded: DecodedToken | undefined;
}

function claimedFacts(context: Context, { decoded }: Assertion, client: Client): ExchangeFacts {
  const issuer = decoded ? (stringClaim(decoded, "iss") ?? "") : "";
  return {
    cloud: context.cloud,
    nowMs: context.world.now(),
    application: {
      appId: client.clientId,
      displayName: client.displayName,
      homeTenantId: client.owner.tenantId,
      signInAudience: client.application?.signInAudience ?? "AzureADMyOrg",
      federatedCredentials: client.federatedCredentials,
    },
    policy: client.owner.policy ?? {},
    credentialsReplicated: hasReplicated(context, client),
    assertion: decoded,
    issuerTenantId: tenantOfIssuer(context.cloud, issuer)?.tenantId,
    signature: "issuer unreachable",
    obtainedThroughFederation: decoded !== undefined && isProductOfExchange(decoded),
  };
}

/**
 * Whether a federated assertion is taken for the client. The issuer's keys are looked up only when everything that the
 * text tells is in order: so no request goes to an issuer that no credential of the client names.
 */
export async function takesAssertion(
  context: Context,
  assertion: Assertion,
  { deliberation, client }: { readonly deliberation: Deliberation; readonly client: Client },
): Promise<boolean> {
  const { text, decoded } = assertion;
  const claimed = claimedFacts(context, assertion, client);
  if (!deliberation.passes(claimedChecks, claimed) || !decoded) {
    deliberation.notReached(provenChecks);
    return false;
  }
  const outcome = signatureOf(context, { text, decoded }, claimed.issuerTenantId);
  const signature = typeof outcome === "string" ? outcome : await outcome;
  return deliberation.passes(provenChecks, { ...claimed, signature });
}
