import type { Command } from "../command.ts";

/** Commands that serve one purpose, under the heading that help gives them. */
export interface CommandGroup {
  readonly heading: string;
  readonly commands: readonly Command[];
}

interface Loader {
  readonly heading: string;
  /** The first words of its commands. */
  readonly words: readonly string[];
  readonly load: () => Promise<readonly Command[]>;
}

/**
 * The groups in the order in which help lists them. They are loaded when they are wanted: the setup engine with its
 * readers of YAML and its schemas takes longer to load than the emulator takes to start.
 */
export const loaders: readonly Loader[] = [
  {
    heading: "Setup",
    words: ["init", "plan", "apply", "export", "review", "destroy"],
    load: async () => (await import("./setup-commands.ts")).setupCommands,
  },
  {
    heading: "Diagnosis",
    words: ["verify", "doctor", "explain", "token"],
    load: async () => (await import("./diagnosis-commands.ts")).diagnosisCommands,
  },
  {
    heading: "Emulator",
    words: ["demo", "exec", "emulator"],
    load: async () => (await import("./emulator-commands.ts")).emulatorCommands,
  },
];

/** The group that a command line is about, by its first word; every group when that is no command's. */
export async function loadGroups(words: readonly string[] = []): Promise<readonly CommandGroup[]> {
  const [first = ""] = words;
  const wanted = loaders.filter((loader) => loader.words.includes(first));
  const loading = (wanted.length > 0 ? wanted : loaders).map(async ({ heading, load }) => ({
    heading,
    commands: await load(),
  }));
  return Promise.all(loading);
}

/** Every command, in the order in which help lists them. */
export async function loadCommands(): Promise<readonly Command[]> {
  return (await loadGroups()).flatMap(({ commands }) => commands);
}
