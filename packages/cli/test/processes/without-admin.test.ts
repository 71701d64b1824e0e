// Setup and the credential see what they would see in Azure: the admin API and its journal are not there for them.
import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { hostEnvironment } from "@tegata/emulator";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { roundTrip } from "../../src/demo/round-trip.ts";
import { startWorkload } from "../../src/demo/workload.ts";
import { variablesOf } from "../../src/emulator/variables.ts";
import type { Place } from "./place.ts";
import { aPlace } from "./place.ts";
import { writeConfiguration } from "./tegata-yaml.ts";

const { signal } = new AbortController();
const asked: string[] = [];

/** Every request to an emulator of this process passes here first: those to the admin API find nothing. */
function hideAdmin(message: unknown): void {
  const { request } = message as { readonly request: IncomingMessage };
  if (!request.url?.startsWith("/_tegata")) return;
  asked.push(request.url);
  request.url = "/nothing-here";
}

let place: Place;
let emulator: RunningEmulator;
beforeAll(async () => {
  diagnostics.subscribe("http.server.request.start", hideAdmin);
  [place, emulator] = await Promise.all([aPlace(), startEmulator()]);
  await writeConfiguration(place.folder, emulator.environment);
});
afterAll(async () => {
  await Promise.all([place.dispose(), emulator.close()]);
  diagnostics.unsubscribe("http.server.request.start", hideAdmin);
});

test("plan, apply and the sample's credential do the main job where every path of the admin API is a 404", async () => {
  const variables = { environment: variablesOf(emulator.environment) };
  expect((await place.run(["plan", "--detailed-exitcode"], variables)).code).toBe(2);
  const applied = await place.run(["apply", "--json"], variables);
  expect(applied.code).toBe(0);
  const { data } = JSON.parse(applied.stdout) as { data: { applicationSettings: Record<string, string> } };
  const account = emulator.environment.directories["fabrikam"]?.storage?.account;
  const workload = await startWorkload(
    "app-service-blob",
    {
      ...hostEnvironment(emulator.environment, "app-orders", { PATH: process.env["PATH"] }),
      ...data.applicationSettings,
      STORAGE_BLOB_ENDPOINT: `https://${account}.blob.core.windows.net`,
      STORAGE_CONTAINER: "orders",
      PORT: "0",
    },
    signal,
  );
  try {
    expect(await roundTrip(workload.url, signal)).toMatchObject({ file: "orders.bin", bytes: 262_144 });
  } finally {
    await workload.stop();
  }
  expect(asked).toEqual([]);
});

test("there, a command that does need the admin API says that no emulator runs: the 404 is real", async () => {
  const { code, stderr } = await place.run(["emulator", "env", "--state", emulator.environment.stateFolder]);
  expect(code).toBe(1);
  expect(stderr).toContain("error cli.emulator-not-running");
  expect(asked).toEqual(["/_tegata/environment"]);
});
