import type { Access } from "../../resources/access.ts";
import type { BlobRequest } from "./engine.ts";
import type { Permission } from "./operations.ts";
import { permissions } from "./operations.ts";

const blobs = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs";
const tagsWrite = `${blobs}/tags/write`;

type Attributes = ReturnType<NonNullable<Access["attributes"]>>;

/** Tags in a header or a query have the form of a query. */
function tagAttributes(source: "Request" | "Resource", tags: Readonly<Record<string, string>>): Attributes {
  const keys = Object.keys(tags);
  return {
    ...Object.fromEntries(
      keys.flatMap((key) => [
        [`@${source}[${blobs}/tags:${key}<$key_case_sensitive$>]`, tags[key] ?? ""],
        [`@${source}[${blobs}/tags:${key}]`, tags[key] ?? ""],
      ]),
    ),
    ...(keys.length === 0 ? {} : { [`@${source}[${blobs}/tags&$keys$&]`]: keys }),
  };
}

/**
 * What conditions may ask of a blob request.
 *
 * @see https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-attributes
 */
function attributesOf(request: BlobRequest): Attributes {
  const optional = (name: string, value: string | undefined) => (value === undefined ? {} : { [name]: value });
  return {
    ...optional(`@Resource[${blobs}:path]`, request.blob),
    ...optional(`@Request[${blobs}:prefix]`, request.query("prefix")),
    ...optional(`@Request[${blobs}:snapshot]`, request.query("snapshot")),
    ...optional(`@Request[${blobs}:versionId]`, request.query("versionid")),
    ...tagAttributes("Request", Object.fromEntries(new URLSearchParams(request.header("x-ms-tags") ?? ""))),
    ...(request.blob === undefined ? {} : tagAttributes("Resource", request.tagsOfBlob() ?? {})),
  };
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/conditions-format#suboperations */
function subOperationOf(request: BlobRequest): string | undefined {
  const { operation } = request;
  if (operation.startsWith("Container_ListBlob")) return "Blob.List";
  if (operation === "Blob_SetTier") return "Blob.Write.Tier";
  if (request.header("x-ms-tags") !== undefined) return "Blob.Write.WithTagHeaders";
  if (operation === "Blob_Download" && request.header("x-ms-if-tags") !== undefined)
    return "Blob.Read.WithTagConditions";
  return undefined;
}

/** Adding is enough for a blob that is not there yet; what is there is overwritten by those who may write. */
function isEnough(operation: string, request: BlobRequest): boolean {
  return (
    !operation.endsWith("/add/action") ||
    request.operation.startsWith("AppendBlob_AppendBlock") ||
    request.tagsOfBlob() === undefined
  );
}

/** An access for each operation that would be enough. Worked out as they are asked for: mostly the first one is allowed. */
function* enough(
  request: BlobRequest,
  { kind, operations }: Permission,
  shared: Omit<Access, "kind" | "operation">,
): Generator<Access> {
  for (const operation of operations) if (isEnough(operation, request)) yield { ...shared, kind, operation };
}

/**
 * What a request needs: of each group, one access. Tags that come with a write are a second group.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/put-blob#permissions
 */
export function neededAccess(request: BlobRequest, scope: string, principalId: string): readonly Iterable<Access>[] {
  const permission = permissions[request.operation];
  if (permission === undefined) return [[]];
  const subOperation = subOperationOf(request);
  const attributes = () => attributesOf(request);
  const shared = { principalId, scope, attributes, ...(subOperation === undefined ? {} : { subOperation }) };
  const own = enough(request, permission, shared);
  const writesTags = request.header("x-ms-tags") !== undefined && request.operation !== "Blob_SetTags";
  return writesTags ? [own, [{ ...shared, kind: "dataAction", operation: tagsWrite }]] : [own];
}
