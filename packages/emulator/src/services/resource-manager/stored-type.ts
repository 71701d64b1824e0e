import type { Context } from "../../context.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ArmAnswer, ArmCall, ArmHandler, ArmHandlers, ArmType } from "./answer.ts";
import { ArmRefusal, propertiesOf, tagsOf } from "./answer.ts";
import { writeHostIdentity } from "./host-identity.ts";
import { deleteResource, putResource, requireResource, resourcesOf, showResource } from "./resources.ts";

export interface StoredTypeOptions {
  readonly apiVersions: readonly string[];
  /** Whether it may have managed identities. */
  readonly hasIdentity?: boolean;
  /** Refuses a PUT that the service refuses. */
  readonly check?: (call: ArmCall) => void;
  /** How the service says that there is none, where it is not Resource Manager that says it. */
  readonly notFound?: () => ArmRefusal;
  /** Completes what a PUT has written. */
  readonly complete?: (call: ArmCall, resource: Resource) => void;
  /** Properties that the service computes whenever it shows the resource. */
  readonly shown?: (resource: Resource, context: Context) => Record<string, unknown>;
  readonly actions?: ArmHandlers;
  /** How the service answers the PUT of a new one, where that takes it some time. */
  readonly accepted?: (call: ArmCall, body: Record<string, unknown>) => ArmAnswer;
  /** The status of the PUT of a new one. Default 201; App Service says 200. */
  readonly createdStatus?: 200 | 201;
  readonly deleted?: (call: ArmCall) => ArmAnswer;
}

function writeCommon(call: ArmCall, resource: Resource, options: StoredTypeOptions): void {
  const { kind, sku } = call.body;
  if (typeof kind === "string") resource.kind = kind;
  if (sku !== undefined) resource.sku = sku;
  if (options.hasIdentity) writeHostIdentity(call, resource);
}

/**
 * A resource type whose properties are kept as they were written: PUT replaces them, PATCH merges them, GET shows them
 * with what the service computes.
 */
export function storedType(type: string, options: StoredTypeOptions): ArmType {
  const show = (call: ArmCall, resource: Resource): Record<string, unknown> =>
    showResource(resource, options.shown?.(resource, call.context));
  const required = (call: ArmCall): Resource => {
    try {
      return requireResource(call);
    } catch (error) {
      const isIt = error instanceof ArmRefusal && error.code === "ResourceNotFound";
      throw (isIt ? options.notFound?.() : undefined) ?? error;
    }
  };
  const put: ArmHandler = (call) => {
    options.check?.(call);
    const { resource, isNew } = putResource(call, type);
    if (!isNew) resource.properties = { ...propertiesOf(call.body) };
    writeCommon(call, resource, options);
    options.complete?.(call, resource);
    const body = show(call, resource);
    if (isNew && options.accepted) return options.accepted(call, body);
    return { status: isNew ? (options.createdStatus ?? 201) : 200, body };
  };
  const patch: ArmHandler = (call) => {
    const resource = required(call);
    resource.tags = tagsOf(call.body) ?? resource.tags;
    resource.properties = { ...resource.properties, ...propertiesOf(call.body) };
    writeCommon(call, resource, options);
    return { status: 200, body: show(call, resource) };
  };
  return {
    type,
    apiVersions: options.apiVersions,
    one: {
      GET: (call) => ({ status: 200, body: show(call, required(call)) }),
      PUT: put,
      PATCH: patch,
      DELETE: options.deleted ?? deleteResource,
    },
    list: (call) => ({
      status: 200,
      body: { value: resourcesOf(call).map((resource) => show(call, resource)) },
    }),
    ...(options.actions === undefined ? {} : { actions: options.actions }),
  };
}
