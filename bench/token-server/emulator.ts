// Ours: the emulator's token service with every check and the journal on. It answers an exchange, as a workload asks.
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "@tegata/emulator/testing";
import { makeChain } from "./chain.ts";

const [tlsFile = ""] = process.argv.slice(2);
const running = await startEmulator();
copyFileSync(join(running.environment.stateFolder, "tls.json"), tlsFile);
const granted = await makeChain(running.environment, running.ca);
process.once("SIGTERM", () => void running.close());
console.log(JSON.stringify({ port: Number(new URL(running.environment.authority).port), ...granted }));
