import type { Context } from "../../context.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ArmCall, ArmHandler, ArmType } from "./answer.ts";
import { ArmRefusal, textOr } from "./answer.ts";
import { acceptedAt } from "./operations.ts";
import { requireResource } from "./resources.ts";
import { storedType } from "./stored-type.ts";

const type = "Microsoft.Storage/storageAccounts";
const apiVersions = ["2026-09-01", "2025-08-01", "2025-06-01", "2024-01-01", "2023-05-01", "2022-09-01"];

function takenBy(context: Context, name: string): Resource | undefined {
  return context.store.state.arm.resources.find((resource) => resource.type === type && resource.name === name);
}

/** What a name may look like, or what is wrong with it. */
function faultOfName(name: string): string | undefined {
  if (/^[a-z0-9]{3,24}$/.test(name)) return undefined;
  return `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`;
}

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create (Kind, SkuName) */
const kinds = ["Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage"];
const skuName = /^(Standard|Premium|StandardV2|PremiumV2)_(LRS|GRS|RAGRS|ZRS|GZRS|RAGZRS)$/i;

function refuseBadShape({ kind, sku }: ArmCall["body"]): void {
  const { name } = (sku ?? {}) as { readonly name?: unknown };
  const isBadKind = typeof kind === "string" && !kinds.some((each) => each.toLowerCase() === kind.toLowerCase());
  const isBadSku = sku !== undefined && sku !== null && !(typeof name === "string" && skuName.test(name));
  if (!isBadKind && !isBadSku) return;
  const wrong = isBadKind ? "kind" : "sku.name";
  throw new ArmRefusal(
    400,
    "InvalidValuesForRequestParameters",
    `Values for request parameters are invalid: ${wrong}.`,
  );
}

/** Names are unique over all directories, and have the form of a host name's part. */
function check(call: ArmCall): void {
  const { name = "", id } = call.path;
  const fault = faultOfName(name);
  if (fault !== undefined) throw new ArmRefusal(400, "AccountNameInvalid", fault);
  refuseBadShape(call.body);
  const taken = takenBy(call.context, name);
  if (taken && taken.id.toLowerCase() !== id.toLowerCase()) {
    throw new ArmRefusal(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`);
  }
}

function complete({ context }: ArmCall, resource: Resource): void {
  const key = (): string => Buffer.from(context.world.randomBytes(64)).toString("base64");
  resource.secrets ??= { key1: key(), key2: key() };
  resource.kind ??= "StorageV2";
  resource.sku = { tier: "Standard", ...(resource.sku ?? { name: "Standard_LRS" }) };
}

/** @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties */
const encryption = {
  keySource: "Microsoft.Storage",
  services: { blob: { enabled: true, keyType: "Account" }, file: { enabled: true, keyType: "Account" } },
};

/** What an account has that was made without saying so. @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/create */
const defaults = {
  accessTier: "Hot",
  minimumTlsVersion: "TLS1_0",
  networkAcls: { bypass: "AzureServices", virtualNetworkRules: [], ipRules: [], defaultAction: "Allow" },
  privateEndpointConnections: [],
  supportsHttpsTrafficOnly: true,
};

function shown({ name, location, properties, createdTime }: Resource, { origins }: Context): Record<string, unknown> {
  // Clients look whether an account has all of its services before they use it for Functions. Blob alone is served here.
  const others = ["queue", "table", "file"].map((service) => [service, `https://${name}.${service}.core.windows.net/`]);
  return {
    ...defaults,
    ...properties,
    ...(createdTime === undefined ? {} : { creationTime: createdTime }),
    primaryEndpoints: { blob: `${origins.blob}/${name}/`, ...Object.fromEntries(others) },
    primaryLocation: location,
    statusOfPrimary: "available",
    allowSharedKeyAccess: properties["allowSharedKeyAccess"] ?? true,
    // `az storage account update` reads its key source without asking whether it is there.
    encryption: properties["encryption"] ?? encryption,
  };
}

const listKeys: ArmHandler = (call) => {
  const { secrets = {} } = requireResource(call);
  const keys = Object.entries(secrets).map(([keyName, value]) => ({ keyName, value, permissions: "FULL" }));
  return { status: 200, body: { keys } };
};

const regenerateKey: ArmHandler = (call) => {
  const resource = requireResource(call);
  const name = textOr(call.body["keyName"], "");
  if (resource.secrets?.[name] === undefined) {
    throw new ArmRefusal(
      400,
      "InvalidValuesForRequestParameters",
      "Values for request parameters are invalid: keyName.",
    );
  }
  resource.secrets[name] = Buffer.from(call.context.world.randomBytes(64)).toString("base64");
  return listKeys(call);
};

const checkNameAvailability: ArmHandler = (call) => {
  const name = textOr(call.body["name"], "");
  const fault = faultOfName(name);
  if (fault !== undefined)
    return { status: 200, body: { nameAvailable: false, reason: "AccountNameInvalid", message: fault } };
  const message = `The storage account named ${name} is already taken.`;
  const taken = takenBy(call.context, name) !== undefined;
  return {
    status: 200,
    body: { nameAvailable: !taken, ...(taken ? { reason: "AlreadyExists", message } : {}) },
  };
};

/** The storage provider answers for containers in its own words, which are Blob's. */
function containerNotFound(): ArmRefusal {
  return new ArmRefusal(404, "ContainerNotFound", "The specified container does not exist.");
}

/** @see https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata */
function refuseBadContainer({ path: { name = "" } }: ArmCall): void {
  const isBad = !/^(?:\$root|\$web|[a-z0-9](?:-?[a-z0-9])*)$/.test(name);
  if (isBad)
    throw new ArmRefusal(400, "InvalidResourceName", "The specifed resource name contains invalid characters.");
  if (name.length >= 3 && name.length <= 63) return;
  throw new ArmRefusal(
    400,
    "OutOfRangeInput",
    "The specified resource name length is not within the permissible limits.",
  );
}

const cors = { corsRules: [] };
const notKept = { enabled: false };

/** What an account's services are before anybody sets them; Terraform's provider reads those of files and blobs. */
const services: Readonly<Record<string, object>> = {
  blobServices: {
    cors,
    deleteRetentionPolicy: notKept,
    containerDeleteRetentionPolicy: notKept,
    isVersioningEnabled: false,
  },
  fileServices: { cors, shareDeleteRetentionPolicy: { enabled: true, days: 7 }, protocolSettings: { smb: {} } },
  queueServices: { cors },
  tableServices: { cors },
};

/** `…/blobServices/default`, of an account that is there. */
function serviceType(name: string, properties: object): ArmType {
  const get: ArmHandler = (call) => {
    const [id = "", account = ""] = /^.*\/storageAccounts\/([^/]+)/i.exec(call.path.id) ?? [];
    const { sku } = requireResource({ ...call, path: { ...call.path, id, type, name: account } });
    return { status: 200, body: { sku, id: call.path.id, name: "default", type: `${type}/${name}`, properties } };
  };
  return { type: `${type}/${name}`, apiVersions, one: { GET: get } };
}

/** Storage accounts, their keys and containers, which Blob has too. Those that clients make with Blob itself are not listed here. */
export const storageTypes: readonly ArmType[] = [
  storedType(type, {
    apiVersions,
    hasIdentity: true,
    check,
    complete,
    shown,
    accepted: (call, body) => acceptedAt(call, { resourceId: String(body["id"]) }),
    actions: { listkeys: listKeys, regeneratekey: regenerateKey },
  }),
  ...Object.entries(services).map(([name, properties]) => serviceType(name, properties)),
  storedType(`${type}/blobServices/containers`, {
    apiVersions,
    check: refuseBadContainer,
    notFound: containerNotFound,
    shown: () => ({ publicAccess: "None", leaseState: "Available", hasLegalHold: false }),
  }),
  { type: "Microsoft.Storage", apiVersions, one: {}, actions: { checknameavailability: checkNameAvailability } },
];
