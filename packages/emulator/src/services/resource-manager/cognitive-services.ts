import { sameResource } from "@tegata/core";
import type { Resource } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler, ArmType } from "./answer.ts";
import { ArmRefusal, propertiesOf, textOr } from "./answer.ts";
import { requireResource } from "./resources.ts";
import { storedType } from "./stored-type.ts";

const apiVersions = ["2025-09-01", "2025-06-01", "2024-10-01", "2023-05-01"];

function endpointsOf({ name, properties }: Resource): Record<string, unknown> {
  const domain = textOr(properties["customSubDomainName"], name).toLowerCase();
  return {
    endpoint: `https://${domain}.cognitiveservices.azure.com/`,
    endpoints: { "AI Foundry API": `https://${domain}.services.ai.azure.com/` },
  };
}

const listKeys: ArmHandler = (call) => ({ status: 200, body: requireResource(call).secrets ?? {} });

/** A subdomain is part of a host name, so that it is one account's over all directories. The text is recorded. */
function refuseTakenDomain({ context, body, path }: ArmCall): void {
  const wanted = textOr(propertiesOf(body)["customSubDomainName"], "").toLowerCase();
  if (wanted === "") return;
  const taken = context.store.state.arm.resources.some(
    ({ id, type, name, properties }) =>
      type === "Microsoft.CognitiveServices/accounts" &&
      !sameResource(id, path.id) &&
      textOr(properties["customSubDomainName"], name).toLowerCase() === wanted,
  );
  if (!taken) return;
  const message = `Please pick a different name. The subdomain name '${wanted}' is not available as it's already used by a resource.`;
  throw new ArmRefusal(409, "CustomDomainInUse", message);
}

/** Azure AI Foundry's accounts and their projects: data only, here. */
export const cognitiveServicesTypes: readonly ArmType[] = [
  storedType("Microsoft.CognitiveServices/accounts", {
    apiVersions,
    hasIdentity: true,
    check: refuseTakenDomain,
    complete: ({ context }, resource) => {
      const key = (): string => Buffer.from(context.world.randomBytes(32)).toString("base64url");
      resource.secrets ??= { key1: key(), key2: key() };
    },
    shown: endpointsOf,
    actions: { listkeys: listKeys },
  }),
  storedType("Microsoft.CognitiveServices/accounts/projects", {
    apiVersions,
    hasIdentity: true,
    shown: ({ id, name }) => {
      const account = id.split("/").at(-3) ?? "";
      return { endpoints: { "AI Foundry API": `https://${account}.services.ai.azure.com/api/projects/${name}` } };
    },
  }),
  storedType("Microsoft.CognitiveServices/accounts/deployments", { apiVersions }),
];
