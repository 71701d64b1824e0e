// The workload as the doctor needs it: somebody who can take the hops from the workload's host. This package knows no
// credential; who calls it brings one.
/** By which id the host's managed identity is asked for; a Kubernetes workload has a token in a file instead. */
export type WorkloadIdentity = { readonly clientId: string } | { readonly resourceId: string } | "projected token";

/** One way to a token. Without an application, hop 1 only. */
export interface WorkloadRequest {
  readonly identity: WorkloadIdentity;
  readonly tenantId: string;
  readonly applicationId?: string;
  readonly scope: string;
}

/** What taking the hops came to. Holds tokens: nothing of it is printed but claims. */
export interface WorkloadOutcome {
  readonly assertion?: string;
  readonly accessToken?: string;
  /** Why there is no access token. `hop` 1 or 2; `code` as the credential has it: `identity.refused`, `exchange.refused`. */
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly hop?: 1 | 2 | undefined;
    readonly aadsts?: number | undefined;
    readonly status?: number | undefined;
    readonly retryAfterMs?: number | undefined;
    readonly ids: { readonly correlationId?: string; readonly traceId?: string };
  };
  readonly exchange?: { readonly skewMs?: number };
  /** The system's code, such as `ECONNREFUSED`, when the last request got no answer. */
  readonly systemCode?: string;
}

/** What the workload's environment says, as `tegata apply` told it: ids, nothing secret. */
export interface WorkloadSettings {
  readonly applicationId?: string;
  readonly resourceTenantId?: string;
  readonly identityClientId?: string;
}

/** Somebody who runs where the workload runs. */
export interface Workload {
  /** Whether the process has what a host gives its programs. Without, hop 1 is not even tried. */
  readonly isOnHost: boolean;
  readonly settings: WorkloadSettings;
  /** The host's name, when it tells it; a virtual machine tells its kind only. */
  readonly hostName?: string;
  readonly isVirtualMachine: boolean;
  /** A variable that a host gives its programs and this process has not, beside one that it has: `IDENTITY_HEADER`. */
  readonly lacksVariable?: string;
  /** Whether the host is a Kubernetes pod, whose token is its own. */
  readonly hasProjectedToken: boolean;
  /** Takes both hops, or the first. Never rejects for a hop that fails. */
  readonly takeHops: (request: WorkloadRequest) => Promise<WorkloadOutcome>;
}

/** The names under which the workload's settings stand in its environment. */
export const settingNames: {
  readonly applicationId: "TEGATA_APPLICATION_CLIENT_ID";
  readonly resourceTenantId: "TEGATA_RESOURCE_TENANT_ID";
  readonly identityClientId: "TEGATA_MANAGED_IDENTITY_CLIENT_ID";
} = {
  applicationId: "TEGATA_APPLICATION_CLIENT_ID",
  resourceTenantId: "TEGATA_RESOURCE_TENANT_ID",
  identityClientId: "TEGATA_MANAGED_IDENTITY_CLIENT_ID",
};
