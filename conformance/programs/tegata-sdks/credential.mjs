// One credential for every SDK. It is made for the home directory; where a resource challenges, the challenge leads on.
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";

const { AUTHORITY, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID } = process.env;

export function credentialFor(tenantId = TENANT_ID) {
  return new CrossTenantCredential({
    tenantId,
    allowedTenants: [TENANT_ID],
    clientId: CLIENT_ID,
    assertion: managedIdentity({ clientId: MANAGED_IDENTITY_CLIENT_ID }),
    authority: AUTHORITY,
  });
}
