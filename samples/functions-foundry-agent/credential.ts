import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import type { Settings } from "./settings.ts";

/** All that reaching another directory takes. There is no secret to keep, and the clients never learn of it. */
export function credentialFor(settings: Settings): CrossTenantCredential {
  return new CrossTenantCredential({
    tenantId: settings.resourceTenantId,
    clientId: settings.applicationClientId,
    assertion: managedIdentity({ clientId: settings.managedIdentityClientId }),
    authority: settings.authority,
  });
}
