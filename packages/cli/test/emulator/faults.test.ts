import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectEnvelope } from "../processes/envelope.ts";
import type { Commands } from "./commands.ts";
import { emulatorCommands } from "./commands.ts";

let commands: Commands;
beforeAll(async () => {
  commands = await emulatorCommands();
});
afterAll(() => commands.dispose());

const run = (...words: string[]) => commands.run(...words);

describe("tegata emulator fault", () => {
  test("adds, lists and clears, as text and as JSON", async () => {
    const added = await run("fault", "add", "--kind", "throttle", "--service", "token", "--retry-after", "1", "--json");
    const fault = { id: "fault-1", kind: "throttle", service: "token", retryAfterSeconds: 1, body: "json", met: 0 };
    expect([added.code, expectEnvelope(added)]).toEqual([
      0,
      { schemaVersion: 1, command: "emulator fault add", ok: true, data: { fault }, diagnostics: [] },
    ]);
    const listed = await run("fault", "list");
    expect([listed.code, listed.stdout]).toEqual([
      0,
      "fault-1  throttle  retryAfterSeconds 1, body json, service token  met 0 requests\n",
    ]);
    expect((await run("fault", "clear")).stdout).toBe("1 fault taken away.\n");
    expect((await run("fault", "list")).stdout).toBe("No fault stands.\n");
  });

  test("ends with 64 and names everything that is wrong", async () => {
    const { code, stderr } = await run("fault", "add", "--kind", "status", "--status", "99", "--times", "many");
    expect(code).toBe(64);
    expect(stderr).toContain(
      "times must be a whole number from 1 to 1000000; status must be a whole number from 400 to 599",
    );
    expect(commands.running.emulator.context.faults.isQuiet).toBe(true);
  });
});

describe("tegata emulator clock", () => {
  test("shifts the clock and gives it back", async () => {
    const shifted = expectEnvelope(await run("clock", "shift", "--by", "25h", "--json"));
    expect(shifted.data).toMatchObject({ shiftSeconds: 90_000 });
    expect((await run("clock", "show")).stdout).toMatch(/, 90000 seconds ahead of this machine's clock\.\n$/);
    expect((await run("clock", "set", "--to", "machine")).stdout).toMatch(/, as this machine's clock says\.\n$/);
    expect((await run("clock", "shift", "--by", "soon")).code).toBe(64);
  });
});

describe("tegata emulator directory, host and keys", () => {
  test("let the emulator grow while it runs", async () => {
    const directory = expectEnvelope(await run("directory", "add", "--name", "northwind", "--json"));
    expect(directory.data).toMatchObject({ name: "northwind", domain: "northwind.onmicrosoft.com" });
    const host = await run("host", "add", "--name", "app-north", "--kind", "containerApp", "--directory", "northwind");
    expect([host.code, host.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^app-north is up in northwind\. Its identity endpoint is http:\/\/127\.0\.0\.1:\d+\/msi\/token\nRun programs on it: tegata exec --on app-north -- node app\.js\n$/,
      ),
    ]);
    const rolled = await run("keys", "roll", "--directory", "northwind");
    const rolledAtOnce = await run("keys", "roll", "--directory", "northwind", "--grace", "0");
    expect([rolled.stdout, rolledAtOnce.stdout]).toEqual([
      expect.stringMatching(/^northwind signs with [\w-]{27} from now on\.\n$/),
      expect.stringMatching(
        / from now on\.\nWhat the old key signed is refused at once, .*\n.*clock shift --by 13h\n$/,
      ),
    ]);
    expect((await run("host", "add", "--name", "app-north", "--kind", "appService")).code).toBe(64);
  });
});
