// What doctor and verify share: the configuration, whoever is signed in, and the workload that this process stands in for.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { DiagnosisOptions, Endpoints, Operators, Side } from "@tegata/setup";
import { resolveEndpoints } from "@tegata/setup";
import { commandWord } from "./command-word.ts";
import type { CommandOption, Invocation } from "./command.ts";
import { text } from "./command.ts";
import { CliError } from "./errors.ts";
import { applicationIdOf, readConfiguration } from "./setup-run.ts";
import { operatorOf } from "./sign-in/operators.ts";
import { workloadHere } from "./workload/here.ts";

export const diagnosisOptions: readonly CommandOption[] = [
  { flags: "--file <path>", description: "the configuration", defaultValue: "tegata.yaml" },
  {
    flags: "--application-id <client id>",
    description: "the application; else TEGATA_APPLICATION_CLIENT_ID, or what home's administrator finds",
  },
  {
    flags: "--sign-ins <path>",
    description: "a dotenv file with TEGATA_HOME_CLIENT_ID and its kin: administrators inside tegata exec",
  },
];

const vantages = ["workload", "home", "resource"] as const;
type VantageName = (typeof vantages)[number];

/** Where to look from: what was named, else wherever that is possible. */
function namedVantages(invocation: Invocation): ReadonlySet<VantageName> | undefined {
  const given = text(invocation, "from");
  if (given === undefined) return undefined;
  const names = given.split(",").map((name) => name.trim());
  const isKnown = (name: string): name is VantageName => (vantages as readonly string[]).includes(name);
  const known = names.filter(isKnown);
  if (known.length === names.length) return new Set(known);
  throw new CliError("cli.usage", `--from does not take ${given}`, {
    fix: `Name some of ${vantages.join(", ")}, separated by commas.`,
  });
}

type Variables = Invocation["environment"];

/** The sign-ins of a file go before those of the environment; nothing else of the file is looked at. */
async function signInVariables(invocation: Invocation): Promise<Variables> {
  const file = text(invocation, "signIns");
  if (file === undefined) return invocation.environment;
  let content: string;
  try {
    content = await readFile(resolve(invocation.workingFolder, file), "utf8");
  } catch (cause) {
    throw new CliError("cli.usage", `${file} cannot be read`, {
      fix: "Write it with: tegata emulator env --format dotenv > sign-ins.env, or by hand.",
      cause,
    });
  }
  const given = Object.entries(parseEnv(content)).filter(([name]) => /^TEGATA_(HOME|RESOURCE)_/.test(name));
  return { ...invocation.environment, ...Object.fromEntries(given) };
}

interface SignIns {
  readonly endpoints: Endpoints;
  readonly variables: Variables;
  readonly from: ReadonlySet<VantageName> | undefined;
  /** Whether the Azure CLI's session is asked where no variable is set. */
  readonly withAzureCli: boolean;
  readonly homeTenantId: string;
}

function operatorsOf({ signal }: Invocation, signIns: SignIns): Operators {
  const { endpoints, variables, from, withAzureCli, homeTenantId } = signIns;
  const { authority } = endpoints;
  const isHere = (side: Side): boolean => {
    if (from !== undefined && !from.has(side)) return false;
    return withAzureCli || Boolean(variables[`TEGATA_${side.toUpperCase()}_CLIENT_ID`]);
  };
  const operator = (side: Side, tenantId: string): ReturnType<typeof operatorOf> =>
    operatorOf({ side, tenantId, authority, environment: variables, signal });
  return {
    ...(isHere("home") ? { home: operator("home", homeTenantId) } : {}),
    ...(isHere("resource") ? { resource: (tenantId) => operator("resource", tenantId) } : {}),
  };
}

/** Everything that a diagnosis takes. @throws CliError `cli.usage`, `cli.configuration-missing`; SetupError */
export async function prepareDiagnosis(
  invocation: Invocation,
  { withAzureCli }: { readonly withAzureCli: boolean },
): Promise<DiagnosisOptions> {
  const applicationId = applicationIdOf(invocation);
  const from = namedVantages(invocation);
  const [configuration, variables] = [await readConfiguration(invocation), await signInVariables(invocation)];
  const { environment, signal } = invocation;
  const endpoints = await resolveEndpoints(configuration, { signal });
  const homeTenantId = configuration.home.tenantId;
  const assumeHost = from?.has("workload") === true;
  const isWanted = from === undefined || assumeHost;
  const file = text(invocation, "file");
  return {
    configuration,
    endpoints,
    signal,
    operators: operatorsOf(invocation, { endpoints, variables, from, withAzureCli, homeTenantId }),
    words: { program: commandWord(environment), ...(file === undefined || file === "tegata.yaml" ? {} : { file }) },
    ...(isWanted ? { workload: workloadHere(endpoints, { environment, signal, assumeHost }) } : {}),
    ...(applicationId === undefined ? {} : { applicationId }),
  };
}
