// Microsoft.Resources/deployments: templates, at a resource group or a subscription.
import { normalizeScope } from "@tegata/core";
import type { Deployment } from "../../../resources/deployment.ts";
import type { ArmAnswer, ArmCall, ArmHandler, ArmType } from "../answer.ts";
import { ArmRefusal } from "../answer.ts";
import { requireGroup } from "../resources.ts";
import { deploy, preflight, prepare, propertiesOfPrepared } from "./deploy.ts";

const type = "Microsoft.Resources/deployments";
const apiVersions = ["2025-04-01", "2024-11-01", "2024-03-01", "2022-09-01", "2021-04-01", "2019-10-01"];

function all({ context }: ArmCall): Deployment[] {
  return (context.store.state.arm.deployments ??= []);
}

function find(call: ArmCall, id: string): Deployment | undefined {
  return all(call).find((each) => normalizeScope(each.id) === normalizeScope(id));
}

function require(call: ArmCall, id = call.path.id): Deployment {
  const found = find(call, id);
  if (found) return found;
  throw new ArmRefusal(404, "DeploymentNotFound", `Deployment '${id.split("/").at(-1) ?? ""}' could not be found.`);
}

function show({ id, name, location, properties, error }: Deployment): Record<string, unknown> {
  const shown = { ...properties, ...(error ? { error } : {}) };
  return { id, name, type, ...(location === undefined ? {} : { location }), properties: shown };
}

function refuseBadRequest(call: ArmCall): void {
  if (call.path.resourceGroup !== undefined) return requireGroup(call);
  if (typeof call.body["location"] === "string") return;
  throw new ArmRefusal(
    400,
    "LocationRequired",
    `The 'location' property must be specified for '${call.path.name ?? ""}'.`,
  );
}

const put: ArmHandler = (call) => {
  refuseBadRequest(call);
  const prepared = prepare(call);
  preflight(call, prepared);
  const deployment = deploy(call, prepared);
  const { arm } = call.context.store.state;
  arm.deployments = [
    ...all(call).filter((each) => normalizeScope(each.id) !== normalizeScope(deployment.id)),
    deployment,
  ];
  const version = call.query.get("api-version") ?? apiVersions[0] ?? "";
  const status = `${call.context.origins.resourceManager}${deployment.id}/operationStatuses/${call.context.world.uuid()}?api-version=${version}`;
  const shown = show(deployment);
  const body = { ...shown, properties: { ...propertiesOfPrepared(call, prepared), provisioningState: "Accepted" } };
  return { status: 201, body, headers: { "Azure-AsyncOperation": status, "Retry-After": "1" } };
};

const validate: ArmHandler = (call) => {
  refuseBadRequest(call);
  const prepared = prepare(call);
  preflight(call, prepared);
  const properties = {
    ...propertiesOfPrepared(call, prepared),
    provisioningState: "Succeeded",
    validatedResources: prepared.resources.map(({ id }) => ({ id })),
  };
  return { status: 200, body: { id: call.path.id, name: call.path.name ?? "", type, properties } };
};

function remove(call: ArmCall): ArmAnswer {
  const found = find(call, call.path.id);
  if (found) call.context.store.state.arm.deployments = all(call).filter((each) => each !== found);
  return { status: 204 };
}

/** Deployments of the scope itself, not of the groups below it. */
const list: ArmHandler = (call) => {
  const prefix = `${normalizeScope(call.path.id)}/`;
  return {
    status: 200,
    body: {
      value: all(call)
        .filter(({ id }) => normalizeScope(id).startsWith(prefix))
        .map(show),
    },
  };
};

const parentOf = ({ path }: ArmCall, depth: number): string => path.id.split("/").slice(0, -depth).join("/");

const operations: ArmType = {
  type: `${type}/operations`,
  apiVersions,
  one: {},
  list: (call) => {
    const id = parentOf(call, 1);
    const { properties, operations: made } = require(call, id);
    const value = made.map(({ operationId, id: target, type: resourceType, status, error }) => ({
      id: `${id}/operations/${operationId}`,
      operationId,
      properties: {
        provisioningOperation: "Create",
        provisioningState: error ? "Failed" : "Succeeded",
        timestamp: properties["timestamp"],
        duration: "PT0S",
        statusCode: error ? "Conflict" : status === 200 ? "OK" : "Created",
        ...(error ? { statusMessage: { error } } : {}),
        targetResource: { id: target, resourceType, resourceName: target.split("/").at(-1) },
      },
    }));
    return { status: 200, body: { value } };
  },
};

const operationStatuses: ArmType = {
  type: `${type}/operationStatuses`,
  apiVersions,
  one: {
    GET: (call) => {
      const { properties, error } = require(call, parentOf(call, 2));
      const status = properties["provisioningState"];
      return { status: 200, body: { status, ...(error ? { error } : {}) } };
    },
  },
};

export const deploymentTypes: readonly ArmType[] = [
  {
    type,
    apiVersions,
    one: {
      GET: (call) => ({ status: 200, body: show(require(call)) }),
      HEAD: (call) => {
        require(call);
        return { status: 204 };
      },
      PUT: put,
      DELETE: remove,
    },
    list,
    actions: {
      validate,
      exporttemplate: (call) => ({ status: 200, body: { template: require(call).template } }),
    },
  },
  operations,
  operationStatuses,
];
