// Two clients of Resource Manager: of one resource, and of a list.
import { ResourceManagementClient } from "@azure/arm-resources";
import { StorageManagementClient } from "@azure/arm-storage";
import { credentialFor } from "./credential.mjs";

const { ACCOUNT, GROUP, RESOURCE_MANAGER, SUBSCRIPTION_ID } = process.env;
const credential = credentialFor();
const endpoint = { endpoint: RESOURCE_MANAGER };

const storage = new StorageManagementClient(credential, SUBSCRIPTION_ID, endpoint);
const { name, type } = await storage.storageAccounts.getProperties(GROUP, ACCOUNT);
const refused = await storage.storageAccounts
  .create(GROUP, "another", { location: "japaneast", kind: "StorageV2", sku: { name: "Standard_LRS" } })
  .catch((error) => ({ code: error.code, statusCode: error.statusCode }));

const resources = new ResourceManagementClient(credential, SUBSCRIPTION_ID, endpoint);
const names = [];
for await (const one of resources.resources.listByResourceGroup(GROUP)) names.push(one.name);
console.log(JSON.stringify({ name, type, refused, names }));
