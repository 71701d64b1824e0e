import type { ChainCheckId } from "@tegata/core";
import type { Judge } from "../judgement.ts";
import {
  judgeApplicationExists,
  judgeAudience,
  judgeCredentialAudience,
  judgeCredentialExists,
  judgeIssuer,
  judgeSubject,
} from "./application.ts";
import { judgeCurrent, judgeExchange, judgePolicy, judgeTenant, judgeTokenService } from "./exchange.ts";
import { judgeAppRole, judgeData, judgeNetwork, judgeRoleAssigned, judgeScope } from "./grants.ts";
import {
  judgeAssigned,
  judgeClaims,
  judgeEndpoint,
  judgeIdentityEnabled,
  judgeIdentityExists,
  judgeSubscription,
} from "./identity.ts";
import { judgeApiAssignment, judgeApiKnown, judgePrincipalEnabled, judgePrincipalExists } from "./principal.ts";
import {
  judgeApplicationSetting,
  judgeHomeTenantSetting,
  judgeIdentitySetting,
  judgeResourceTenant,
} from "./settings.ts";

/** How each check of the chain is judged. */
export const judges: Readonly<Record<ChainCheckId, Judge>> = {
  "settings.resource-tenant": judgeResourceTenant,
  "settings.home-tenant": judgeHomeTenantSetting,
  "settings.identity": judgeIdentitySetting,
  "home.subscription": judgeSubscription,
  "identity.exists": judgeIdentityExists,
  "identity.assigned": judgeAssigned,
  "identity.endpoint": judgeEndpoint,
  "identity.enabled": judgeIdentityEnabled,
  "assertion.claims": judgeClaims,
  "token-service.reachable": judgeTokenService,
  "tenant.exists": judgeTenant,
  "application.exists": judgeApplicationExists,
  "settings.application": judgeApplicationSetting,
  "application.audience": judgeAudience,
  "credential.exists": judgeCredentialExists,
  "credential.issuer": judgeIssuer,
  "credential.subject": judgeSubject,
  "credential.audience": judgeCredentialAudience,
  "assertion.current": judgeCurrent,
  "principal.exists": judgePrincipalExists,
  "principal.enabled": judgePrincipalEnabled,
  "api.known": judgeApiKnown,
  "api.assignment": judgeApiAssignment,
  "access.policy": judgePolicy,
  exchange: judgeExchange,
  "scope.exists": judgeScope,
  "role.assigned": judgeRoleAssigned,
  "app-role.assigned": judgeAppRole,
  "network.open": judgeNetwork,
  "data.answers": judgeData,
};
