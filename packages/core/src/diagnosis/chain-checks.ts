// What must hold for a workload to reach its resource, in the order in which it is to be repaired. The list is the same
// for everybody who diagnoses: a doctor with three vantage points, or a credential that knows its own refusal only.

/** Who can look: the workload on its host, the home directory's administrator, the resource directory's. */
export type Vantage = "workload" | "home" | "resource";

/** Stable names, dotted by subject. */
export type ChainCheckId =
  | "settings.resource-tenant"
  | "settings.home-tenant"
  | "settings.identity"
  | "home.subscription"
  | "identity.exists"
  | "identity.assigned"
  | "identity.endpoint"
  | "identity.enabled"
  | "assertion.claims"
  | "token-service.reachable"
  | "tenant.exists"
  | "application.exists"
  | "settings.application"
  | "application.audience"
  | "credential.exists"
  | "credential.issuer"
  | "credential.subject"
  | "credential.audience"
  | "assertion.current"
  | "principal.exists"
  | "principal.enabled"
  | "api.known"
  | "api.assignment"
  | "access.policy"
  | "exchange"
  | "scope.exists"
  | "role.assigned"
  | "app-role.assigned"
  | "network.open"
  | "data.answers";

/** One thing that must hold. */
export interface ChainCheck {
  readonly id: ChainCheckId;
  /** 0: the workload's own settings. 1: managed identity. 2: exchange. 3: resource. */
  readonly hop: 0 | 1 | 2 | 3;
  /** The rule as one sentence, for people. */
  readonly title: string;
  /** Who sees it, the one that sees best first. */
  readonly vantages: readonly Vantage[];
}

/**
 * Every check, in the order of repair: what stands above may hide what stands below, never the other way round.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export const chainChecks: readonly ChainCheck[] = [
  {
    id: "settings.resource-tenant",
    hop: 0,
    title: "the workload asks the directory that has the resource",
    vantages: ["workload"],
  },
  {
    id: "settings.home-tenant",
    hop: 0,
    title: "the host's settings name the home directory",
    vantages: ["home"],
  },
  {
    id: "home.subscription",
    hop: 1,
    title: "the home subscription belongs to the home directory and is in use",
    vantages: ["home"],
  },
  // Before the identity: a deleted application is restored before anything is applied, which would make a new one.
  { id: "application.exists", hop: 2, title: "the application exists", vantages: ["home", "workload"] },
  { id: "identity.exists", hop: 1, title: "the user-assigned managed identity exists", vantages: ["home"] },
  {
    id: "settings.identity",
    hop: 0,
    title: "the workload names its managed identity by the client id that it has",
    vantages: ["workload", "home"],
  },
  {
    id: "identity.assigned",
    hop: 1,
    title: "the managed identity is assigned to the host",
    vantages: ["home", "workload"],
  },
  {
    id: "identity.endpoint",
    hop: 1,
    title: "the host's identity endpoint gives tokens",
    vantages: ["workload"],
  },
  {
    id: "identity.enabled",
    hop: 1,
    title: "the managed identity's service principal is enabled",
    vantages: ["home", "workload"],
  },
  {
    id: "assertion.claims",
    hop: 1,
    title: "the identity's token is of the home directory, of this identity and for the exchange",
    vantages: ["workload"],
  },
  {
    id: "token-service.reachable",
    hop: 2,
    title: "the token service answers",
    vantages: ["workload"],
  },
  {
    id: "tenant.exists",
    hop: 2,
    title: "the resource directory exists in this cloud",
    vantages: ["workload", "resource"],
  },
  {
    id: "settings.application",
    hop: 0,
    title: "the workload names the application by its client id",
    vantages: ["workload", "home"],
  },
  {
    id: "application.audience",
    hop: 2,
    title: "the application is open to other directories",
    vantages: ["home", "workload"],
  },
  {
    id: "credential.exists",
    hop: 2,
    title: "the application has a federated identity credential",
    vantages: ["home", "workload"],
  },
  {
    id: "credential.issuer",
    hop: 2,
    title: "a credential's issuer equals that of the identity's token",
    vantages: ["home", "workload"],
  },
  {
    id: "credential.subject",
    hop: 2,
    title: "that credential's subject equals the identity's principal id",
    vantages: ["home", "workload"],
  },
  {
    id: "credential.audience",
    hop: 2,
    title: "that credential's audience is the exchange audience of the cloud",
    vantages: ["home", "workload"],
  },
  { id: "assertion.current", hop: 2, title: "the identity's token is within its life", vantages: ["workload"] },
  {
    id: "principal.exists",
    hop: 2,
    title: "the application has a service principal in the resource directory",
    vantages: ["resource", "workload"],
  },
  {
    id: "principal.enabled",
    hop: 2,
    title: "that service principal is enabled",
    vantages: ["resource", "workload"],
  },
  {
    id: "api.known",
    hop: 2,
    title: "the resource directory knows the API that the token is for",
    vantages: ["resource", "workload"],
  },
  {
    id: "api.assignment",
    hop: 2,
    title: "that API gives tokens without an assignment, or the application has one",
    vantages: ["resource", "workload"],
  },
  {
    id: "access.policy",
    hop: 2,
    title: "no Conditional Access policy of the resource directory blocks the application",
    vantages: ["workload"],
  },
  { id: "exchange", hop: 2, title: "the resource directory gives the application a token", vantages: ["workload"] },
  {
    id: "scope.exists",
    hop: 3,
    title: "the resource of the grant exists, in that directory",
    vantages: ["resource", "workload"],
  },
  {
    id: "role.assigned",
    hop: 3,
    title: "the service principal holds the role at the resource",
    vantages: ["resource", "workload"],
  },
  {
    id: "app-role.assigned",
    hop: 3,
    title: "the service principal holds the API's app role",
    vantages: ["resource", "workload"],
  },
  {
    id: "network.open",
    hop: 3,
    title: "the resource's network rules let the workload in",
    vantages: ["resource", "workload"],
  },
  { id: "data.answers", hop: 3, title: "the resource answers the workload", vantages: ["workload"] },
];

/** A check by its name. */
export function chainCheck(id: ChainCheckId): ChainCheck {
  return chainChecks.find((check) => check.id === id) as ChainCheck;
}
