import type { ClientId, ObjectId, PrincipalId, ResourceId, TenantId } from "@tegata/core";
import { parseResourceId } from "@tegata/core";
import type { Configuration } from "../configuration/configuration.ts";
import type { Change, Notice } from "../plan/change.ts";
import type { Findings, ResourceFindings } from "../walk.ts";
import { applicationSettings, knownSettings } from "../settings.ts";
import type { StepResult } from "./progress.ts";

/** A role of the application at one scope, as it is now. */
export interface GrantedRole {
  readonly role: string;
  readonly scope: ResourceId;
  readonly assignmentId: ResourceId;
}

export interface ResourceOutcome {
  readonly tenantId: TenantId;
  /** The application's service principal there; missing while the directory waits for its operator. */
  readonly servicePrincipalObjectId?: PrincipalId;
  readonly grants: readonly GrantedRole[];
}

/** What a workload needs to know, and what was done. Ids only; there is no secret to tell. */
export interface SetupOutcome {
  /** Whether every object of the configuration is there. If not, `blocked` says who must act. */
  readonly isComplete: boolean;
  readonly homeTenantId: TenantId;
  readonly applicationClientId?: ClientId;
  readonly applicationObjectId?: ObjectId;
  readonly managedIdentity?: {
    readonly clientId: ClientId;
    readonly principalId: PrincipalId;
    readonly resourceId: ResourceId;
  };
  readonly resources: readonly ResourceOutcome[];
  /** Environment variables for the hosts. */
  readonly applicationSettings: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly change: Change; readonly result: StepResult }[];
  readonly blocked: readonly Change[];
  readonly notices: readonly Notice[];
}

function resourceOutcome({ tenantId, servicePrincipal, assignments }: ResourceFindings): ResourceOutcome {
  return {
    tenantId,
    ...(servicePrincipal === undefined ? {} : { servicePrincipalObjectId: servicePrincipal.objectId }),
    grants: assignments.flatMap(({ grant, assignment }) =>
      assignment === undefined ? [] : [{ ...grant, assignmentId: parseResourceId(assignment.id) }],
    ),
  };
}

/** The findings of a walk in the words of a workload. */
export function outcomeOf(
  configuration: Configuration,
  findings: Findings,
  done: Pick<SetupOutcome, "steps" | "blocked" | "notices">,
): SetupOutcome {
  const { identity, application, applicationId, resources } = findings;
  return {
    isComplete: done.blocked.length === 0,
    homeTenantId: configuration.home.tenantId,
    ...(applicationId === undefined ? {} : { applicationClientId: applicationId }),
    ...(application === undefined ? {} : { applicationObjectId: application.objectId }),
    ...(identity === undefined
      ? {}
      : {
          managedIdentity: {
            clientId: identity.clientId,
            principalId: identity.principalId,
            resourceId: identity.resourceId,
          },
        }),
    resources: resources.map(resourceOutcome),
    applicationSettings: knownSettings(
      applicationSettings(configuration, { applicationId, identityClientId: identity?.clientId }),
    ),
    ...done,
  };
}
