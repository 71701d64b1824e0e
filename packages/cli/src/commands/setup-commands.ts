import type { Command } from "../command.ts";
import { apply } from "./apply.ts";
import { destroy } from "./destroy.ts";
import { exportCommand } from "./export.ts";
import { init } from "./init.ts";
import { plan } from "./plan.ts";
import { review } from "./review.ts";

/** What sets the two directories up, in the order in which help lists it. */
export const setupCommands: readonly Command[] = [init, plan, apply, exportCommand, review, destroy];
