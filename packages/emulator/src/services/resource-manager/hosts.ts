import { findResource } from "../../resources/resource.ts";
import type { ArmHandler } from "./answer.ts";
import { writeHostIdentity } from "./host-identity.ts";
import { deleteResource, getResource, putResource, requireResource, showResource } from "./resources.ts";
import { tagsOf } from "./answer.ts";

/** The resource types that workloads run on: what they share is `identity`. */
export const hostTypes: readonly string[] = [
  "Microsoft.Web/sites",
  "Microsoft.App/containerApps",
  "Microsoft.Compute/virtualMachines",
];

const put =
  (type: string): ArmHandler =>
  (call) => {
    const { resource, isNew } = putResource(call, type);
    if (typeof call.body["kind"] === "string") resource.kind = call.body["kind"];
    writeHostIdentity(call, resource);
    return { status: isNew ? 201 : 200, body: showResource(resource) };
  };

const patch: ArmHandler = (call) => {
  const resource = requireResource(call);
  const tags = tagsOf(call.body);
  if (tags) resource.tags = tags;
  writeHostIdentity(call, resource);
  return { status: 200, body: showResource(resource) };
};

/** A host takes its system-assigned identity along. */
const remove: ArmHandler = (call) => {
  const principalId = findResource(call.context.store.state.arm, call.path.id)?.identity?.principalId;
  const { directory } = call.caller;
  directory.servicePrincipals = directory.servicePrincipals.filter(({ id }) => id !== principalId);
  return deleteResource(call);
};

export function hostHandlers(type: string): Readonly<Record<string, ArmHandler>> {
  return { GET: getResource, PUT: put(type), PATCH: patch, DELETE: remove };
}
