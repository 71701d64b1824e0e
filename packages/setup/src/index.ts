export { apply, type ApplyOptions } from "./apply/apply.ts";
export type { GrantedRole, ResourceOutcome, SetupOutcome } from "./apply/outcome.ts";
export type { OnProgress, ProgressEvent, StepResult } from "./apply/progress.ts";
export { systemClock, type Clock } from "./clock.ts";
export type {
  ApplicationConfiguration,
  Configuration,
  HomeConfiguration,
  HostConfiguration,
  HostKind,
  IssuerTrust,
  ResourceConfiguration,
  RoleGrant,
  Trust,
} from "./configuration/configuration.ts";
export type { ConfigurationFault } from "./configuration/faults.ts";
export { configurationJsonSchema, parseConfiguration } from "./configuration/parse.ts";
export type { Operator, Side } from "./directory/operator.ts";
export { resolveEndpoints, type EndpointOptions, type Endpoints } from "./endpoints.ts";
export { ServiceError, SetupError, type SetupErrorCode } from "./errors.ts";
export type { Fetch, RetryNotice } from "./http/json-client.ts";
export { defaultRetryPolicy, type RetryPolicy } from "./http/retry.ts";
export { applicationUniqueName, roleAssignmentName } from "./names.ts";
export type { Change, ChangeAction, ChangePlace, FieldChange, Notice, ResourceKind, WaitsFor } from "./plan/change.ts";
export { plan, summarize, type Plan, type PlanSummary } from "./plan/plan.ts";
export { renderPlan } from "./plan/render.ts";
export type { Operators, SetupOptions } from "./run.ts";
