import type { Command } from "../command.ts";
import { doctor } from "./doctor.ts";
import { explain } from "./explain.ts";
import { token } from "./token.ts";
import { verify } from "./verify.ts";

/** What proves and explains, in the order in which help lists it. */
export const diagnosisCommands: readonly Command[] = [verify, doctor, explain, token];
