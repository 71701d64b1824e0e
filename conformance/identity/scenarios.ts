import type { ControlScenario } from "../control-plane/scenario.ts";
import { assertions } from "./assertions.ts";
import { certificates } from "./certificates.ts";
import { compiled } from "./compiled.ts";
import { managedIdentity } from "./managed-identity.ts";
import { sdkClients } from "./sdk-clients.ts";

/** What workloads do with identity clients that nobody here wrote, and with ours, each on a fresh emulator. */
export const identityScenarios: readonly ControlScenario[] = [
  ...managedIdentity,
  ...assertions,
  ...certificates,
  ...sdkClients,
  ...compiled,
];
