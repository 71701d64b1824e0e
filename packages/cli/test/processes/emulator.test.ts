import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import type { EmulatorEnvironment } from "@tegata/emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderEnvironment, variablesOf } from "../../src/emulator/variables.ts";
import { expectEnvelope } from "./envelope.ts";
import type { Ended, Place, Tegata } from "./place.ts";
import { aPlace } from "./place.ts";
import { writeConfiguration } from "./tegata-yaml.ts";

let place: Place;
let state: string[];
beforeEach(async () => {
  place = await aPlace();
  state = ["--state", join(place.folder, "state")];
});
afterEach(() => place.dispose());

interface Started {
  readonly process: Tegata;
  readonly environment: EmulatorEnvironment;
}

async function start(...words: string[]): Promise<Started> {
  const started = place.start(["emulator", "start", "--json", ...state, ...words]);
  const line = await started.printed("stdout", "\n");
  expect(line).toContain('"authority"');
  return { process: started, environment: JSON.parse(line) as EmulatorEnvironment };
}

function emulator(command: string, ...words: string[]): Promise<Ended> {
  return place.run(["emulator", command, ...state, ...words]);
}

describe("a running emulator", () => {
  test("prints one line when ready, tells the same to env, is found by status, and is ended by stop", async () => {
    const { process: running, environment } = await start("--ports", "free");
    expect(environment).toMatchObject({ stateFolder: join(place.folder, "state"), home: "contoso" });

    const env = await emulator("env");
    expect(JSON.parse(env.stdout)).toEqual(environment);
    for (const format of ["bash", "powershell", "dotenv"] as const) {
      const printed = await emulator("env", "--format", format);
      expect(printed).toEqual({
        code: 0,
        signal: null,
        stdout: `${renderEnvironment(environment, format)}\n`,
        stderr: "",
      });
    }

    expect(expectEnvelope(await emulator("status", "--json"))).toMatchObject({
      ok: true,
      data: { running: true, authority: environment.authority },
    });

    const second = await place.run(["emulator", "start", "--json", "--ports", "free", ...state]);
    expect(second.code).toBe(1);
    expect(expectEnvelope(second)).toMatchObject({ ok: false, data: null, diagnostics: [{ code: "state.locked" }] });
    const reset = await emulator("reset", "--json");
    expect(reset.code).toBe(1);
    expect(expectEnvelope(reset).diagnostics).toMatchObject([{ code: "state.locked" }]);

    expect(await emulator("stop")).toMatchObject({ code: 0, stderr: "" });
    const ended = await running.ended;
    expect(ended).toEqual({ code: 0, signal: null, stdout: `${JSON.stringify(environment)}\n`, stderr: "" });
    expect(running.isGone()).toBe(true);
    for (const command of ["status", "env", "stop"]) {
      const { code, stderr } = await emulator(command);
      expect({ command, code }).toEqual({ command, code: 1 });
      expect(stderr).toContain("error cli.emulator-not-running: no emulator runs in ");
    }
  });

  test.each(["SIGINT", "SIGTERM"] as const)("ends well with %s", async (signal) => {
    const { process: running } = await start("--ports", "free");
    running.signal(signal, "group");
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
    expect(running.isGone()).toBe(true);
    expect((await emulator("status")).code).toBe(1);
  });

  test("says for people where everything is, and never a secret", async () => {
    const running = place.start(["emulator", "start", "--ports", "free", ...state]);
    const shown = await running.printed("stdout", "Ctrl-C stops it; the state stays.\n");
    expect(shown).toMatch(
      /^Two directories are up\.\n {2}contoso +11111111-1111-4111-8111-111111111111 {2}host app-orders, /,
    );
    const { directories } = JSON.parse((await emulator("env")).stdout) as EmulatorEnvironment;
    for (const { operator } of Object.values(directories)) expect(shown).not.toContain(operator.clientSecret);
  });
});

test("a port that another program has is named with its purpose, and the folder is free again", async () => {
  const { process: running, environment } = await start("--ports", "free");
  await emulator("stop");
  await running.ended;
  const { port } = new URL(environment.graph);
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(Number(port), "127.0.0.1", resolve));
  const refused = await place.run(["emulator", "start", ...state]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toBe(
    `error port.taken: port ${port} (graph) is taken by another program, perhaps another emulator\nStop that program, or start with --ports free.\n`,
  );
  await new Promise((resolve) => squatter.close(resolve));
  expect((await start()).environment).toEqual(environment);
});

interface Applied {
  readonly data: { readonly applicationClientId: string };
}

async function apply(environment: EmulatorEnvironment): Promise<string> {
  await writeConfiguration(place.folder, environment);
  const { stdout } = await place.run(["apply", "--json"], { environment: variablesOf(environment) });
  return (JSON.parse(stdout) as Applied).data.applicationClientId;
}

test("what was acknowledged survives kill -9; reset forgets it, makes fresh ids, and keeps the authority", async () => {
  const first = await start("--ports", "free");
  const made = await apply(first.environment);
  expect(made).toMatch(/^[\da-f-]{36}$/);
  first.process.signal("SIGKILL", "group");
  await first.process.ended;

  const second = await start();
  expect(second.environment).toEqual(first.environment);
  const variables = { environment: variablesOf(second.environment) };
  expect(await place.run(["plan", "--detailed-exitcode"], variables)).toMatchObject({ code: 0 });
  second.process.signal("SIGTERM", "process");
  await second.process.ended;

  const authority = await readFile(first.environment.ca, "utf8");
  expect(await emulator("reset")).toMatchObject({ code: 0, stderr: "" });
  const third = await start("--ports", "free");
  expect(await readFile(third.environment.ca, "utf8")).toBe(authority);
  const operators = ({ directories }: EmulatorEnvironment): string[] =>
    Object.values(directories).map(({ operator }) => operator.clientSecret);
  expect(operators(third.environment)).not.toEqual(operators(first.environment));
  const again = await apply(third.environment);
  expect(again).toMatch(/^[\da-f-]{36}$/);
  expect(again).not.toBe(made);
});
