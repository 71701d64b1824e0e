import type { AppServiceAnswer, AppServiceHost } from "./app-service-answer.ts";
import { entraFailure, refused } from "./app-service-answer.ts";
import { identitiesOf, selectIdentity } from "./identities.ts";

/** The token answer of 2017-09-01. */
interface LegacyTokenResponse {
  readonly access_token: string;
  /** `06/20/2019 02:57:58 +00:00`, read off a Linux host; Windows hosts wrote `9/14/2017 00:00:00 PM +00:00`. */
  readonly expires_on: string;
  readonly resource: string;
  readonly token_type: "Bearer";
}

function asDate(epochSeconds: number): string {
  const [year, month, day, time] = new Date(epochSeconds * 1000).toISOString().split(/[-T.]/);
  return `${month}/${day}/${year} ${time} +00:00`;
}

/**
 * The protocol 2017-09-01: one selector, `clientid`; without it the system-assigned identity is meant. Selectors of
 * the later protocol are parameters that it does not know, so they change nothing.
 *
 * @see https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function legacyAnswer(
  { context, host, tokens }: AppServiceHost,
  query: URLSearchParams,
): Promise<AppServiceAnswer> {
  const resource = query.get("resource");
  if (!resource) return refused(400, "The resource parameter is missing.");
  const identities = identitiesOf(context, host);
  const clientId = query.get("clientid");
  const identity =
    clientId === null ? identities.systemAssigned : selectIdentity(identities, { kind: "clientId", value: clientId });
  if (!identity) {
    const hint = query.has("client_id") ? " This protocol calls the selector clientid." : "";
    return refused(400, `No MSI found for specified ClientId/ResourceId.${hint}`);
  }
  const outcome = await tokens.get({ host, identity, resource });
  if ("refused" in outcome) return entraFailure(outcome.refused);
  const { issued } = outcome;
  const body: LegacyTokenResponse = {
    access_token: issued.token,
    expires_on: asDate(issued.expiresOnSeconds),
    resource: issued.resource,
    token_type: "Bearer",
  };
  return { body };
}
