import { ServiceError, SetupError } from "@tegata/setup";
import { describe, expect, test } from "vitest";
import { CliError, interrupted } from "../../src/errors.ts";
import { exitCode } from "../../src/output/exit-codes.ts";
import { failureOf } from "../../src/output/failure.ts";
import { envelopeOf } from "../../src/output/result.ts";

const canary = ["eyJhbGciOiJub25lIn0", "eyJvaWQiOiJjYW5hcnkifQ", "c2lnbmF0dXJlLWNhbmFyeQ"].join(".");

describe("a failure", () => {
  test("says what happened, what to do, and the ids that a support request needs", () => {
    const error = new ServiceError("service.refused", "Graph refused", {
      fix: "Ask for the right.",
      status: 403,
      serviceCodes: [],
      ids: { correlationId: "c-1", traceId: "t-1", requestId: "r-1" },
    });
    expect(failureOf(error)).toEqual({
      exitCode: 1,
      data: null,
      text: "",
      diagnostics: [
        {
          level: "error",
          code: "service.refused",
          message: "Graph refused (correlation id c-1, trace id t-1, request id r-1)",
          fix: "Ask for the right.",
        },
      ],
    });
  });

  test("of somebody else's making is shown without the token in it", () => {
    const shown = JSON.stringify(failureOf(new TypeError(`cannot use Bearer ${canary} client_secret=hunter2-canary`)));
    expect(shown).toContain('"code":"unexpected"');
    expect(shown).toContain("report it");
    for (const secret of [...canary.split("."), "hunter2-canary"]) expect(shown).not.toContain(secret);
  });

  test("does not show its cause or details, where foreign text may stand", () => {
    const error = new SetupError("network.failed", "no answer", {
      fix: "Check the network.",
      cause: new Error(canary),
      details: { canary },
    });
    expect(JSON.stringify(failureOf(error))).not.toContain(canary);
  });

  test("to read or write a file for lack of rights or room is not taken for a fault of ours", () => {
    const refused = Object.assign(new Error("EACCES: permission denied"), {
      code: "EACCES",
      path: "/state/state.json",
    });
    expect(failureOf(refused).diagnostics).toEqual([
      {
        level: "error",
        code: "cli.file-refused",
        message: "the system refuses /state/state.json (EACCES)",
        fix: "Check who owns it, its rights, and the room that is left on its disk.",
      },
    ]);
    const other = Object.assign(new Error("EBADF: bad file"), { code: "EBADF", path: "/state/state.json" });
    expect(failureOf(other)).toMatchObject({ diagnostics: [{ code: "unexpected" }] });
  });

  test("that is not even an error is shown", () => {
    expect(failureOf("thrown text")).toMatchObject({ exitCode: 1, diagnostics: [{ message: "thrown text" }] });
  });
});

describe("the exit code", () => {
  test.each([
    ["Ctrl-C", interrupted(), 130],
    ["Ctrl-C noticed by the engine", new SetupError("cancelled", "stopped on request", { fix: "Run it again." }), 130],
    ["Ctrl-C noticed by Node", new DOMException("This operation was aborted", "AbortError"), 130],
    ["a configuration with faults", new SetupError("configuration.invalid", "faults", { fix: "Correct them." }), 64],
    ["a configuration that is not there", new CliError("cli.configuration-missing", "none", { fix: "Name it." }), 64],
    ["wrong usage", new CliError("cli.usage", "no", { fix: "Look at --help." }), 64],
    ["no emulator", new CliError("cli.emulator-not-running", "none", { fix: "Start one." }), 1],
    ["an emulator that is not installed", new CliError("cli.emulator-missing", "none", { fix: "" }), 1],
    ["a host that is not there", new CliError("cli.host-unknown", "none", { fix: "" }), 1],
    ["a program that is not there", new CliError("cli.program-not-found", "none", { fix: "" }), 1],
    ["a demo that went wrong", new CliError("demo.failed", "no", { fix: "Report it." }), 1],
    ["a fault of ours", new RangeError("out of range"), 1],
  ])("for %s is right", (_what, error, code) => {
    expect(failureOf(error).exitCode).toBe(code);
  });

  test("is one of seven that scripts rely on", () => {
    expect(exitCode).toEqual({
      done: 0,
      failed: 1,
      planHasChanges: 2,
      waitingForOtherAdministrator: 3,
      faultFound: 4,
      usage: 64,
      interrupted: 130,
    });
  });
});

test("the envelope has one form, whatever the result", () => {
  expect(envelopeOf("plan", { exitCode: 0, data: { a: 1 } })).toEqual({
    schemaVersion: 1,
    command: "plan",
    ok: true,
    data: { a: 1 },
    diagnostics: [],
  });
  expect(envelopeOf("apply", { exitCode: 3, data: null })).toMatchObject({ ok: false, data: null });
});
