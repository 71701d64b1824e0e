import type { FoundryCall, FoundryHandler } from "./call.ts";
import { resourceNotFound } from "./refusal.ts";
import type { Resource } from "../../resources/resource.ts";
import { mapping } from "./input.ts";

function deploymentsOf({ context, account }: FoundryCall): Resource[] {
  const below = `${account.id}/deployments/`.toLowerCase();
  return context.store.state.arm.resources.filter(({ id }) => id.toLowerCase().startsWith(below));
}

function show({ name, sku, properties }: Resource): Record<string, unknown> {
  const model = mapping(properties["model"]) ?? {};
  return {
    name,
    type: "ModelDeployment",
    modelName: model["name"] ?? name,
    modelVersion: model["version"] ?? "1",
    modelPublisher: model["format"] ?? "OpenAI",
    capabilities: { chat_completion: "true" },
    sku: sku ?? { name: "Standard", capacity: 1 },
  };
}

/** The account's model deployments, as Resource Manager has them. */
export const listDeployments: FoundryHandler = (call) => ({ value: deploymentsOf(call).map(show) });

export const getDeployment: FoundryHandler = (call) => {
  const found = deploymentsOf(call).find(({ name }) => name === call.parameters["name"]);
  if (!found) throw resourceNotFound(`the account has no deployment ${call.parameters["name"] ?? ""}`);
  return show(found);
};

/** The emulated project is connected to nothing. */
export const listConnections: FoundryHandler = () => ({ value: [] });
