import type { Provenance } from "../provenance.ts";

/** A way in which Microsoft Graph or Resource Manager refuses: the status, the code, and when. */
export interface ControlPlaneRow {
  readonly service: "graph" | "resourceManager";
  /** Unique within a service, with the status. */
  readonly code: string;
  readonly status: number;
  readonly when: string;
  readonly provenance: Provenance;
}
