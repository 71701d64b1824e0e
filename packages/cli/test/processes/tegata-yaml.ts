import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EmulatorEnvironment } from "@tegata/emulator";

function configurationOf({ resourceManager, directories, home, resource }: EmulatorEnvironment): string {
  const [contoso, fabrikam] = [directories[home], directories[resource]];
  return `version: 1
cloud: ${resourceManager}
home:
  tenantId: ${contoso?.tenantId}
  subscriptionId: ${contoso?.subscriptionId}
  resourceGroup: ${contoso?.resourceGroup}
  location: japaneast
  identity: id-orders
  hosts: [{ kind: appService, name: app-orders }]
  application: { name: orders-cross-tenant }
  trusts: [managedIdentity]
resources:
  - tenantId: ${fabrikam?.tenantId}
    grants:
      - role: Storage Blob Data Contributor
        scope: ${fabrikam?.storage?.resourceId}
`;
}

/** Writes the configuration of the main job for an emulator into a folder. */
export async function writeConfiguration(folder: string, environment: EmulatorEnvironment): Promise<string> {
  const file = join(folder, "tegata.yaml");
  await writeFile(file, configurationOf(environment));
  return file;
}
