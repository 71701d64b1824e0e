// What a token says, in words, and what each part must equal in the other directory.
import type { Api, Cloud, DecodedToken, TokenSummary } from "@tegata/core";
import { apiOfAudience, isAudienceOf, summarizeToken, tryDecodeToken, v2Issuer } from "@tegata/core";

/** One part of a token. */
export interface Part {
  readonly name: string;
  readonly value: string;
  /** What it must equal, and where that stands; absent where nothing depends on it. */
  readonly mustEqual?: string;
  /** Whether it does, where that was seen; absent where it could not be. */
  readonly agrees?: boolean;
}

/** What is known about the way, apart from the token. */
export interface Expected {
  readonly cloud: Cloud;
  readonly homeTenantId?: string;
  readonly tenantId: string;
  readonly applicationId: string;
  readonly scope: string;
  /** Whether the resource directory has taken the assertion: then the credential is as the token says. */
  readonly isExchanged: boolean;
}

type Row = readonly [name: string, value: string | undefined, mustEqual?: string, agrees?: boolean | undefined];

function partsOf(rows: readonly Row[]): Part[] {
  return rows.flatMap(([name, value, mustEqual, agrees]) =>
    value === undefined
      ? []
      : [{ name, value, ...(mustEqual ? { mustEqual } : {}), ...(agrees === undefined ? {} : { agrees }) }],
  );
}

function timeOf(seconds: number | undefined): string | undefined {
  return seconds === undefined
    ? undefined
    : `${new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function audienceOf(cloud: Cloud, audience: string | undefined): { readonly words?: string; readonly api?: Api } {
  if (audience === undefined) return {};
  const api = apiOfAudience(cloud, audience);
  return api ? { words: `${audience} (${api.displayName})`, api } : { words: audience };
}

function same(a: string | undefined, b: string | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : a.toLowerCase() === b.toLowerCase();
}

/**
 * A difference from what a credential should have is one. That a part is as it should be says nothing of the credential,
 * which cannot be seen from here: only the exchange tells, when it succeeds.
 */
function agreement(isRight: boolean | undefined, isExchanged: boolean): boolean | undefined {
  return isRight === false ? false : isExchanged || undefined;
}

function assertionRows(summary: TokenSummary, { cloud, homeTenantId, isExchanged }: Expected): Row[] {
  const { words, api } = audienceOf(cloud, summary.audience);
  const issuer = homeTenantId === undefined ? undefined : v2Issuer(cloud, homeTenantId);
  const isEntras = summary.tenantId !== undefined;
  return [
    [
      "issuer",
      summary.issuer,
      "the issuer of the application's federated identity credential, to the letter",
      agreement(isEntras && issuer !== undefined ? summary.issuer === issuer : undefined, isExchanged),
    ],
    [
      "subject",
      summary.subject,
      isEntras
        ? "the credential's subject: the managed identity's principal (object) id, not its client id"
        : "the credential's subject, to the letter",
      agreement(undefined, isExchanged),
    ],
    [
      "audience",
      words,
      `the credential's audience, ${cloud.apis.tokenExchange.uris[0]}`,
      agreement(isEntras ? api?.name === "tokenExchange" : undefined, isExchanged),
    ],
    [
      "directory",
      summary.tenantId,
      "the directory in which the application is registered",
      agreement(same(summary.tenantId, homeTenantId), isExchanged),
    ],
    ["managed identity", summary.managedIdentity],
    ["valid until", timeOf(summary.expiresOnSeconds)],
  ];
}

function rolesOf({ claims }: DecodedToken): string | undefined {
  const roles = claims["roles"];
  return Array.isArray(roles) && roles.length > 0 ? roles.join(", ") : undefined;
}

function accessRows(token: DecodedToken, { cloud, tenantId, applicationId, scope }: Expected): Row[] {
  const summary = summarizeToken(token);
  const { words, api } = audienceOf(cloud, summary.audience);
  const asked = scope.replace(/\/?\.default$/, "");
  return [
    ["directory", summary.tenantId, "the directory that the resource belongs to", same(summary.tenantId, tenantId)],
    ["issuer", summary.issuer],
    [
      "audience",
      words,
      `the resource that was asked for: ${asked}`,
      api ? isAudienceOf(api, asked) : same(summary.audience, asked),
    ],
    ["application", summary.clientId, "the application's client id", same(summary.clientId, applicationId)],
    [
      "object id",
      summary.objectId,
      "the principal of the role assignment at the resource: the application's service principal in this directory",
    ],
    ["app roles", rolesOf(token)],
    ["proved by", summary.clientAuthentication],
    ["valid until", timeOf(summary.expiresOnSeconds)],
  ];
}

/** The workload's own identity token, part by part; `undefined` when it is no JSON Web Token. */
export function assertionInWords(token: string, expected: Expected): Part[] | undefined {
  const decoded = tryDecodeToken(token);
  return decoded && partsOf(assertionRows(summarizeToken(decoded), expected));
}

/** The access token, part by part; `undefined` when it is no JSON Web Token: some resources keep theirs to themselves. */
export function accessTokenInWords(token: string, expected: Expected): Part[] | undefined {
  const decoded = tryDecodeToken(token);
  return decoded && partsOf(accessRows(decoded, expected));
}
