import type { ArmType } from "./answer.ts";
import { acceptedAt, createdWithOperation } from "./operations.ts";
import { deleteResource } from "./resources.ts";
import { storedType } from "./stored-type.ts";

const containerApps = ["2025-07-01", "2025-01-01", "2024-03-01", "2023-05-01"];

/** Hosts of Container Apps and Compute: data, and identities. */
export const computeTypes: readonly ArmType[] = [
  storedType("Microsoft.App/containerApps", {
    apiVersions: containerApps,
    hasIdentity: true,
    shown: ({ name, location }) => ({ latestRevisionName: `${name}--0000001`, runningStatus: "Running", location }),
  }),
  storedType("Microsoft.App/managedEnvironments", { apiVersions: containerApps }),
  storedType("Microsoft.Compute/virtualMachines", {
    apiVersions: ["2025-04-01", "2024-11-01", "2024-07-01", "2023-09-01", "2022-11-01"],
    hasIdentity: true,
    shown: ({ id }) => ({ vmId: id.split("/").at(-1) }),
    accepted: createdWithOperation,
    deleted: (call) => {
      const answer = deleteResource(call);
      return answer.status === 204 ? answer : acceptedAt(call);
    },
  }),
];
