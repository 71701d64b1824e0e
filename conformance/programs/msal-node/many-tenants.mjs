// One confidential client for many directories: the authority is named by each request. Each directory is asked twice.
import { ConfidentialClientApplication, ManagedIdentityApplication } from "@azure/msal-node";
import { claimsOf } from "../claims.mjs";

const { AUTHORITY, CLIENT_ID, MANAGED_IDENTITY_CLIENT_ID, TENANT_ID, TENANTS } = process.env;

const identity = new ManagedIdentityApplication({
  managedIdentityIdParams: { userAssignedClientId: MANAGED_IDENTITY_CLIENT_ID },
});
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: `${AUTHORITY}/${TENANT_ID}`,
    knownAuthorities: [new URL(AUTHORITY).host],
    clientAssertion: async () => (await identity.acquireToken({ resource: "api://AzureADTokenExchange" })).accessToken,
  },
});

async function told(tenant) {
  const request = { scopes: ["https://storage.azure.com/.default"], authority: `${AUTHORITY}/${tenant}` };
  try {
    const { accessToken, fromCache } = await application.acquireTokenByClientCredential(request);
    return { ...claimsOf(accessToken), fromCache };
  } catch ({ name, errorCode, errorNo, errorMessage }) {
    return { name, errorCode, errorNo, errorMessage };
  }
}

const all = [];
for (const tenant of [...TENANTS.split(" "), ...TENANTS.split(" ")]) all.push(await told(tenant));
console.log(JSON.stringify(all));
