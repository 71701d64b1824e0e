import type { Context } from "../../context.ts";
import type { ArmCall, ArmHandler, ArmType } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";
import type { ArmPath } from "./path.ts";

const locations = ["Japan East", "Japan West", "West Europe", "East US"];

function keyOf({ subscriptionId = "" }: ArmPath, namespace: string): string {
  return `${subscriptionId}/${namespace}`.toLowerCase();
}

function isRegistered(context: Context, path: ArmPath, namespace: string): boolean {
  return context.store.state.arm.unregisteredProviders?.includes(keyOf(path, namespace)) !== true;
}

/** Handlers of resource providers: what namespaces there are follows from the types that are emulated. */
export function providerHandlers(types: readonly ArmType[]): {
  readonly list: ArmHandler;
  readonly get: ArmHandler;
  readonly register: ArmHandler;
  readonly unregister: ArmHandler;
} {
  const namespaces = [...new Set(types.map(({ type }) => type.split("/")[0] ?? ""))];
  const show = (call: ArmCall, namespace: string): Record<string, unknown> => ({
    id: `${call.path.subscriptionId === undefined ? "" : `/subscriptions/${call.path.subscriptionId}`}/providers/${namespace}`,
    namespace,
    ...(call.path.subscriptionId === undefined
      ? {}
      : { registrationState: isRegistered(call.context, call.path, namespace) ? "Registered" : "NotRegistered" }),
    registrationPolicy: "RegistrationRequired",
    resourceTypes: types
      .filter(({ type }) => type.startsWith(`${namespace}/`))
      .map(({ type, apiVersions }) => ({
        resourceType: type.slice(namespace.length + 1),
        locations,
        apiVersions,
        capabilities: "SupportsTags, SupportsLocation",
      })),
  });
  const named = (call: ArmCall): string => {
    const wanted = (call.path.type ?? "").split("/")[0] ?? "";
    const namespace = namespaces.find((each) => each.toLowerCase() === wanted.toLowerCase());
    if (namespace !== undefined) return namespace;
    throw new ArmRefusal(404, "InvalidResourceNamespace", `The resource namespace '${wanted}' is invalid.`);
  };
  const change =
    (isToBeRegistered: boolean): ArmHandler =>
    (call) => {
      const namespace = named(call);
      const { arm } = call.context.store.state;
      const key = keyOf(call.path, namespace);
      const others = (arm.unregisteredProviders ?? []).filter((each) => each !== key);
      arm.unregisteredProviders = isToBeRegistered ? others : [...others, key];
      return { status: 200, body: show(call, namespace) };
    };
  return {
    list: (call) => ({ status: 200, body: { value: namespaces.map((namespace) => show(call, namespace)) } }),
    get: (call) => ({ status: 200, body: show(call, named(call)) }),
    register: change(true),
    unregister: change(false),
  };
}

/**
 * Nothing is written with a provider that the subscription has not registered.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
 */
export function refuseUnregistered(context: Context, path: ArmPath, method: string): void {
  const [namespace = ""] = (path.type ?? "").split("/");
  const isWrite = method === "PUT" || method === "PATCH";
  if (!isWrite || path.type?.includes("/") !== true || isRegistered(context, path, namespace)) return;
  throw new ArmRefusal(
    409,
    "MissingSubscriptionRegistration",
    `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
  );
}
