import type { Directory } from "../directory/directory.ts";
import type { LocalIssuer } from "../issuers/local-issuer.ts";
import type { Resources } from "../resources/resource.ts";

/** A host that workloads run on, with the secret of its identity endpoint. */
export interface Host {
  readonly name: string;
  readonly directory: string;
  readonly kind: "appService" | "functionApp" | "virtualMachine";
  readonly resourceId: string;
  /** What App Service puts into IDENTITY_HEADER; none on a virtual machine. */
  readonly identityHeader: string | null;
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
}
