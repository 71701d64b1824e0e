import type { ArmHandler } from "./answer.ts";
import { ArmRefusal } from "./answer.ts";
import { deleteResource, getResource, putResource, requireResource, showResource } from "./resources.ts";

export const storageAccountType = "Microsoft.Storage/storageAccounts";

const put: ArmHandler = (call) => {
  const { name = "" } = call.path;
  if (!/^[a-z0-9]{3,24}$/.test(name)) {
    throw new ArmRefusal(
      400,
      "AccountNameInvalid",
      `${name} is not a valid storage account name. It must have 3 to 24 characters, lower-case letters and digits only.`,
    );
  }
  const taken = call.context.store.state.arm.resources.find(
    (resource) => resource.type === storageAccountType && resource.name === name,
  );
  if (taken && taken.id.toLowerCase() !== call.path.id.toLowerCase()) {
    throw new ArmRefusal(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`);
  }
  const { resource, isNew } = putResource(call, storageAccountType);
  const key = (): string => Buffer.from(call.context.world.randomBytes(64)).toString("base64");
  resource.secrets ??= { key1: key(), key2: key() };
  resource.kind ??= "StorageV2";
  resource.sku ??= { name: "Standard_LRS", tier: "Standard" };
  return { status: isNew ? 201 : 200, body: showResource(resource) };
};

export const listKeys: ArmHandler = (call) => {
  const { secrets = {} } = requireResource(call);
  return {
    status: 200,
    body: { keys: Object.entries(secrets).map(([keyName, value]) => ({ keyName, value, permissions: "FULL" })) },
  };
};

export const storageAccountHandlers: Readonly<Record<string, ArmHandler>> = {
  GET: getResource,
  PUT: put,
  DELETE: deleteResource,
};
