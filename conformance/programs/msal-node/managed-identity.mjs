// One managed identity, named in one way: by SELECTOR and SELECTED, or not at all.
import { ManagedIdentityApplication } from "@azure/msal-node";
import { tell } from "../claims.mjs";

const { SELECTOR, SELECTED } = process.env;
const names = {
  clientId: "userAssignedClientId",
  objectId: "userAssignedObjectId",
  resourceId: "userAssignedResourceId",
};
const managedIdentityIdParams = SELECTOR ? { [names[SELECTOR]]: SELECTED } : undefined;
const application = new ManagedIdentityApplication({ managedIdentityIdParams });

await tell(async () => (await application.acquireToken({ resource: "https://storage.azure.com" })).accessToken);
