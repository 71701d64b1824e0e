import { articles } from "./azure-cli/articles.ts";
import { handover } from "./azure-cli/handover.ts";
import { directory } from "./azure-cli/directory.ts";
import { resources } from "./azure-cli/resources.ts";
import { sdks } from "./sdks.ts";
import { wrongSteps } from "./azure-cli/wrong-steps.ts";
import { foundryScenarios } from "../foundry/scenarios.ts";
import { sampleScenarios } from "../samples/scenarios.ts";
import type { ControlScenario } from "./scenario.ts";

/** What administrators do with clients that nobody here wrote, each on a fresh emulator. */
export const controlScenarios: readonly ControlScenario[] = [
  ...articles,
  ...wrongSteps,
  ...handover,
  ...resources,
  ...directory,
  ...sdks,
  ...foundryScenarios,
  ...sampleScenarios,
];
