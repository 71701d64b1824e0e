import type { ArmAnswer, ArmCall, ArmHandler } from "./answer.ts";

/** Clients of Python take no pause of zero: they would wait half a minute. */
const pauseSeconds = "1";

/** What an operation's address tells of it. The work is done when the address is given out. */
interface Operation {
  /** What the client gets at the end; nothing after a deletion. */
  readonly resourceId?: string;
}

function encode(operation: Operation): string {
  return Buffer.from(JSON.stringify(operation)).toString("base64url");
}

function addressOf(call: ArmCall, path: string): string {
  const version = call.query.get("api-version") ?? "";
  return `${call.context.origins.resourceManager}/subscriptions/${call.path.subscriptionId ?? ""}/${path}?api-version=${version}`;
}

/**
 * 202 with the address to ask at, as Resource Manager answers what takes it some time.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function acceptedAt(call: ArmCall, operation: Operation = {}): ArmAnswer {
  const location = addressOf(call, `operationresults/${encode(operation)}`);
  return { status: 202, headers: { Location: location, "Retry-After": pauseSeconds } };
}

/** 201 with the resource and the address of its operation, as Compute answers. */
export function createdWithOperation(call: ArmCall, body: Record<string, unknown>): ArmAnswer {
  const operation = addressOf(call, `operations/${encode({ resourceId: String(body["id"]) })}`);
  return { status: 201, body, headers: { "Azure-AsyncOperation": operation, "Retry-After": pauseSeconds } };
}

/** The id of the resource that a finished operation made, if it made one in this subscription. */
export function resourceOfOperation(call: ArmCall): string | undefined {
  const text = Buffer.from(call.path.text.split("/").at(-1) ?? "", "base64url").toString();
  try {
    const { resourceId } = JSON.parse(text) as Operation;
    const prefix = `/subscriptions/${call.path.subscriptionId ?? ""}/`;
    return typeof resourceId === "string" && resourceId.toLowerCase().startsWith(prefix) ? resourceId : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** `GET …/operations/{id}`: the state of an operation. */
export const getOperation: ArmHandler = (call) => {
  const at = new Date(call.context.world.now()).toISOString();
  const name = call.path.text.split("/").at(-1) ?? "";
  return { status: 200, body: { name, status: "Succeeded", startTime: at, endTime: at } };
};
