import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { win32 as windowsPath, posix as posixPath } from "node:path";
import { CliError } from "../errors.ts";

/** The trust of a system or of its user, and the programs that change it. Nothing goes through a shell. */
export interface SystemStore {
  readonly name: string;
  /** As `process.platform` says. */
  readonly platform: string;
  readonly what: string;
  readonly install: readonly (readonly string[])[];
  readonly remove: readonly (readonly string[])[];
}

const debianFile = "/usr/local/share/ca-certificates/tegata-emulator.crt";

/** The stores that are known, for one certificate authority. `fingerprint` is its SHA-1, as Windows names it. */
export function systemStores(ca: string, fingerprint: string): readonly SystemStore[] {
  const keychain = posixPath.join(homedir(), "Library", "Keychains", "login.keychain-db");
  return [
    {
      name: "windows-user",
      platform: "win32",
      what: "Windows, for this user: .NET, PowerShell, browsers, the Azure CLI's installer",
      install: [["certutil", "-user", "-addstore", "Root", ca]],
      remove: [["certutil", "-user", "-delstore", "Root", fingerprint]],
    },
    {
      name: "macos-user",
      platform: "darwin",
      what: "macOS, for this user: .NET, Go, Swift, browsers",
      install: [["security", "add-trusted-cert", "-r", "trustRoot", "-k", keychain, ca]],
      remove: [["security", "remove-trusted-cert", ca]],
    },
    {
      name: "linux-debian",
      platform: "linux",
      what: "Debian, Ubuntu and Alpine, for everybody on the machine (as root): OpenSSL, Go, .NET, curl, git",
      install: [["install", "-m", "0644", ca, debianFile], ["update-ca-certificates"]],
      remove: [
        ["rm", "-f", debianFile],
        ["update-ca-certificates", "--fresh"],
      ],
    },
    {
      name: "linux-fedora",
      platform: "linux",
      what: "Fedora, RHEL and Arch, for everybody on the machine (as root): OpenSSL, Go, .NET, curl, git",
      install: [["trust", "anchor", "--store", ca]],
      remove: [["trust", "anchor", "--remove", ca]],
    },
  ];
}

export const storeNames: readonly string[] = systemStores("", "").map(({ name }) => name);

/** As it would be typed. */
export function typed(command: readonly string[], platform: string): string {
  const quote = platform === "win32" ? (word: string) => `"${word}"` : (word: string) => `'${word}'`;
  return command.map((word) => (/^[\w./:=\\-]+$/.test(word) ? word : quote(word))).join(" ");
}

/** The paths of a state folder, joined as the platform does. */
export function inFolder(folder: string, name: string, platform: string): string {
  return (platform === "win32" ? windowsPath : posixPath).join(folder, name);
}

/** Runs a store's programs, one after the other. @throws CliError `cli.trust-failed` */
export async function runAll(
  commands: SystemStore["install"],
  { environment, platform }: { environment: Readonly<Record<string, string | undefined>>; platform: string },
): Promise<void> {
  for (const command of commands) {
    const [program = "", ...words] = command;
    const ended = await new Promise<string>((resolve) => {
      // Standard output belongs to the result; what the programs say is for people.
      const child = spawn(program, words, { env: environment, stdio: ["inherit", 2, 2] });
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(code === 0 ? "" : `it ended with ${code ?? signal}`));
    });
    if (ended === "") continue;
    throw new CliError("cli.trust-failed", `${typed(command, platform)} failed: ${ended}`, {
      fix: "Run it yourself, with the rights that it wants.",
    });
  }
}
