// From the names that people know to the ids that a configuration wants.
import type { ResourceId, SubscriptionId, TenantId } from "@tegata/core";
import { isGuid, parseResourceId, parseSubscriptionId, parseTenantId } from "@tegata/core";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import type { Directory } from "../directory/directory.ts";
import { openDirectory } from "../directory/directory.ts";
import type { Operator, Side } from "../directory/operator.ts";
import type { Endpoints } from "../endpoints.ts";
import { SetupError } from "../errors.ts";
import type { Fetch } from "../http/json-client.ts";
import { createJsonClient } from "../http/json-client.ts";
import { Gate, requestsAtOnce } from "../http/pace.ts";
import { defaultRetryPolicy } from "../http/retry.ts";

export interface NameOptions {
  readonly endpoints: Endpoints;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A directory in which somebody is signed in, to look names up. */
export interface NamePlace extends NameOptions {
  readonly side: Side;
  readonly tenantId: TenantId;
  readonly operator: Operator;
}

function notFound(what: string, count: number): SetupError {
  const saying = count === 0 ? `there is no ${what} that this sign-in can see` : `${count} are named so: ${what}`;
  return new SetupError("name.not-found", saying, { fix: "Correct the name, or give the id." });
}

/**
 * The id of a directory, from a verified domain such as `contoso.onmicrosoft.com`. Public: one request without a token;
 * none for an id.
 *
 * @throws SetupError `name.not-found`, `network.failed`, `service.unavailable`, `service.unreadable`, `cancelled`
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#find-your-apps-openid-configuration-document-uri
 */
export async function findTenantId(nameOrId: string, options: NameOptions): Promise<TenantId> {
  if (isGuid(nameOrId)) return parseTenantId(nameOrId);
  const client = createJsonClient({
    fetch: options.fetch ?? fetch,
    clock: options.clock ?? systemClock,
    randomUuid: () => crypto.randomUUID(),
    origin: options.endpoints.authority,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  let document: unknown;
  try {
    const path = `/${encodeURIComponent(nameOrId)}/v2.0/.well-known/openid-configuration`;
    document = (await client.send("GET", path)).body;
  } catch (error) {
    // An unknown domain is answered 400 (AADSTS90002).
    if (error instanceof SetupError && error.code === "service.refused") throw notFound(`directory ${nameOrId}`, 0);
    throw error;
  }
  // The issuer names the directory by its id, whatever name was asked for.
  const issuer = (document as { readonly issuer?: unknown }).issuer;
  const id = typeof issuer === "string" && URL.canParse(issuer) ? new URL(issuer).pathname.split("/")[1] : undefined;
  if (id === undefined || !isGuid(id)) throw notFound(`directory ${nameOrId}`, 0);
  return parseTenantId(id);
}

function open({ side, tenantId, operator, endpoints, ...options }: NamePlace): Directory {
  const around = {
    endpoints,
    fetch: options.fetch ?? fetch,
    clock: options.clock ?? systemClock,
    randomUuid: () => crypto.randomUUID(),
    retryPolicy: defaultRetryPolicy,
    onRetry: () => {},
    signal: options.signal,
    gate: new Gate(requestsAtOnce),
  };
  return openDirectory({ side, tenantId, operator, usesResourceManager: true }, around);
}

interface Listed {
  readonly id: string;
  readonly subscriptionId?: string;
  readonly displayName?: string;
  readonly name?: string;
}

async function subscriptions(place: NamePlace): Promise<Listed[]> {
  const path = "/subscriptions?api-version=2022-12-01";
  return (await open(place).resourceManager.list(path, { permission: "Reader on the subscription" })) as Listed[];
}

/** The id of a subscription, from its name. @throws SetupError `name.not-found`, and those of signing in and reading */
export async function findSubscriptionId(nameOrId: string, place: NamePlace): Promise<SubscriptionId> {
  if (isGuid(nameOrId)) return parseSubscriptionId(nameOrId);
  const found = (await subscriptions(place)).filter(({ displayName }) => displayName === nameOrId);
  const [only] = found;
  if (only?.subscriptionId === undefined || found.length > 1) throw notFound(`subscription ${nameOrId}`, found.length);
  return parseSubscriptionId(only.subscriptionId);
}

/**
 * A resource's id, from its name: searched in every subscription that the sign-in sees.
 *
 * @throws SetupError `name.not-found`, and those of signing in and reading
 * @see https://learn.microsoft.com/rest/api/resources/resources/list
 */
export async function findScope(nameOrId: string, place: NamePlace): Promise<ResourceId> {
  if (nameOrId.startsWith("/")) return parseResourceId(nameOrId);
  const manager = open(place).resourceManager;
  const filter = encodeURIComponent(`name eq '${nameOrId.replaceAll("'", "''")}'`);
  const found: Listed[] = [];
  for (const { subscriptionId } of await subscriptions(place)) {
    const path = `/subscriptions/${subscriptionId}/resources?api-version=2021-04-01&$filter=${filter}`;
    found.push(...((await manager.list(path, { permission: "Reader on the subscription" })) as Listed[]));
  }
  const matching = found.filter(({ id }) => id.split("/").at(-1)?.toLowerCase() === nameOrId.toLowerCase());
  const [only] = matching;
  if (only === undefined || matching.length > 1) throw notFound(`resource ${nameOrId}`, matching.length);
  return parseResourceId(only.id);
}
