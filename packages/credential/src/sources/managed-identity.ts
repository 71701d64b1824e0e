import { parseClientId, parseObjectId, parseResourceId, TegataError } from "@tegata/core";
import type { AssertionSource, Source } from "../assertion.ts";
import { CrossTenantCredentialError } from "../errors.ts";
import { askAppService } from "./app-service.ts";
import { detectHost } from "./host.ts";
import { askImds } from "./imds.ts";
import type { IdentitySelector } from "./selector.ts";

/** One id of a user-assigned managed identity. Exactly one of the three. */
export type ManagedIdentityOptions =
  | { readonly clientId: string; readonly objectId?: never; readonly resourceId?: never }
  | { readonly objectId: string; readonly clientId?: never; readonly resourceId?: never }
  | { readonly resourceId: string; readonly clientId?: never; readonly objectId?: never };

/**
 * The host's user-assigned managed identity as source of assertions. Makes no request itself; each request looks
 * which host this is: App Service, Functions and Container Apps, or a virtual machine. The host's endpoint is never asked
 * through a proxy.
 *
 * @throws CrossTenantCredentialError `options.invalid` when no identity is named, or more than one, or an id is
 *   malformed
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 * @example
 * ```ts
 * import { managedIdentity } from "@tegata/credential";
 *
 * export const source = managedIdentity({ clientId: "33333333-3333-3333-3333-333333333333" });
 * ```
 */
export function managedIdentity(options: ManagedIdentityOptions): AssertionSource {
  const selector = readSelector(options);
  const source: Source = {
    name: `managed identity ${selector.id}`,
    request: async (asked) => {
      const host = detectHost(asked.world.environment);
      return host.kind === "appService" ? askAppService(host, selector, asked) : askImds(host.origin, selector, asked);
    },
  };
  return source;
}

const readers: { readonly [By in IdentitySelector["by"]]: (id: string) => IdentitySelector } = {
  clientId: (id) => ({ by: "clientId", id: parseClientId(id) }),
  objectId: (id) => ({ by: "objectId", id: parseObjectId(id) }),
  resourceId: (id) => ({ by: "resourceId", id: parseResourceId(id) }),
};

function readSelector(options: Readonly<Record<string, string | undefined>>): IdentitySelector {
  if (typeof options !== "object" || options === null) throw invalid("managedIdentity() names no identity");
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(readers, name));
  const given = (Object.keys(readers) as IdentitySelector["by"][]).filter((name) => options[name] !== undefined);
  const [by] = given;
  if (unknown.length > 0) throw invalid(`managedIdentity() does not know ${unknown.join(", ")}`);
  if (by === undefined) throw invalid("managedIdentity() names no identity");
  if (given.length > 1)
    throw invalid(`managedIdentity() names the identity ${given.length} times: ${given.join(", ")}`);
  try {
    return readers[by](String(options[by]));
  } catch (error) {
    if (error instanceof TegataError) throw invalid(`managedIdentity() ${by}: ${error.message}`);
    throw error;
  }
}

/** A system-assigned identity cannot be trusted by an application, so leaving the id away is a mistake, not a choice. */
function invalid(message: string): CrossTenantCredentialError {
  return new CrossTenantCredentialError("options.invalid", message, {
    fix: "Name one user-assigned managed identity by its clientId, objectId or resourceId.",
  });
}
