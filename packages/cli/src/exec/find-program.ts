// Which file a program's name means, as the system's own search would find it.
import { existsSync } from "node:fs";
import { posix, win32 } from "node:path";

/** Where a program is to run. */
export interface ProgramPlace {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  readonly platform?: string;
  readonly exists?: (file: string) => boolean;
}

/** A variable of the program's environment; Windows takes them in any case. */
export function variable({ variables, platform = process.platform }: ProgramPlace, name: string): string | undefined {
  if (platform !== "win32") return variables[name];
  return Object.entries(variables).find(([key]) => key.toUpperCase() === name)?.[1];
}

/** On Windows npm lies there twice, and the one without an extension is a script for another shell. */
function spellings(name: string, place: ProgramPlace): readonly string[] {
  const { platform = process.platform } = place;
  if (platform !== "win32") return [name];
  const extensions = (variable(place, "PATHEXT") || ".COM;.EXE;.BAT;.CMD").split(";").filter((one) => one !== "");
  const isSpelledOut = extensions.some((extension) => name.toUpperCase().endsWith(extension.toUpperCase()));
  return isSpelledOut ? [name] : extensions.map((extension) => `${name}${extension.toLowerCase()}`);
}

/** The file that would be started; undefined where there is none. */
export function findProgram(name: string, place: ProgramPlace): string | undefined {
  const { workingFolder, platform = process.platform, exists = existsSync } = place;
  const path = platform === "win32" ? win32 : posix;
  const isPath = platform === "win32" ? /[/\\:]/.test(name) : name.includes("/");
  const folders = isPath ? [workingFolder] : (variable(place, "PATH") ?? "").split(path.delimiter);
  const files = folders
    .filter((folder) => folder !== "")
    .flatMap((folder) => spellings(name, place).map((spelling) => path.resolve(workingFolder, folder, spelling)));
  return files.find((file) => exists(file));
}
