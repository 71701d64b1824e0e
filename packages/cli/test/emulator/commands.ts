// `tegata emulator …` in this process, on an emulator that listens and a folder of its own.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunningEmulator } from "@tegata/emulator/testing";
import { startEmulator } from "@tegata/emulator/testing";
import { main } from "../../src/main.ts";
import { fakeTerminal } from "../fake-terminal.ts";

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Commands {
  readonly running: RunningEmulator;
  readonly folder: string;
  readonly run: (...words: string[]) => Promise<Said>;
  readonly dispose: () => Promise<void>;
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join("");

export async function emulatorCommands(): Promise<Commands> {
  const running = await startEmulator();
  const folder = await mkdtemp(join(tmpdir(), "tegata-commands-"));
  const state = ["--state", running.environment.stateFolder];
  return {
    running,
    folder,
    run: async (...words) => {
      const terminal = fakeTerminal();
      const world = { terminal, environment: { CI: "1" }, workingFolder: folder, platform: process.platform };
      const code = await main(["emulator", ...words, ...state], world);
      return { code, stdout: lines(terminal.results), stderr: lines(terminal.notes) };
    },
    dispose: async () => {
      await running.close();
      await rm(folder, { recursive: true });
    },
  };
}
