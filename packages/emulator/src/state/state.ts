import type { Directory } from "../directory/directory.ts";
import type { LocalIssuer } from "../issuers/local-issuer.ts";
import type { ProjectData } from "../services/foundry/project-data.ts";
import type { Resources } from "../resources/resource.ts";

/** The kinds of hosts. All but `kubernetes` have an identity endpoint; that one has a token in a file. */
export const hostKinds = ["appService", "functionApp", "containerApp", "virtualMachine", "kubernetes"] as const;

/** What a Kubernetes workload runs as. */
export interface Workload {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The client id that the service account is annotated with: AZURE_CLIENT_ID. */
  readonly clientId: string | null;
}

/** A host that workloads run on, with the secret of its identity endpoint. */
export interface Host {
  readonly name: string;
  readonly directory: string;
  readonly kind: (typeof hostKinds)[number];
  readonly resourceId: string;
  /** What App Service puts into IDENTITY_HEADER; none on a virtual machine. */
  readonly identityHeader: string | null;
  /** Of a host of kind `kubernetes`. */
  readonly workload?: Workload;
}

export interface Operator {
  readonly directory: string;
  readonly clientId: string;
}

/** Everything that the emulator remembers, as plain data. */
export interface State {
  readonly version: 1;
  readonly home: string;
  readonly resource: string;
  readonly directories: Directory[];
  readonly arm: Resources;
  readonly hosts: Host[];
  readonly operators: Operator[];
  /** Issuers that live here, besides the directories. Absent in states of before: then the built-in ones. */
  issuers?: LocalIssuer[];
  /** What Foundry's projects hold, by resource id in lower case. Absent until the first call to one. */
  foundry?: Record<string, ProjectData>;
  /** What user delegation keys are derived from. Absent until the first blob call. */
  delegationSeed?: string;
}
