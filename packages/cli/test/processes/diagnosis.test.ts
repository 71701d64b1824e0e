// Doctor and verify as people start them, where every path of the emulator's admin API is a 404.
import diagnostics from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hostEnvironment } from "@tegata/emulator";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderEnvironment, variablesOf } from "../../src/emulator/variables.ts";
import { expectEnvelope } from "./envelope.ts";
import type { Place } from "./place.ts";
import { aPlace } from "./place.ts";
import { writeConfiguration } from "./tegata-yaml.ts";

const asked: string[] = [];
function hideAdmin(message: unknown): void {
  const { request } = message as { readonly request: IncomingMessage };
  if (!request.url?.startsWith("/_tegata")) return;
  asked.push(request.url);
  request.url = "/nothing-here";
}

let place: Place;
let emulator: RunningEmulator;
let onHost: Record<string, string>;
beforeAll(async () => {
  diagnostics.subscribe("http.server.request.start", hideAdmin);
  [place, emulator] = await Promise.all([aPlace(), startEmulator()]);
  await writeConfiguration(place.folder, emulator.environment);
  await writeFile(join(place.folder, "sign-ins.env"), renderEnvironment(emulator.environment, "dotenv"));
  const applied = await place.run(["apply", "--json"], { environment: variablesOf(emulator.environment) });
  const { data } = JSON.parse(applied.stdout) as { data: { applicationSettings: Record<string, string> } };
  onHost = {
    ...hostEnvironment(emulator.environment, "app-orders", { PATH: process.env["PATH"] }),
    ...data.applicationSettings,
  };
});
afterAll(async () => {
  await Promise.all([place.dispose(), emulator.close()]);
  diagnostics.unsubscribe("http.server.request.start", hideAdmin);
});

interface Found {
  readonly cause: { readonly id: string; readonly repair?: { readonly command: string } } | null;
  readonly vantages: readonly { readonly vantage: string; readonly looked: boolean }[];
}

async function doctor(
  environment: Record<string, string>,
  ...options: string[]
): Promise<Found & { code: number | null }> {
  const ended = await place.run(["doctor", "--json", ...options], { environment });
  return { code: ended.code, ...(expectEnvelope(ended).data as Found) };
}

test("on the host, with the administrators' sign-ins in a file, the doctor looks from everywhere and finds nothing", async () => {
  const { code, cause, vantages } = await doctor(onHost, "--sign-ins", "sign-ins.env");
  expect([code, cause]).toEqual([0, null]);
  expect(vantages.map(({ vantage, looked }) => [vantage, looked])).toEqual([
    ["workload", true],
    ["home", true],
    ["resource", true],
  ]);
});

test("on the host alone, a wrong setting is named with the line that sets it right at the host, and the exit code is 4", async () => {
  const wrong = { ...onHost, TEGATA_MANAGED_IDENTITY_CLIENT_ID: "99999999-9999-4999-8999-999999999999" };
  const { code, cause } = await doctor(wrong);
  expect(code).toBe(4);
  expect(cause?.id).toBe("settings.identity");
  expect(cause?.repair?.command).toBe("tegata apply --side home --set-app-settings");
});

test("from an administrator's terminal the workload is told as not looked from, not as broken", async () => {
  const { code, vantages } = await doctor(variablesOf(emulator.environment));
  expect(code).toBe(0);
  expect(vantages.find(({ vantage }) => vantage === "workload")?.looked).toBe(false);
});

test("verify on the host proves both hops and the grant; elsewhere it says what it takes and ends with 4", async () => {
  const proven = await place.run(["verify"], { environment: onHost });
  expect(proven.stdout).toMatch(
    /^The chain works for reading; writing was not tried \(--prove-writes\)\.\n {2}✓ hop 1: .+\n {2}✓ hop 2 .+\n {2}~ Storage Blob Data Contributor/,
  );
  expect(proven.code).toBe(0);
  const elsewhere = await place.run(["verify", "--json"], { environment: variablesOf(emulator.environment) });
  expect(elsewhere.code).toBe(4);
  expect(expectEnvelope(elsewhere).data).toMatchObject({ ok: false, proofs: [{ state: "not proven" }] });
});

test("asked to prove writes where no such container is, verify ends with 4 and says how to name one", async () => {
  const unable = await place.run(["verify", "--prove-writes", "--json"], { environment: onHost });
  expect(unable.code).toBe(4);
  const { data } = expectEnvelope(unable) as { data: { ok: boolean; writing: string; proofs: { evidence: string }[] } };
  expect([data.ok, data.writing]).toEqual([false, "not proven"]);
  expect(data.proofs.at(-1)?.evidence).toMatch(
    /has no container tegata-verify.*; name one that is there with --container$/,
  );
});

test("wrong usage is 64, before anything is asked", async () => {
  const wrong = [
    ["doctor", "--from", "moon"],
    ["verify", "--wait", "soon"],
    ["verify", "--container", "No Such Name"],
  ];
  const ended = await Promise.all(wrong.map((words) => place.run(words)));
  expect(ended.map(({ code }) => code)).toEqual([64, 64, 64]);
});

test("none of it has asked the admin API for anything, and no token was printed", async () => {
  expect(asked).toEqual([]);
  const { stdout } = await place.run(["doctor", "--sign-ins", "sign-ins.env"], { environment: onHost });
  expect(stdout).not.toMatch(/eyJ|Q~/);
});
