import { writeFile } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { variablesOf } from "../../src/emulator/variables.ts";
import { expectEnvelope } from "./envelope.ts";
import type { Ended, Place } from "./place.ts";
import { aPlace } from "./place.ts";
import { writeConfiguration } from "./tegata-yaml.ts";

const [contoso, fabrikam] = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];

let place: Place;
let emulator: RunningEmulator;
beforeEach(async () => {
  [place, emulator] = await Promise.all([aPlace(), startEmulator()]);
  await writeConfiguration(place.folder, emulator.environment);
});
afterEach(() => Promise.all([place.dispose(), emulator.close()]));

function run(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return place.run(words, { environment: { ...variablesOf(emulator.environment), ...environment } });
}

/** What is written to the directories, as the services saw it. */
function writes(): number {
  const entries = emulator.emulator.context.journal.since();
  return entries.filter(
    (entry) => entry.kind === "request" && entry.service !== "token" && !["GET", "HEAD"].includes(entry.method),
  ).length;
}

describe("plan and apply", () => {
  test("plan, apply, and nothing is left: 2 then 0, and the second apply says nothing to do", async () => {
    const planned = await run(["plan", "--detailed-exitcode"]);
    expect(planned).toMatchObject({ code: 2, stderr: "" });
    expect(planned.stdout).toContain("  + application orders-cross-tenant\n");
    expect(planned.stdout).toMatch(/\n6 to create, 1 to change, 0 unchanged\n$/);
    expect((await run(["plan"])).code).toBe(0);
    expect(writes()).toBe(0);

    const applied = await run(["apply"]);
    expect(applied.code).toBe(0);
    expect(applied.stdout).toMatch(/^Done: 7 written, 0 already as configured\.\n/);
    expect(applied.stdout).toMatch(
      new RegExp(
        `\\nThe host needs these application settings:\\n  TEGATA_HOME_TENANT_ID=${contoso}\\n  TEGATA_APPLICATION_CLIENT_ID=[\\da-f-]{36}\\n  TEGATA_MANAGED_IDENTITY_CLIENT_ID=[\\da-f-]{36}\\n  TEGATA_RESOURCE_TENANT_ID=${fabrikam}\\n$`,
      ),
    );
    expect(applied.stderr).toContain("  + created   application orders-cross-tenant\n");

    const written = writes();
    const again = await run(["apply", "--json"]);
    expect(again.code).toBe(0);
    expect(expectEnvelope(again)).toMatchObject({
      command: "apply",
      ok: true,
      data: { isComplete: true, blocked: [] },
    });
    expect((await run(["apply"])).stdout).toMatch(/^Nothing to do: everything is as configured\.\n/);
    expect(writes()).toBe(written);

    const left = await run(["plan", "--detailed-exitcode", "--json"]);
    expect(left.code).toBe(0);
    expect(expectEnvelope(left)).toMatchObject({ command: "plan", ok: true, data: { planVersion: 1 } });
  });

  test("each side acts alone with its own rights, says what the other must do with 3, and the other does it", async () => {
    const home = await run(["apply", "--side", "home"], {
      TEGATA_RESOURCE_CLIENT_ID: "",
      TEGATA_RESOURCE_CLIENT_SECRET: "",
    });
    expect(home.code).toBe(3);
    expect(home.stdout).toMatch(
      /^Done: 5 written, 0 already as configured\.\n\nLeft to the other administrator; not looked at from here, so it may be done already:\n/,
    );
    expect(home.stdout).toContain("  service principal of orders-cross-tenant (resource): ");
    const next = /The administrator of (\S+) runs: tegata (apply --side resource --application-id \S+)\n/.exec(
      home.stdout,
    );
    expect(next?.[1]).toBe(fabrikam);

    const resource = await run((next?.[2] ?? "").split(" "), {
      TEGATA_HOME_CLIENT_ID: "",
      TEGATA_HOME_CLIENT_SECRET: "",
    });
    expect(resource.code).toBe(0);
    expect(resource.stdout).toMatch(
      /^Done: 2 written, 0 already as configured\.\nThis side is complete\. Home's half was not looked at/,
    );
    expect((await run(["plan", "--detailed-exitcode"])).code).toBe(0);
  });

  test("the resource side without the application's id does nothing and says what it waits for", async () => {
    const { code, stdout, stderr } = await run(["apply", "--side", "resource"]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^Nothing to do on this side: 0 already as configured, 6 left to the other\.\n/);
    expect(stdout).toContain("tegata apply --side resource --application-id <what home's apply told>\n");
    expect(stderr).toContain("  … waits     service principal of orders-cross-tenant, for the home side\n");
    expect(writes()).toBe(0);
  });

  test("an operator of the wrong directory is refused before anything is written", async () => {
    const { TEGATA_HOME_CLIENT_ID: id = "", TEGATA_HOME_CLIENT_SECRET: secret = "" } = variablesOf(
      emulator.environment,
    );
    const swapped = { TEGATA_RESOURCE_CLIENT_ID: id, TEGATA_RESOURCE_CLIENT_SECRET: secret };
    const ended = await run(["apply", "--json"], swapped);
    expect(ended.code).toBe(1);
    const { ok, diagnostics } = expectEnvelope(ended);
    expect(ok).toBe(false);
    expect(diagnostics).toMatchObject([{ code: "operator.sign-in-failed" }]);
    expect(ended.stdout + ended.stderr).not.toContain(secret);
    expect(writes()).toBe(0);
  });
});

describe("wrong input", () => {
  test("a broken tegata.yaml gives 64 and names every fault with its line", async () => {
    await writeFile(join(place.folder, "broken.yaml"), "version: 2\ncloud: moon\nhome: {}\nresorces: []\n");
    const text = await run(["plan", "--file", "broken.yaml"]);
    expect(text).toMatchObject({ code: 64, stdout: "" });
    const json = await run(["apply", "--file", "broken.yaml", "--json"]);
    expect(json.code).toBe(64);
    const [diagnostic] = expectEnvelope(json).diagnostics;
    expect(diagnostic?.code).toBe("configuration.invalid");
    for (const fault of [
      "broken.yaml:1:10 version: must be 1",
      "broken.yaml:2:8 cloud: ",
      "resources: is missing",
      "unknown key resorces",
    ]) {
      expect(diagnostic?.message).toContain(fault);
      expect(text.stderr).toContain(fault);
    }
  });

  test("a missing tegata.yaml, and an application id that is none, give 64", async () => {
    const missing = await run(["plan", "--file", "nowhere.yaml", "--json"]);
    expect(missing.code).toBe(64);
    expect(expectEnvelope(missing).diagnostics).toMatchObject([{ code: "cli.configuration-missing" }]);
    const wrong = await run(["apply", "--application-id", "orders"]);
    expect(wrong.code).toBe(64);
    expect(wrong.stderr).toContain("error cli.usage: --application-id must be the application's client id, a GUID\n");
  });

  test("wrong usage with --json is told in the envelope as well", async () => {
    const ended = await run(["plan", "--nonsense", "--json"]);
    expect(ended.code).toBe(64);
    expect(expectEnvelope(ended)).toMatchObject({
      command: "",
      ok: false,
      diagnostics: [{ code: "cli.usage", message: "unknown option '--nonsense'" }],
    });
  });
});

test("Ctrl-C ends a plan that waits for a service with 130", async () => {
  const silent = createServer();
  const asked = new Promise<Socket>((resolve) => silent.once("connection", resolve));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = silent.address() as AddressInfo;
    const environment = { ...emulator.environment, resourceManager: `https://localhost:${port}` };
    await writeConfiguration(place.folder, environment);
    const plan = place.start(["plan", "--json"]);
    const connection = await asked;
    connection.on("error", () => {}).resume();
    plan.signal("SIGINT", "group");
    const ended = await plan.ended;
    expect(ended.code).toBe(130);
    expect(expectEnvelope(ended).diagnostics).toMatchObject([{ code: "cancelled" }]);
  } finally {
    await new Promise((resolve) => silent.close(resolve));
  }
});
