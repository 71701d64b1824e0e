import { readFile } from "node:fs/promises";
import { AzureCliCredential } from "@azure/identity"; // or anything else that gives tokens
import { apply, parseConfiguration, plan, renderPlan, type Operator } from "@tegata/setup";

const signedInTo = (tenantId: string): Operator => {
  const credential = new AzureCliCredential({ tenantId });
  return { tokenSource: async (scope) => (await credential.getToken(scope)).token };
};

const configuration = parseConfiguration(await readFile("tegata.yaml", "utf8"));
const operators = { home: signedInTo(configuration.home.tenantId), resource: signedInTo };

process.stdout.write(renderPlan(await plan({ configuration, operators })));
const outcome = await apply({ configuration, operators });
export const settings = outcome.applicationSettings; // ids for the host; there is no secret to copy
