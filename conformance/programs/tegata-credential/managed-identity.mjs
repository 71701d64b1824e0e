// One managed identity, named in one way: by SELECTOR and SELECTED. Its token is exchanged at once.
import { CrossTenantCredential, managedIdentity } from "@tegata/credential";
import { tell } from "../claims.mjs";

const { AUTHORITY, CLIENT_ID, SELECTED, SELECTOR, TENANT_ID } = process.env;

await tell(async () => {
  const credential = new CrossTenantCredential({
    tenantId: TENANT_ID,
    clientId: CLIENT_ID,
    assertion: managedIdentity(SELECTOR ? { [SELECTOR]: SELECTED } : {}),
    authority: AUTHORITY,
  });
  return (await credential.getToken("https://storage.azure.com/.default")).token;
});
