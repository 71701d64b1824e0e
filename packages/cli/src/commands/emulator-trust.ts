import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Command, Invocation } from "../command.ts";
import { text } from "../command.ts";
import { stateFolderOf, stateOption } from "../emulator/running.ts";
import type { SystemStore } from "../emulator/system-stores.ts";
import { inFolder, runAll, storeNames, systemStores, typed } from "../emulator/system-stores.ts";
import { CliError } from "../errors.ts";
import { exitCode } from "../output/exit-codes.ts";

interface Trust {
  readonly ca: string;
  readonly caBundle: string;
  readonly trustStore: string;
  readonly fingerprint256: string;
  readonly fingerprint1: string;
}

async function trustOf(invocation: Invocation): Promise<Trust> {
  const folder = await stateFolderOf(invocation);
  const file = (name: string): string => inFolder(folder, name, invocation.platform);
  const ca = file("ca.pem");
  try {
    const { fingerprint, fingerprint256 } = new X509Certificate(await readFile(ca));
    const fingerprint1 = fingerprint.replaceAll(":", "");
    return { ca, caBundle: file("ca-bundle.pem"), trustStore: file("truststore.jks"), fingerprint256, fingerprint1 };
  } catch (cause) {
    throw new CliError("cli.emulator-not-running", `there is no certificate authority in ${folder}`, {
      fix: "The first start makes it: tegata emulator start. It may have another folder: name it with --state.",
      cause,
    });
  }
}

/** What programs read, by language; `tegata exec` and `tegata emulator env` set all of it. */
function languagesOf({ ca, caBundle, trustStore }: Trust) {
  const java = `-Djavax.net.ssl.trustStore=${trustStore} -Djavax.net.ssl.trustStorePassword=changeit`;
  return [
    { language: "Node", variables: { NODE_EXTRA_CA_CERTS: ca } },
    { language: "Python, the Azure CLI", variables: { REQUESTS_CA_BUNDLE: caBundle } },
    { language: "OpenSSL, Python's aiohttp; Go, Terraform and .NET on Linux", variables: { SSL_CERT_FILE: caBundle } },
    { language: "Java", variables: { JAVA_TOOL_OPTIONS: java } },
  ];
}

function assignment([name, value]: [string, string], platform: string): string {
  return platform === "win32" ? `$env:${name} = '${value}'` : `export ${name}='${value}'`;
}

const danger =
  "Whoever can read the state folder can make certificates that the store's users trust, for any name: take it out again with --remove.";

function page(trust: Trust, stores: readonly SystemStore[], platform: string): string {
  const languages = languagesOf(trust).flatMap(({ language, variables }) => [
    `# ${language}`,
    ...Object.entries(variables).map((pair) => assignment(pair, platform)),
  ]);
  const systems = stores.flatMap(({ name, what, install }) => [
    `  ${name}: ${what}`,
    ...install.map((command) => `    ${typed(command, platform)}`),
  ]);
  return [
    `The emulator's certificate authority: ${trust.ca}`,
    `SHA-256 ${trust.fingerprint256}`,
    "",
    "For one shell. tegata exec sets all of it for a program, and nothing is left behind:",
    ...languages,
    "",
    "For a whole system; nothing was changed. --install <name> runs what stands below a name:",
    ...systems,
    danger,
  ].join("\n");
}

function storeOf(name: string, stores: readonly SystemStore[], platform: string): SystemStore {
  const store = stores.find((each) => each.name === name);
  if (store?.platform === platform) return store;
  throw new CliError("cli.usage", `${name} is not a store of this system (${platform})`, {
    fix: `Here there is: ${stores.map((each) => each.name).join(", ") || "none that is known"}.`,
  });
}

async function change(invocation: Invocation, trust: Trust, stores: readonly SystemStore[]) {
  const [install, remove] = [text(invocation, "install"), text(invocation, "remove")];
  if (install !== undefined && remove !== undefined) {
    throw new CliError("cli.usage", "--install and --remove exclude one another", { fix: "Leave one of them out." });
  }
  const name = install ?? remove;
  if (name === undefined) return undefined;
  const store = storeOf(name, stores, invocation.platform);
  await runAll(install === undefined ? store.remove : store.install, invocation);
  const done = install === undefined ? `${name} no longer trusts` : `${name} trusts`;
  return { installed: install ?? null, removed: remove ?? null, text: `${done} the emulator, ${trust.ca}.` };
}

export const emulatorTrust: Command = {
  name: "emulator trust",
  summary: "tell how programs come to trust the emulator's certificates; change a system's trust only by name",
  examples: ["tegata emulator trust", "tegata emulator trust --json", "tegata emulator trust --install linux-debian"],
  options: [
    stateOption,
    { flags: "--install <store>", description: "let a system trust it", choices: storeNames },
    { flags: "--remove <store>", description: "take it out of a system's trust again", choices: storeNames },
  ],
  run: async (invocation) => {
    const trust = await trustOf(invocation);
    const { platform } = invocation;
    const all = systemStores(trust.ca, trust.fingerprint1);
    const stores = all.filter((store) => store.platform === platform);
    const changed = await change(invocation, trust, stores);
    const { fingerprint1: _, ...files } = trust;
    const data = {
      ...files,
      languages: languagesOf(trust),
      systemStores: stores.map(({ name, what, install, remove }) => ({ name, what, install, remove })),
      installed: changed?.installed ?? null,
      removed: changed?.removed ?? null,
    };
    return { exitCode: exitCode.done, data, text: changed?.text ?? page(trust, stores, platform) };
  },
};
