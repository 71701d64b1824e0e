// Both hops, each told before the next is taken; the first that fails is explained.
import type { Explanation } from "@tegata/core";
import { explain, stringClaim, tryDecodeToken } from "@tegata/core";
import type { HopOutcome } from "../workload/hops.ts";
import type { TokenRequest } from "./request.ts";
import type { Part } from "./words.ts";
import { accessTokenInWords, assertionInWords } from "./words.ts";

/** One hop. Holds claims, never the token. */
export interface ToldHop {
  readonly hop: 1 | 2;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "not reached";
  readonly parts: readonly Part[];
  /** As the token has them; absent when it cannot be read. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** What was refused, redacted. */
  readonly refusal?: string;
}

/** Both hops, and why the first failed one failed. */
export interface Told {
  readonly ok: boolean;
  readonly hops: readonly [ToldHop, ToldHop];
  readonly explanation?: Explanation;
}

/** What the explanation is made from: the service's own words first, with the values that were presented. */
function refusalText({ error, exchange, identity }: HopOutcome): string {
  const said = error?.hop === 2 ? exchange?.description : identity?.message;
  return said || (error?.message ?? "");
}

/** What the text alone does not tell: the id that was sent is the identity's own, as its token says. */
function explanationOf(outcome: HopOutcome, applicationId: string): Explanation {
  const explanation = explain(refusalText(outcome));
  const { error, assertion } = outcome;
  const token = assertion === undefined ? undefined : tryDecodeToken(assertion);
  const identityClientId = token && (stringClaim(token, "appid") ?? stringClaim(token, "azp"));
  if (error?.hop !== 2 || identityClientId?.toLowerCase() !== applicationId.toLowerCase()) return explanation;
  const cause = {
    id: "token.client-id-of-identity",
    cause: `${applicationId} is the managed identity's own client id, not the application's`,
    likelihood: "high",
    fix: "Use the application's: correct TEGATA_APPLICATION_CLIENT_ID or --client-id. On a host of tegata.yaml: tegata apply --side home --set-app-settings.",
  } as const;
  const root = { ...explanation.root, causes: [cause] };
  return { ...explanation, root, errors: [root, ...explanation.errors.slice(1)] };
}

function claimsOf(token: string | undefined): { readonly claims?: Readonly<Record<string, unknown>> } {
  const decoded = token === undefined ? undefined : tryDecodeToken(token);
  return decoded ? { claims: decoded.claims } : {};
}

function outcomeOf(hop: 1 | 2, { error }: HopOutcome): ToldHop["outcome"] {
  if (!error) return "passed";
  if (error.hop === 2 && hop === 1) return "passed";
  return (error.hop ?? 1) === hop ? "failed" : "not reached";
}

/** What taking the hops came to, in words. */
export function tell(outcome: HopOutcome, { hops, cloud, homeTenantId }: TokenRequest): Told {
  const { tenantId, applicationId, scope } = hops;
  const home = homeTenantId === undefined ? {} : { homeTenantId };
  const { assertion, accessToken, error } = outcome;
  const words = { cloud, tenantId, applicationId, scope, isExchanged: accessToken !== undefined, ...home };
  const refusal = error ? { refusal: error.message } : {};
  const first: ToldHop = {
    hop: 1,
    name: hops.identity === "projected token" ? "the workload's own token" : "the managed identity's token",
    outcome: outcomeOf(1, outcome),
    parts: (assertion === undefined ? undefined : assertionInWords(assertion, words)) ?? [],
    ...claimsOf(assertion),
    ...(outcomeOf(1, outcome) === "failed" ? refusal : {}),
  };
  const second: ToldHop = {
    hop: 2,
    name: "the exchange for an access token",
    outcome: outcomeOf(2, outcome),
    parts: (accessToken === undefined ? undefined : accessTokenInWords(accessToken, words)) ?? [],
    ...claimsOf(accessToken),
    ...(outcomeOf(2, outcome) === "failed" ? refusal : {}),
  };
  return {
    ok: error === undefined,
    hops: [first, second],
    ...(error ? { explanation: explanationOf(outcome, applicationId) } : {}),
  };
}
