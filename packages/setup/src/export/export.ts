import type { ClientId, Cloud, PrincipalId, TenantId } from "@tegata/core";
import type { Configuration } from "../configuration/configuration.ts";
import type { Side } from "../directory/operator.ts";
import { SetupError } from "../errors.ts";
import { armResource } from "./arm.ts";
import { azHome, azRevokeHome } from "./az-home.ts";
import { azResource, azRevokeResource } from "./az.ts";
import { bicepHome, bicepResource } from "./bicep.ts";
import type { HomeModel, ResourceModel } from "./model.ts";
import { homeModel, impossible, resourceModel } from "./model.ts";
import { powershellHome, powershellResource, powershellRevokeHome, powershellRevokeResource } from "./powershell.ts";
import { terraformHome, terraformResource } from "./terraform.ts";

export const exportFormats = ["az", "powershell", "terraform", "bicep", "arm"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  /** To be made executable. */
  readonly isProgram: boolean;
}

export interface ExportOptions {
  readonly configuration: Configuration;
  /** Of `resolveEndpoints`. */
  readonly cloud: Cloud;
  readonly side: Side;
  readonly format: ExportFormat;
  /** Which resource directory; may be left out when the configuration has one. */
  readonly tenantId?: TenantId;
  /** The application's client id. Needed for the resource side, unless the configuration has it. */
  readonly applicationId?: ClientId;
  /** The service principal's object id in the resource directory, where it is known (its `oid` in any token for it). */
  readonly principalId?: PrincipalId;
}

function file(name: string, text: string): ExportedFile {
  return { name, text, isProgram: name.endsWith(".sh") };
}

/** A half, and the way back. Templates make; none takes away what it made, so a script that needs only ids does. */
const resourceFiles: Readonly<Record<ExportFormat, (model: ResourceModel) => ExportedFile[]>> = {
  az: (model) => [file("grant.sh", azResource(model)), file("revoke.sh", azRevokeResource(model))],
  powershell: (model) => [
    file("grant.ps1", powershellResource(model)),
    file("revoke.ps1", powershellRevokeResource(model)),
  ],
  terraform: (model) => [file("main.tf", terraformResource(model)), file("revoke.sh", azRevokeResource(model))],
  bicep: (model) => [
    ...bicepResource(model).map(({ name, text }) => file(name, text)),
    file("revoke.sh", azRevokeResource(model)),
  ],
  arm: (model) => [file("roles.json", armResource(model)), file("revoke.sh", azRevokeResource(model))],
};

const homeFiles: Readonly<Record<ExportFormat, (model: HomeModel) => ExportedFile[]>> = {
  az: (model) => [file("setup.sh", azHome(model)), file("revoke.sh", azRevokeHome(model))],
  powershell: (model) => [file("setup.ps1", powershellHome(model)), file("revoke.ps1", powershellRevokeHome(model))],
  terraform: (model) => [file("main.tf", terraformHome(model)), file("revoke.sh", azRevokeHome(model))],
  bicep: (model) => [
    ...bicepHome(model).map(({ name, text }) => file(name, text)),
    file("revoke.sh", azRevokeHome(model)),
  ],
  arm: () => {
    throw impossible(["a template without the Graph extension makes no application; take bicep"]);
  },
};

/** The model of the resource administrator's half. @throws SetupError `configuration.invalid`, `export.impossible` */
export function resourceModelOf(options: Omit<ExportOptions, "side" | "format">): ResourceModel {
  const { configuration, cloud, principalId } = options;
  const applicationId = options.applicationId ?? configuration.home.application.clientId;
  const tenants = configuration.resources.map(({ tenantId }) => tenantId);
  const tenantId = options.tenantId ?? (tenants.length === 1 ? tenants[0] : undefined);
  const faults = [
    ...(applicationId === undefined ? ["the application's client id is not given"] : []),
    ...(tenantId === undefined ? [`one of the directories ${tenants.join(", ")} must be named`] : []),
    ...(tenantId !== undefined && !tenants.includes(tenantId)
      ? [`the configuration grants nothing in directory ${tenantId}`]
      : []),
    ...(principalId !== undefined && principalId === (applicationId as string | undefined)
      ? ["the principal id given is the application's client id; it must be its service principal's object id"]
      : []),
  ];
  if (applicationId !== undefined && tenantId !== undefined && faults.length === 0) {
    return resourceModel(configuration, cloud, { tenantId, applicationId, principalId });
  }
  throw new SetupError("export.impossible", `this cannot be exported: ${faults.join("; ")}`, {
    fix: "Give --application-id as home's apply told it, --tenant where there are several, and --principal-id only as the resource directory shows it.",
    details: { faults },
  });
}

/**
 * One side's half as files that its people can read and run themselves, each with its way back. Every name and id is
 * the one that apply uses. Pure: no network, no file is written, nothing in them is secret.
 *
 * @throws SetupError `export.impossible` with every reason
 * @example
 * ```ts
 * import { exportSetup, parseConfiguration, resolveEndpoints } from "@tegata/setup";
 * import { parseClientId } from "@tegata/core";
 *
 * declare const text: string;
 * const configuration = parseConfiguration(text);
 * const { cloud } = await resolveEndpoints(configuration);
 * const applicationId = parseClientId("44444444-4444-4444-8444-444444444444");
 * const files = exportSetup({ configuration, cloud, side: "resource", format: "az", applicationId });
 * console.log(files.map(({ name }) => name)); // grant.sh, revoke.sh
 * ```
 */
export function exportSetup(options: ExportOptions): ExportedFile[] {
  const { configuration, cloud, side, format } = options;
  return side === "home"
    ? homeFiles[format](homeModel(configuration, cloud))
    : resourceFiles[format](resourceModelOf(options));
}
