// Ours: the emulator's token service with every check and the journal on. It answers an exchange, as a workload asks:
// again and again with the token that its platform gave it; and, for comparison, each time with one not seen before.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startEmulator } from "@tegata/emulator/testing";
import { call, formHeaders, makeChain } from "./chain.ts";
import { freshBodies } from "./fresh.ts";

const [tlsFile = ""] = process.argv.slice(2);
const running = await startEmulator();
const tls = JSON.parse(readFileSync(join(running.environment.stateFolder, "tls.json"), "utf8")) as { ca: string };
const granted = await makeChain(running.environment, running.ca);
const { authority } = running.environment;
const answer = await call(
  { method: "POST", url: `${authority}${granted.path}`, headers: formHeaders, body: granted.body },
  running.ca,
);
const token = String(answer["access_token"]);
// The others serve with the same certificate, and are asked and answer with as many bytes.
writeFileSync(tlsFile, JSON.stringify({ ...tls, requestBytes: granted.body.length, tokenBytes: token.length }));
const freshBodiesFile = `${tlsFile}.fresh`;
writeFileSync(freshBodiesFile, JSON.stringify(freshBodies(granted.body, running.environment.stateFolder)));
process.once("SIGTERM", () => void running.close());
console.log(JSON.stringify({ port: Number(new URL(running.environment.authority).port), ...granted, freshBodiesFile }));
