// Breaks a chain, asks the doctor, runs what it prints, and proves that the chain works again.
import type { DoctorReport } from "@tegata/setup";
import { doctor, verify } from "@tegata/setup";
import type { Chain } from "./a-chain.ts";
import type { Break } from "./breaks/break.ts";
import { runLine } from "./interpreter.ts";

/** The two orders in which the token service may look: which one Entra has is not known. */
export type Order = "service principal first" | "credential first";

export function prepare(chain: Chain, order: Order): void {
  chain.restore();
  if (order === "credential first") chain.emulator.context.faults.add({ kind: "credential-first" });
}

/** The repairs that were printed, in order, until the chain worked; `works` says whether it did. */
export interface Healing {
  readonly lines: readonly string[];
  readonly works: boolean;
}

/** Runs the first repair, asks again, and so on, for so many rounds at most. */
export async function heal(chain: Chain, first: DoctorReport, rounds: number): Promise<Healing> {
  const lines: string[] = [];
  let report = first;
  while (lines.length < rounds) {
    const command = report.cause?.repair?.command;
    if (command === undefined) break;
    lines.push(command);
    await runLine(chain, command);
    if (lines.length === rounds) break;
    report = await doctor(chain.options());
    if (report.ok) break;
  }
  return { lines, works: (await verify(chain.options(["workload"]))).ok };
}

/** What one way to break came to. */
export interface Attempt {
  readonly named: string | undefined;
  readonly says: string;
  readonly alone: string | undefined;
  readonly healing: Healing;
}

export async function attempt(chain: Chain, one: Break, order: Order): Promise<Attempt> {
  prepare(chain, order);
  await one.does(chain);
  const alone = await doctor(chain.options(["workload"]));
  const report = await doctor(chain.options());
  const healing = await heal(chain, report, one.repairs ?? 1);
  const { cause } = report;
  return { named: cause?.id, says: JSON.stringify(cause ?? null), alone: alone.cause?.id, healing };
}
