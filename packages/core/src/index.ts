export { aadstsCatalogue } from "./aadsts/catalogue.ts";
export { aadstsMeanings } from "./aadsts/meanings/all.ts";
export { findAadsts, type AadstsMention } from "./aadsts/parse.ts";
export { aadstsRow, fillTemplate, renderAadsts, type RefusalContext } from "./aadsts/render.ts";
export type { AadstsAudience, AadstsMeaning, AadstsRow } from "./aadsts/row.ts";
export { hops, type Hop } from "./chain/hop.ts";
export {
  examine,
  judge,
  pass,
  refusalOf,
  verdictsOf,
  type Check,
  type Failed,
  type Finding,
  type Judgement,
  type Passed,
  type Verdict,
} from "./check.ts";
export { allChecks, checkLists } from "./check-lists.ts";
export {
  clouds,
  tokenExchangeAudience,
  v1Issuer,
  v2Issuer,
  type Api,
  type ApiName,
  type Cloud,
  type CloudName,
} from "./cloud.ts";
export { chainCheck, chainChecks, type ChainCheck, type ChainCheckId, type Vantage } from "./diagnosis/chain-checks.ts";
export { readDataRefusal, type DataRefusal, type DataService } from "./diagnosis/data-rules.ts";
export { readIdentityRefusal, type IdentityRefusal } from "./diagnosis/identity-rules.ts";
export { propagationSeconds, type Reading } from "./diagnosis/reading.ts";
export {
  judgeRole,
  type AssignmentFacts,
  type RoleFacts,
  type RoleFault,
  type RoleFinding,
  type RoleWanted,
} from "./diagnosis/role-rules.ts";
export { readTokenRefusal, type TokenRefusal } from "./diagnosis/token-rules.ts";
export { redact, TegataError, type RequestIds, type TegataErrorOptions } from "./errors.ts";
export { explain } from "./explain/explain.ts";
export type {
  ExplainedCause,
  ExplainedError,
  ExplainedService,
  Explanation,
  FailedHop,
  Likelihood,
} from "./explain/explanation.ts";
export { decodeLog } from "./explain/wrappings/decode.ts";
export { audienceOf, identityOfAssertion } from "./federation/assertion.ts";
export { assertionChecks, claimedChecks } from "./federation/assertion-checks.ts";
export {
  compareCredential,
  findMatchingCredential,
  type AssertionIdentity,
  type CredentialPart,
  type FederatedCredential,
  type PartComparison,
} from "./federation/credential.ts";
export { audienceForCredential, kindOfEntraToken, tenantOfIssuer } from "./federation/entra-token.ts";
export type {
  AssertionFacts,
  EntraTokenKind,
  ExchangeFacts,
  FederationPolicy,
  KnownApplication,
  SignatureOutcome,
} from "./federation/exchange-facts.ts";
export { evaluateExpression, type ExpressionOutcome } from "./federation/expression.ts";
export { federatedCredentialLimits, findCredentialFaults } from "./federation/limits.ts";
export {
  isGuid,
  parseClientId,
  parseObjectId,
  parsePrincipalId,
  parseResourceId,
  parseSubscriptionId,
  parseTenantId,
  sameResource,
  type ClientId,
  type ObjectId,
  type PrincipalId,
  type ResourceId,
  type SubscriptionId,
  type TenantId,
} from "./ids.ts";
export { documented, inferred, recorded, type Provenance } from "./provenance.ts";
export { allowsAction, coversAction, type Permissions } from "./rbac/action.ts";
export { lackingOf, type Lacking } from "./rbac/covers.ts";
export type {
  AttributeName,
  Comparison,
  Condition,
  ConditionValue,
  ParsedCondition,
  Quantifier,
} from "./rbac/condition.ts";
export { conditionHolds, type ConditionFacts } from "./rbac/condition-judgement.ts";
export { parseCondition } from "./rbac/parse-condition.ts";
export { roleAdvice } from "./rbac/role-advice.ts";
export type { BuiltInRole } from "./rbac/built-in-role.ts";
export { builtInRoles, findBuiltInRole } from "./rbac/roles.ts";
export { normalizeScope, reaches } from "./rbac/scope.ts";
export { apiOfAudience, isAudienceOf, type AudienceAliases } from "./token/audience.ts";
export { clientAuthentication, secondsClaim, stringClaim, summarizeToken, type TokenSummary } from "./token/claims.ts";
export { certificateChecks, isSelfIssued, type CertificateFacts } from "./token/certificate-checks.ts";
export { clientChecks, type ClientFacts } from "./token/client-checks.ts";
export { decodeToken, tryDecodeToken, type DecodedToken } from "./token/decode.ts";
export {
  clientCredentialChecks,
  requestChecks,
  requestChecksV1,
  requestFormChecks,
  type RequestFormFacts,
  type TokenRequestFields,
} from "./token/request-checks.ts";
export { accessChecks, resourceChecks, type AccessFacts, type ResourceFacts } from "./token/resource-checks.ts";
export {
  resourceOfScope,
  resourceParameterChecks,
  scopeChecks,
  scopeOfResource,
  type ResourceParameterFacts,
  type ScopeFacts,
} from "./token/scope.ts";
export { secretChecks, type SecretFacts } from "./token/secret-checks.ts";
export { tenantChecks, type TenantFacts } from "./token/tenant-checks.ts";
export type {
  GraphApplication,
  GraphErrorResponse,
  GraphFederatedIdentityCredential,
  GraphLockConfiguration,
  GraphServicePrincipal,
} from "./wire/graph.ts";
export {
  appServiceIdentity,
  imds,
  type AppServiceErrorResponse,
  type AppServiceTokenResponse,
  type ImdsErrorResponse,
  type ImdsTokenResponse,
} from "./wire/managed-identity.ts";
export { foundryRules } from "./wire/foundry-rules.ts";
export { managedIdentityRules } from "./wire/managed-identity-rules.ts";
export { clientPhrases, type ClientPhrase } from "./wire/phrases.ts";
export type {
  ArmErrorResponse,
  ArmIdentity,
  ArmRoleAssignment,
  ArmUserAssignedIdentity,
} from "./wire/resource-manager.ts";
export type { WireRule } from "./wire/rule.ts";
export { storageChallenge } from "./wire/storage.ts";
export {
  jwtBearerAssertionType,
  tokenPath,
  type TokenErrorResponse,
  type TokenResponse,
} from "./wire/token-endpoint.ts";
export { graphRows } from "./control-plane/graph-rows.ts";
export { resourceManagerRows } from "./control-plane/resource-manager-rows.ts";
export type { ControlPlaneRow } from "./control-plane/row.ts";
export { traps } from "./wire/traps.ts";
