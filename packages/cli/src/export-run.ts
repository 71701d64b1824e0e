import type { PrincipalId, TenantId } from "@tegata/core";
import { isGuid, parsePrincipalId, parseTenantId } from "@tegata/core";
import type { ExportOptions } from "@tegata/setup";
import type { CommandOption, Invocation } from "./command.ts";
import { text } from "./command.ts";
import { CliError } from "./errors.ts";
import { applicationIdOf, endpointsOf, readConfiguration } from "./setup-run.ts";

/** What export and review are told. Nobody signs in for them. */
export const exportOptions: readonly CommandOption[] = [
  { flags: "--file <path>", description: "the configuration", defaultValue: "tegata.yaml" },
  { flags: "--application-id <client id>", description: "the application, as home's apply told it" },
  { flags: "--tenant <id>", description: "which resource directory, when there are several" },
  {
    flags: "--principal-id <object id>",
    description: "the service principal in the resource directory, when it is known",
  },
];

function guidOf<Id>(invocation: Invocation, name: string, parse: (id: string) => Id): Id | undefined {
  const given = text(invocation, name);
  if (given === undefined) return undefined;
  if (isGuid(given)) return parse(given);
  const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new CliError("cli.usage", `${flag} must be a GUID`, { fix: "tegata export --help shows what each id is." });
}

export async function prepareExport(invocation: Invocation): Promise<Omit<ExportOptions, "side" | "format">> {
  const applicationId = applicationIdOf(invocation);
  const tenantId: TenantId | undefined = guidOf(invocation, "tenant", parseTenantId);
  const principalId: PrincipalId | undefined = guidOf(invocation, "principalId", parsePrincipalId);
  const configuration = await readConfiguration(invocation);
  const { cloud } = await endpointsOf(configuration, invocation);
  return {
    configuration,
    cloud,
    ...(applicationId ? { applicationId } : {}),
    ...(tenantId ? { tenantId } : {}),
    ...(principalId ? { principalId } : {}),
  };
}
