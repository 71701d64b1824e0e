import { v1Issuer } from "@tegata/core";
import type { Context } from "../../context.ts";
import { findAllowing, roleIdOf } from "../../resources/access.ts";
import { findSubscription } from "../../resources/resource.ts";
import type { BearerOutcome, Caller } from "../../tokens/verify.ts";
import { ArmRefusal, propertiesOf } from "./answer.ts";
import type { ArmPath } from "./path.ts";
import type { Route } from "./route.ts";
import { findArmType } from "./types.ts";

export function refuseBearer(context: Context, outcome: Extract<BearerOutcome, { ok: false }>): ArmRefusal {
  const challenge = {
    "WWW-Authenticate": `Bearer authorization_uri="${context.cloud.authority}/common", error="invalid_token"`,
  };
  const refusal = (code: string, message: string): ArmRefusal => new ArmRefusal(401, code, message, challenge);
  if (outcome.reason === "missing") {
    return refusal("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
  }
  if (outcome.reason === "expired") return refusal("ExpiredAuthenticationToken", "The access token expiry has passed.");
  if (outcome.reason !== "audience") {
    return refusal("InvalidAuthenticationToken", `The access token is invalid (${outcome.reason}).`);
  }
  const { resourceManager } = context.origins;
  const allowed = ["https://management.core.windows.net/", "https://management.azure.com/", resourceManager]
    .map((each) => `'${each}'`)
    .join(",");
  return refusal(
    "InvalidAuthenticationTokenAudience",
    `The access token has been obtained for wrong audience or resource '${outcome.saw}'. It should exactly match with one of the allowed audiences ${allowed}.`,
  );
}

/** A subscription trusts one directory; the challenge names it, so that clients can ask there. */
export function refuseForeignSubscription(context: Context, caller: Caller, path: ArmPath): void {
  if (path.subscriptionId === undefined) return;
  const subscription = findSubscription(context.store.state.arm, path.text);
  if (!subscription) {
    throw new ArmRefusal(404, "SubscriptionNotFound", `The subscription '${path.subscriptionId}' could not be found.`);
  }
  if (subscription.tenantId === caller.directory.tenantId) return;
  const [saw, wanted] = [caller.directory.tenantId, subscription.tenantId].map((tenantId) =>
    v1Issuer(context.cloud, tenantId),
  );
  throw new ArmRefusal(
    401,
    "InvalidAuthenticationTokenTenant",
    `The access token is from the wrong issuer '${saw ?? ""}'. It must match the tenant '${wanted ?? ""}' associated with this subscription. Please use the authority (URL) '${context.cloud.authority}/${subscription.tenantId}' to get the token.`,
    {
      "WWW-Authenticate": `Bearer authorization_uri="${context.cloud.authority}/${subscription.tenantId}", error="invalid_token", error_description="The access token is from the wrong issuer."`,
    },
  );
}

/** Any api-version of the right form is taken: the emulator pins none. What is released is listed in the refusal. */
export function refuseApiVersion(path: ArmPath, version: string | null): void {
  if (version === null || version === "") {
    throw new ArmRefusal(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  const day = /^(\d{4}-\d{2}-\d{2})(-(preview|beta|alpha|privatepreview))?$/i.exec(version)?.[1];
  if (day !== undefined && !Number.isNaN(Date.parse(day))) return;
  const released = findArmType(path.type ?? "")?.apiVersions ?? [
    "2024-11-01",
    "2022-12-01",
    "2021-04-01",
    "2019-11-01",
  ];
  throw new ArmRefusal(
    400,
    "InvalidApiVersionParameter",
    `The api-version '${version}' is invalid. The supported versions are '${released.join(",")}'.`,
  );
}

const assignments = "Microsoft.Authorization/roleAssignments";

/** What conditions on the right to assign roles ask: the role and the principal of the assignment that is written. */
function attributesOf(
  context: Context,
  path: ArmPath,
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  if (path.type?.toLowerCase() !== assignments.toLowerCase()) return {};
  const stored = context.store.state.arm.roleAssignments.find(({ name }) => name === path.name?.toLowerCase());
  const named = (source: string, values: Readonly<Record<string, unknown>>): [string, string][] =>
    (["RoleDefinitionId", "PrincipalId", "PrincipalType"] as const).flatMap((attribute): [string, string][] => {
      const value = values[`${attribute[0]?.toLowerCase() ?? ""}${attribute.slice(1)}`];
      if (typeof value !== "string") return [];
      return [[`@${source}[${assignments}:${attribute}]`, attribute === "RoleDefinitionId" ? roleIdOf(value) : value]];
    });
  const { roleDefinitionId, principalId, principalType } = { ...stored };
  const resource = named("Resource", { roleDefinitionId, principalId, principalType });
  return Object.fromEntries([...named("Request", propertiesOf(body)), ...resource]);
}

export interface Request {
  readonly path: ArmPath;
  readonly route: Route;
  readonly body: Readonly<Record<string, unknown>>;
}

export function refuseUnlessAllowed(context: Context, caller: Caller, { path, route, body }: Request): void {
  const { operation, scope } = route;
  if (operation === undefined || scope === undefined) return;
  const { principalId, clientId } = caller;
  const attributes = () => attributesOf(context, path, body);
  const access = { principalId, scope, kind: "action", operation, attributes } as const;
  if (findAllowing(context.store.state.arm, access)) return;
  throw new ArmRefusal(
    403,
    "AuthorizationFailed",
    `The client '${clientId}' with object id '${principalId}' does not have authorization to perform action '${operation}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}
