/** What a blob operation needs: an operation of role definitions, and whether it is a data action. */
export interface Permission {
  readonly kind: "action" | "dataAction";
  /** Any one of them is enough. */
  readonly operations: readonly string[];
}

const service = "Microsoft.Storage/storageAccounts/blobServices";
const container = `${service}/containers`;
const blob = `${container}/blobs`;

const action = (...operations: string[]): Permission => ({ kind: "action", operations });
const data = (...operations: string[]): Permission => ({ kind: "dataAction", operations });

const read = data(`${blob}/read`);
const write = data(`${blob}/write`);
const create = data(`${blob}/write`, `${blob}/add/action`);

/**
 * The permission of each operation, by the engine's name for it.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/authorize-with-azure-active-directory#permissions-for-blob-service-operations
 */
export const permissions: Readonly<Record<string, Permission>> = {
  Service_SetProperties: action(`${service}/write`),
  Service_GetProperties: action(`${service}/read`),
  Service_GetStatistics: action(`${service}/read`),
  Service_ListContainersSegment: action(`${container}/read`),
  Service_GetUserDelegationKey: action(`${service}/generateUserDelegationKey/action`),
  Service_GetAccountInfo: action(`${service}/getInfo/action`),
  Service_GetAccountInfoWithHead: action(`${service}/getInfo/action`),
  Service_FilterBlobs: data(`${blob}/filter/action`),
  Container_Create: action(`${container}/write`),
  Container_GetProperties: action(`${container}/read`),
  Container_GetPropertiesWithHead: action(`${container}/read`),
  Container_Delete: action(`${container}/delete`),
  Container_SetMetadata: action(`${container}/write`),
  Container_GetAccessPolicy: action(`${container}/getAcl/action`),
  Container_SetAccessPolicy: action(`${container}/setAcl/action`),
  Container_Restore: action(`${container}/write`),
  Container_FilterBlobs: data(`${blob}/filter/action`),
  Container_AcquireLease: action(`${container}/write`),
  Container_ReleaseLease: action(`${container}/write`),
  Container_RenewLease: action(`${container}/write`),
  Container_BreakLease: action(`${container}/write`),
  Container_ChangeLease: action(`${container}/write`),
  Container_ListBlobFlatSegment: read,
  Container_ListBlobHierarchySegment: read,
  Container_GetAccountInfo: action(`${service}/getInfo/action`),
  Container_GetAccountInfoWithHead: action(`${service}/getInfo/action`),
  Blob_Download: read,
  Blob_GetProperties: read,
  Blob_Query: read,
  Blob_Delete: data(`${blob}/delete`),
  Blob_Undelete: write,
  Blob_SetExpiry: write,
  Blob_SetHTTPHeaders: write,
  Blob_SetImmutabilityPolicy: data(`${blob}/immutableStorage/runAsSuperUser/action`),
  Blob_DeleteImmutabilityPolicy: data(`${blob}/immutableStorage/runAsSuperUser/action`),
  Blob_SetLegalHold: data(`${blob}/immutableStorage/runAsSuperUser/action`),
  Blob_SetMetadata: write,
  Blob_AcquireLease: write,
  Blob_ReleaseLease: write,
  Blob_RenewLease: write,
  Blob_ChangeLease: write,
  Blob_BreakLease: write,
  Blob_CreateSnapshot: create,
  Blob_StartCopyFromURL: create,
  Blob_CopyFromURL: create,
  Blob_AbortCopyFromURL: write,
  Blob_SetTier: write,
  Blob_GetAccountInfo: action(`${service}/getInfo/action`),
  Blob_GetAccountInfoWithHead: action(`${service}/getInfo/action`),
  Blob_GetTags: data(`${blob}/tags/read`),
  Blob_SetTags: data(`${blob}/tags/write`),
  PageBlob_Create: create,
  PageBlob_UploadPages: write,
  PageBlob_ClearPages: write,
  PageBlob_UploadPagesFromURL: write,
  PageBlob_GetPageRanges: read,
  PageBlob_GetPageRangesDiff: read,
  PageBlob_Resize: write,
  PageBlob_UpdateSequenceNumber: write,
  PageBlob_CopyIncremental: create,
  AppendBlob_Create: create,
  AppendBlob_AppendBlock: create,
  AppendBlob_AppendBlockFromUrl: create,
  AppendBlob_Seal: write,
  BlockBlob_Upload: create,
  BlockBlob_PutBlobFromUrl: create,
  BlockBlob_StageBlock: write,
  BlockBlob_StageBlockFromURL: write,
  BlockBlob_CommitBlockList: create,
  BlockBlob_GetBlockList: read,
};

/** A batch has no permission of its own: each of its parts is judged. */
export const judgedByPart: ReadonlySet<string> = new Set(["Service_SubmitBatch", "Container_SubmitBatch"]);
