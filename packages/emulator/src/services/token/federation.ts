import type { DecodedToken, ExchangeFacts } from "@tegata/core";
import { claimedChecks, judge, kindOfEntraToken, stringClaim, tenantOfIssuer } from "@tegata/core";
import type { Context } from "../../context.ts";
import { checkSignature } from "../../tokens/verify.ts";
import type { Client } from "./client.ts";

/**
 * Whether a managed identity got its token through a federated identity credential. What the platform issues names the
 * host that asked; what an exchange issues has no host to name.
 */
function isProductOfExchange(assertion: DecodedToken): boolean {
  return kindOfEntraToken(assertion) === "user-assigned identity" && stringClaim(assertion, "xms_az_rid") === undefined;
}

async function signatureOf(
  context: Context,
  assertion: { readonly text: string; readonly decoded: DecodedToken },
  issuerTenantId: string | undefined,
): Promise<ExchangeFacts["signature"]> {
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

/**
 * What decides about a federated assertion. The issuer's keys are looked up only when everything that the text tells
 * is in order: so no request goes to an issuer that no credential of the client names.
 */
export async function exchangeFacts(
  context: Context,
  assertion: { readonly text: string; readonly decoded: DecodedToken | undefined },
  client: Client,
): Promise<ExchangeFacts> {
  const { text, decoded } = assertion;
  const issuer = decoded ? (stringClaim(decoded, "iss") ?? "") : "";
  const issuerTenantId = tenantOfIssuer(context.cloud, issuer)?.tenantId;
  const claimed: ExchangeFacts = {
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
    issuerTenantId,
    signature: "issuer unreachable",
    obtainedThroughFederation: decoded !== undefined && isProductOfExchange(decoded),
  };
  if (!decoded || judge(claimedChecks, claimed).refusal) return claimed;
  return { ...claimed, signature: await signatureOf(context, { text, decoded }, issuerTenantId) };
}
