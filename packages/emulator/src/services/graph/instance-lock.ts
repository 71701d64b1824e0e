import type { ServicePrincipal } from "../../directory/directory.ts";
import { findApplication } from "../../directory/directory.ts";
import type { GraphCall } from "./call.ts";
import { GraphRefusal } from "./refusal.ts";

interface Lock {
  readonly isEnabled?: boolean;
  readonly allProperties?: boolean | null;
  readonly credentialsWithUsageSign?: boolean | null;
  readonly credentialsWithUsageVerify?: boolean | null;
  readonly identifierUris?: boolean | null;
  readonly tokenEncryptionKeyId?: boolean | null;
}

/** What locks each property of an instance, beside `allProperties`. */
const lockedBy: Readonly<Record<string, readonly (keyof Lock)[]>> = {
  passwordCredentials: ["credentialsWithUsageSign", "credentialsWithUsageVerify"],
  keyCredentials: ["credentialsWithUsageSign", "credentialsWithUsageVerify"],
  servicePrincipalNames: ["identifierUris"],
  tokenEncryptionKeyId: ["tokenEncryptionKeyId"],
};

/**
 * Refuses a change of a property that the application's owner has locked on all its instances.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/howto-configure-app-instance-property-locks
 * @see https://github.com/Azure/azure-cli/issues/28734 (the code)
 */
export function refuseLocked(call: GraphCall, principal: ServicePrincipal, properties: readonly string[]): void {
  const application = findApplication(call.context.store.state.directories, principal.appId)?.application;
  const lock = application?.other["servicePrincipalLockConfiguration"] as Lock | null | undefined;
  if (lock?.isEnabled !== true) return;
  const locked = properties.find((property) => {
    const parts = lockedBy[property];
    return parts !== undefined && (lock.allProperties === true || parts.some((part) => lock[part] === true));
  });
  if (locked === undefined) return;
  throw new GraphRefusal(400, "CannotUpdateLockedServicePrincipalProperty", `Property ${locked} is invalid.`);
}
