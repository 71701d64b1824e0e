export { apply, type ApplyOptions } from "./apply/apply.ts";
export type { GrantedRole, ResourceOutcome, SetupOutcome } from "./apply/outcome.ts";
export type { OnProgress, ProgressEvent, StepResult } from "./apply/progress.ts";
export { systemClock, type Clock } from "./clock.ts";
export type {
  ApplicationConfiguration,
  AppRoleGrant,
  Grant,
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
export { configurationJsonSchema } from "./configuration/json-schema.ts";
export { parseConfiguration } from "./configuration/parse.ts";
export type { Operator, Side } from "./directory/operator.ts";
export { resolveEndpoints, type EndpointOptions, type Endpoints } from "./endpoints.ts";
export { ServiceError, SetupError, type SetupErrorCode } from "./errors.ts";
export { lostRequest } from "./http/foreign-failure.ts";
export type { Fetch, RetryNotice } from "./http/json-client.ts";
export { defaultRetryPolicy, type RetryPolicy } from "./http/retry.ts";
export { applicationUniqueName, roleAssignmentName } from "./names.ts";
export type {
  Change,
  ChangeAction,
  ChangePlace,
  FieldChange,
  Notice,
  NoticeKind,
  ResourceKind,
  WaitsFor,
} from "./plan/change.ts";
export { readPlan, writePlan } from "./plan/saved-plan.ts";
export { plan, summarize, type Plan, type PlanOptions, type PlanSummary } from "./plan/plan.ts";
export { renderPlan, type PlanRendering } from "./plan/render.ts";
export { shortAddress } from "./plan/short-address.ts";
export { destroy, type DestroyOptions, type DestroyOutcome } from "./destroy/destroy.ts";
export type { Removal, RemovalAction } from "./destroy/removal.ts";
export { renderDestroy, type DestroyRendering } from "./destroy/render.ts";
export { fileOption, handOver, type HandOver } from "./plan/hand-over.ts";
export { permissionsOf, renderPermissions, type NeededPermission, type SidePermissions } from "./plan/permissions.ts";
export type { Operators, SetupOptions } from "./run.ts";
export {
  exportFormats,
  exportSetup,
  type ExportedFile,
  type ExportFormat,
  type ExportOptions,
} from "./export/export.ts";
export { renderReview } from "./export/review.ts";
export { findScope, findSubscriptionId, findTenantId, type NameOptions, type NamePlace } from "./init/names.ts";
export { schemaFileName, writeConfiguration, type ConfigurationDraft } from "./init/write.ts";
export type { CheckResult, Judged, Repair } from "./doctor/check-result.ts";
export { doctor, type DoctorReport, type VantagePoint } from "./doctor/doctor.ts";
export type { DiagnosisOptions } from "./doctor/observe/observe.ts";
export { renderDoctor } from "./doctor/render.ts";
export type { CommandWords } from "./doctor/repairs.ts";
export { renderVerify } from "./verify/render.ts";
export { verify, type Proof, type VerifyReport } from "./verify/verify.ts";
export {
  settingNames,
  type Workload,
  type WorkloadIdentity,
  type WorkloadOutcome,
  type WorkloadRequest,
  type WorkloadSettings,
} from "./workload.ts";
export { isRoleGrant } from "./configuration/configuration.ts";
