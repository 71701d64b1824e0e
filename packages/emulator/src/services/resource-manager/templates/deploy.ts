// One deployment: its template checked as a whole before anything is made, then made one resource after the other.
import { createHash } from "node:crypto";
import type { Deployment, DeploymentOperation } from "../../../resources/deployment.ts";
import type { ArmCall } from "../answer.ts";
import { ArmRefusal, propertiesOf } from "../answer.ts";
import { parseArmPath } from "../path.ts";
import type { Evaluate, Json, Place } from "./evaluate.ts";
import { evaluator } from "./evaluate.ts";
import { TemplateFault } from "./expression.ts";
import type { Declared } from "./parameters.ts";
import { parameterValues } from "./parameters.ts";
import type { TemplateResource } from "./resources.ts";
import { bodyOf, templateResources } from "./resources.ts";

const failed =
  "At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.";

/** A template that was found to be in order, and its resources. */
export interface Prepared {
  readonly template: Json;
  readonly parameters: Json;
  readonly resources: readonly TemplateResource[];
  readonly evaluate: Evaluate;
}

function invalidTemplate(message: string): ArmRefusal {
  return new ArmRefusal(400, "InvalidTemplate", `Deployment template validation failed: '${message}'.`);
}

function templateOf(call: ArmCall): Json {
  const { template, templateLink, mode } = propertiesOf(call.body);
  if (templateLink !== undefined) {
    const { uri } = templateLink as { readonly uri?: unknown };
    throw new ArmRefusal(
      400,
      "InvalidContentLink",
      `Unable to download deployment content from '${String(uri)}'. The emulator fetches nothing.`,
    );
  }
  if (mode === "Complete")
    throw new ArmRefusal(400, "InvalidRequestContent", "The emulator deploys in Incremental mode only.");
  if (typeof template !== "object" || template === null)
    throw new ArmRefusal(400, "InvalidRequestContent", "The request content was invalid: the template is missing.");
  return template as Json;
}

function placeOf(call: ArmCall, resources: readonly TemplateResource[]): Place {
  const { subscriptionId = "", resourceGroup: groupName, name = "" } = call.path;
  const { arm } = call.context.store.state;
  const group = arm.resourceGroups.find(
    (each) => each.subscriptionId === subscriptionId && each.name.toLowerCase() === groupName?.toLowerCase(),
  );
  const subscription = arm.subscriptions.find((each) => each.subscriptionId === subscriptionId);
  const { location } = call.body;
  const { resourceManager, token } = call.context.origins;
  return {
    tenantId: call.caller.directory.tenantId,
    subscriptionId,
    ...(group ? { resourceGroup: { id: group.id, name: group.name, location: group.location } } : {}),
    deployment: { name, ...(typeof location === "string" ? { location } : {}) },
    subscription: { id: `/subscriptions/${subscriptionId}`, subscriptionId, ...subscription },
    environment: {
      name: "TegataEmulator",
      resourceManager,
      // What federated identity credentials trust is Microsoft's own issuer, in the emulator as well.
      authentication: { loginEndpoint: `${call.context.cloud.authority}/`, audiences: [resourceManager, token] },
    },
    reference: (nameOrId) => referenced(call, resources, nameOrId),
  };
}

function referenced(call: ArmCall, resources: readonly TemplateResource[], nameOrId: string): Json {
  const id = nameOrId.startsWith("/") ? nameOrId : resources.find(({ names }) => names.includes(nameOrId))?.id;
  if (id === undefined) {
    throw new TemplateFault(
      `The template reference '${nameOrId}' is not valid: could not find template resource or resource copy with this name. Please see https://aka.ms/arm-function-reference for usage details.`,
    );
  }
  return call.perform({ method: "GET", id, body: {} }).body as Json;
}

/** Runs something that evaluates expressions; what is wrong with the template is refused in the service's form. */
function evaluating<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateFault) throw invalidTemplate(error.message);
    throw error;
  }
}

/** Reads the template and its parameters and finds its resources. Makes nothing. */
export function prepare(call: ArmCall): Prepared {
  const template = templateOf(call);
  const { parameters: given = {} } = propertiesOf(call.body);
  const resources: TemplateResource[] = [];
  const place = placeOf(call, resources);
  const variables = (template["variables"] ?? {}) as Json;
  return evaluating(() => {
    const declared = (template["parameters"] ?? {}) as Record<string, Declared>;
    const parameters = parameterValues(declared, given as Json, (value, before) =>
      evaluator({ place, parameters: before, variables })(value),
    );
    const evaluate = evaluator({ place, parameters, variables });
    resources.push(...templateResources(template, { place, evaluate }));
    return { template, parameters, resources: resources.filter(({ isDeployed }) => isDeployed), evaluate };
  });
}

/** Before anything is made, the caller must be allowed to make all of it. */
export function preflight(call: ArmCall, { resources }: Prepared): void {
  const faults: string[] = [];
  for (const { id, type } of resources) {
    try {
      call.perform({ method: "PUT", id, body: {}, onlyChecks: true });
    } catch (error) {
      if (!(error instanceof ArmRefusal)) throw error;
      if (error.code !== "AuthorizationFailed") throw error;
      faults.push(
        `Authorization failed for template resource '${id.split("/").at(-1) ?? ""}' of type '${type}'. ${error.message}`,
      );
    }
  }
  if (faults.length === 0) return;
  const text = faults.map((fault) => `'${fault}'`).join(", ");
  throw new ArmRefusal(400, "InvalidTemplateDeployment", `Deployment failed with multiple errors: ${text}`);
}

function outcomeOf(call: ArmCall, resource: TemplateResource, evaluate: Evaluate): DeploymentOperation {
  const { id, type } = resource;
  const about = { operationId: createHash("sha1").update(id).digest("hex").slice(0, 16).toUpperCase(), id, type };
  try {
    const body = evaluating(() => bodyOf(resource, evaluate));
    const { status } = call.perform({ method: "PUT", id, body });
    const nested = call.context.store.state.arm.deployments?.find((each) => each.id.toLowerCase() === id.toLowerCase());
    if (nested?.error) return { ...about, status: 409, error: nested.error };
    return { ...about, status };
  } catch (error) {
    if (!(error instanceof ArmRefusal)) throw error;
    return { ...about, status: error.status, error: { code: error.code, message: error.message } };
  }
}

function outputsOf({ template, evaluate }: Prepared): Json {
  const outputs = Object.entries((template["outputs"] ?? {}) as Record<string, Json>);
  const wanted = outputs.filter(([, { condition }]) => condition === undefined || evaluate(condition) !== false);
  return Object.fromEntries(wanted.map(([name, { type, value }]) => [name, { type, value: evaluate(value) }]));
}

function shownParameters({ template, parameters }: Prepared): Json {
  const declared = (template["parameters"] ?? {}) as Record<string, Declared>;
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const { type = "" } = declared[name] ?? {};
      return [name, type.toLowerCase().startsWith("secure") ? { type } : { type, value }];
    }),
  );
}

export function propertiesOfPrepared(call: ArmCall, prepared: Prepared): Json {
  return {
    templateHash: BigInt(
      `0x${createHash("sha1").update(JSON.stringify(prepared.template)).digest("hex").slice(0, 15)}`,
    ).toString(),
    parameters: shownParameters(prepared),
    mode: "Incremental",
    timestamp: new Date(call.context.world.now()).toISOString(),
    duration: "PT0S",
    correlationId: call.context.world.uuid(),
    providers: [],
    dependencies: [],
  };
}

/** Makes the resources. A failure ends the deployment and is part of what it says of itself. */
export function deploy(call: ArmCall, prepared: Prepared): Deployment {
  const operations: DeploymentOperation[] = [];
  for (const resource of prepared.resources) {
    const operation = outcomeOf(call, resource, prepared.evaluate);
    operations.push(operation);
    if (operation.error) break;
  }
  const fault = operations.find(({ error }) => error !== undefined)?.error;
  const made = operations.filter(({ error }) => error === undefined).map(({ id }) => ({ id }));
  const { location } = call.body;
  return {
    id: parseArmPath(call.path.id, "PUT").id,
    name: call.path.name ?? "",
    ...(typeof location === "string" ? { location } : {}),
    template: prepared.template,
    operations,
    ...(fault ? { error: { code: "DeploymentFailed", message: failed, details: [fault] } } : {}),
    properties: {
      ...propertiesOfPrepared(call, prepared),
      provisioningState: fault ? "Failed" : "Succeeded",
      outputResources: made,
      ...(fault ? {} : { outputs: evaluating(() => outputsOf(prepared)) }),
    },
  };
}
