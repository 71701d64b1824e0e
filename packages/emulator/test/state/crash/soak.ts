// Kills an emulator many times while it writes, and says what was lost. Argument: how many times (default 200).
// Run: node --conditions=@tegata/source packages/emulator/test/state/crash/soak.ts 200
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crash } from "./rounds.ts";

const folder = await mkdtemp(join(tmpdir(), "tegata-crash-"));
try {
  const report = await crash(join(folder, "state"), Number(process.argv[2] ?? 200));
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  process.exitCode = report.lost.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
